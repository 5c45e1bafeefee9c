"""Short paths such as /ana: what they may be, and which ones are proposed. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

from anyascii import anyascii
from babel.localedata import locale_identifiers

from plugin.errors import InputError
from plugin.language import M_

LONGEST = 60
"""Characters. Shopify takes more, but nobody says or types them."""
RESERVED = frozenset(
    {
        *("a", "account", "accounts", "admin", "api", "app", "application", "apps", "authentication"),
        *("blogs", "captcha", "cart", "carts", "cdn", "challenge", "checkout", "checkouts", "collections"),
        *("community", "customer_authentication", "customer_identity", "discount", "discounts", "files"),
        *("gift_cards", "graphql", "index", "localization", "login", "logout", "media", "ns", "oauth"),
        *("orders", "pages", "password", "payments", "policies", "products", "recommendations", "register"),
        *("robots", "search", "services", "shop", "shopify", "sitemap", "static", "themes", "tools"),
        *("wallets", "web-pixels", "wpm"),
    }
)
"""First steps of paths that Shopify serves itself or keeps for itself: a redirect there would never count."""
LANGUAGES = frozenset(name for name in locale_identifiers() if len(name) == 2)
"""A market's language is the first step of its addresses (/sv, /en-gb): no short path may look like one."""

_STEP = re.compile(r"[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?")
_MARKET = re.compile(r"[a-z]{2}-[a-z]{2}|[a-z]{2}-[a-z]{4}")


def slug(text: str) -> str:
    """`text` in small letters a to z, digits and single hyphens: Åsa Ångström is asa-angstrom. "" where
    nothing of it can be written so.
    """
    # Symbols go before, not after: anyascii spells many of them out (a smile would become grinning).
    plain = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in text[:LONGEST])
    return re.sub(r"[^a-z0-9]+", "-", anyascii(plain).lower()).strip("-")[:LONGEST].strip("-")


def is_reserved(path: str) -> bool:
    """Whether Shopify keeps this path, or everything under its first step, for itself."""
    first = path.strip("/").partition("/")[0].lower()
    return first in RESERVED or first in LANGUAGES or _MARKET.fullmatch(first) is not None


def typed_path(typed: str) -> str:
    """A short path as the owner typed it, with or without its slash, in small letters.

    Raises `InputError` naming path, with what would be possible, for what no short path can be.
    """
    text = typed.strip()
    if not text.strip("/"):
        raise InputError(M_("Type a short path, such as /ana."), field="path")
    if len(text) > LONGEST + 1:
        raise InputError(
            M_("A short path has at most %(most)s characters. Shorten it.", most=LONGEST), field="path"
        )
    path = "/" + text.removeprefix("/").removesuffix("/").lower()
    if not all(_STEP.fullmatch(step) for step in path[1:].split("/")):
        raise InputError(
            M_(
                "%(typed)s holds more than the letters a to z, digits, - and _. It could be %(path)s.",
                typed=_shown(text),
                path="/" + (slug(text) or "ana"),
            ),
            field="path",
        )
    if is_reserved(path):
        raise InputError(
            M_(
                "Shopify keeps %(path)s for itself. Choose another, such as %(other)s.",
                path=path,
                other=f"/with-{slug(path)}",
            ),
            field="path",
        )
    return path


def proposals(base: str, *, campaign: str = "") -> Iterator[str]:
    """Short paths from the slug `base`, the best first, without end: /ana, /ana-<campaign>, /ana-2, /ana-3 …

    One that Shopify keeps for itself becomes /with-….
    """
    plain = f"with-{base}" if is_reserved(base) else base
    yield f"/{plain}"
    if campaign:
        yield "/" + f"{plain}-{campaign}"[:LONGEST].rstrip("-")
    number = 2
    while True:
        yield f"/{plain}-{number}"
        number += 1


def free_path(base: str, taken: Collection[str], *, campaign: str = "") -> str:
    """The best proposal that is neither in `taken` nor kept by Shopify for itself."""
    candidates = proposals(base, campaign=campaign)
    return next(path for path in candidates if path not in taken and not is_reserved(path))


def _shown(text: str) -> str:
    return "".join(letter if letter.isprintable() else "�" for letter in text[:40])
