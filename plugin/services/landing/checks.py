"""What the owner may enter for a landing page: a picture, a place in the shop, texts, products."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from plugin.errors import InputError
from plugin.language import M_
from plugin.services.landing.escaping import is_handle
from plugin.store.landing_pages import KINDS

MOST_PRODUCTS = 20
"""Liquid's `all_products` finds twenty different handles on one page, no more (Shopify's reference)."""
LONGEST_TITLE = 120
LONGEST_INTRODUCTION = 2_000
LONGEST_ADDRESS = 2_000
PICTURE_TYPES = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif")

_TARGET = re.compile(r"/(products|collections)/([^/?#\s]+)")


def checked_kind(kind: str | None) -> str | None:
    """`kind` if there is such a kind, None for none; raises `InputError` naming kind."""
    if kind and kind not in KINDS:
        raise InputError(M_("Choose one of the list."), field="landing_kind")
    return kind or None


def checked_target(target: str | None) -> str:
    """The path of a product or collection page; raises `InputError` naming target."""
    found = _TARGET.fullmatch((target or "").strip())
    if found is None or not is_handle(found[2]):
        raise InputError(M_("Choose a product or collection for the link to lead to."), field="target")
    return found[0]


def checked_picture(address: str | None) -> str | None:
    """The https address of a picture, None for none; raises `InputError` naming picture_url.

    No script, data or plain http address, none with a name and password in it, and only types that every
    browser shows as a picture: an SVG file may hold a script.
    """
    address = (address or "").strip()
    if not address:
        return None
    wrong = InputError(
        M_(
            "This is no address of a picture. It begins with https:// and ends in one of %(types)s.",
            types=", ".join(PICTURE_TYPES),
        ),
        field="picture_url",
    )
    if (
        len(address) > LONGEST_ADDRESS
        or not address.isascii()
        or re.search(r"[\x00-\x20\x7f\"'<>\\^`{|}]", address)
    ):
        raise wrong
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise wrong from error
    host = parts.hostname or ""
    if parts.scheme != "https" or "." not in host or parts.username is not None or port not in (None, 443):
        raise wrong
    if not parts.path.lower().endswith(PICTURE_TYPES):
        raise wrong
    return address


def checked_words(text: str, field: str) -> str:
    """A title (one line) or an introduction (paragraphs); raises `InputError` naming the field."""
    if field == "title":
        text, most = " ".join(text.split()), LONGEST_TITLE
    else:
        lines = (" ".join(line.split()) for line in text.strip().splitlines())
        text, most = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)), LONGEST_INTRODUCTION
    if len(text) > most:
        raise InputError(
            M_("This text has %(length)s characters; at most %(most)s.", length=len(text), most=most),
            field=field,
        )
    return text


def checked_products(products: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Products as Shopify names them ({gid, handle, title, picture_url}), each once, in the order given.

    Raises `InputError` naming products where there are more than a page can show.
    """
    kept: dict[str, dict[str, Any]] = {}
    for product in products:
        if is_handle(product["handle"]):
            kept.setdefault(
                product["gid"], {key: product.get(key) for key in ("gid", "handle", "title", "picture_url")}
            )
    if len(kept) > MOST_PRODUCTS:
        raise InputError(
            M_("A page shows %(most)s products at most; choose fewer.", most=MOST_PRODUCTS), field="products"
        )
    return list(kept.values())
