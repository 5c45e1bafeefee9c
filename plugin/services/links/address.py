"""What a link looks like: the address to send out, the short one, and the way through the discount.

Pure. The long form is `https://brand.com/discount/CODE?redirect=<landing path with em and utm_…>`: Shopify
puts the code into the buyer's session and leads on to the path, which is encoded as one value so that its own
query stays whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from plugin.attribution.visit_reference import PARAMETER as VISIT

UTM = ("utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term")
USUAL_SOURCES = {
    "instagram": "instagram",
    "youtube": "youtube",
    "tiktok": "tiktok",
    "podcast": "podcast",
    "blog": "blog",
    "other": "creator",
}
"""utm_source by platform, as most analytics expect it, until the owner chooses otherwise."""
HOME = "/"

_INSIDE = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


@dataclass(frozen=True, slots=True)
class LinkTags:
    """What a link adds to the address it leads to: `em` and the five UTM parameters, in this order."""

    em: str
    source: str
    medium: str
    campaign: str
    content: str
    term: str

    def pairs(self) -> list[tuple[str, str]]:
        """Name and value of each parameter that says something."""
        values = (self.source, self.medium, self.campaign, self.content, self.term)
        return [(VISIT, self.em), *((name, value) for name, value in zip(UTM, values, strict=True) if value)]


def inside_shop(path: str) -> bool:
    """Whether `path` leads to a place of the shop itself: one slash, then nothing a browser reads as another
    host (a second slash, a backslash, a control character).
    """
    return _INSIDE.fullmatch(path) is not None


def landing_address(path: str, tags: LinkTags) -> str:
    """`path` (of the shop, with or without a query) with the link's parameters; its own of those names go.

    Raises `ValueError` for a path that leads out of the shop.
    """
    if not inside_shop(path):
        raise ValueError(f"{path[:80]!r} is no path of a shop.")
    parts = urlsplit(path)
    kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in (VISIT, *UTM)]
    query = urlencode(kept + tags.pairs(), quote_via=quote)
    return parts.path + "?" + query + (f"#{parts.fragment}" if parts.fragment else "")


def discount_address(code: str, landing: str) -> str:
    """The path that applies `code` and leads on to `landing`, which is encoded once, as a single value."""
    return f"/discount/{quote(code, safe='')}?redirect={quote(landing, safe='')}"


def onward_address(code: str | None, landing_path: str, tags: LinkTags) -> str:
    """The path of the shop a link leads to: through the discount where there is a code, else straight on."""
    landing = landing_address(landing_path, tags)
    return discount_address(code, landing) if code else landing


def long_address(storefront_url: str, code: str | None, landing_path: str, tags: LinkTags) -> str:
    """The full address to send out. `storefront_url` is the shop's origin, such as https://brand.com."""
    return storefront_url + onward_address(code, landing_path, tags)


def go_path(proxy_prefix: str, key: str) -> str:
    """The stable address under the app proxy that a short path redirects to. Browsers remember a 301, so it
    never changes; what it leads to may.
    """
    return f"{proxy_prefix}/go/{key}"


def qr_path(proxy_prefix: str, key: str) -> str:
    """Where the link's QR code is to be had as a picture, for whoever is sent its address."""
    return f"{proxy_prefix}/qr/{key}.svg"


def read_discount_address(path: str) -> tuple[str, str] | None:
    """(code, path it leads on to) of a discount address; None where `path` is none."""
    parts = urlsplit(path)
    begin, _, code = parts.path.partition("/discount/")
    if begin or not code:
        return None
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    return unquote(code), query.get("redirect", HOME)


def read_tags(path: str) -> dict[str, str]:
    """Our parameters in an address: name -> value, the first of each."""
    found: dict[str, str] = {}
    for name, value in parse_qsl(urlsplit(path).query, keep_blank_values=True):
        if name in (VISIT, *UTM):
            found.setdefault(name, value)
    return found
