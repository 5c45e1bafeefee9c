"""Where a buyer came from, read from an order's body. Of its addresses and attributes only what can name a
creator's link is taken.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from plugin.attribution.origin import MEDIUM, Origin, Utm
from plugin.attribution.visit_reference import CART_ATTRIBUTE, PARAMETER, read_link_key
from plugin.shopify.landing_query import landing_query
from plugin.shopify.payloads.shapes import Order

LONGEST = 200
"""Of a UTM parameter; ours are far shorter."""
LONGEST_HOST = 253
_PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+)(?:[/?#].*)?")


def read_origin(order: Order) -> Origin | None:
    """What the order tells, None where that is nothing. Whatever cannot be read is left out: anybody can
    write into an address.
    """
    cart = (
        next((row.value for row in order.note_attributes if row.name == CART_ATTRIBUTE), None)
        if order.note_attributes
        else None
    )
    landing, utm = _landing(order.landing_site) if order.landing_site else (None, None)
    cart = cart if isinstance(cart, str) and read_link_key(cart) else None
    referrer = _host(order.referring_site) if order.referring_site else None
    if cart is None and landing is None and utm is None and referrer is None:
        return None
    return Origin(cart, landing, utm, referrer)


def _landing(address: str) -> tuple[str | None, Utm | None]:
    """Our parameter, else the UTM parameters of a link."""
    # Most landing pages hold neither, and reading a query costs more than looking for two words.
    if PARAMETER not in address and MEDIUM not in address and "/go/" not in address:
        return None, None
    try:
        query = landing_query(address)
    except ValueError:
        return None, None
    own = next((text for text in query.get(PARAMETER, ()) if read_link_key(text)), None)
    if own is not None:
        return own, None
    named = {name: query.get(f"utm_{name}", [""])[0] for name in ("medium", "campaign", "term")}
    if named["medium"] != MEDIUM or not named["campaign"] or not named["term"]:
        return None, None
    more = {name: query.get(f"utm_{name}", [""])[0] for name in ("content", "source")}
    utm = Utm(named["campaign"], named["term"], more["content"], more["source"])
    texts = (utm.campaign, utm.term, utm.content, utm.source)
    sound = all(len(text) <= LONGEST and "@" not in text and "\x00" not in text for text in texts)
    return None, utm if sound else None


def _host(address: str) -> str | None:
    plain = _PLAIN_HOST.fullmatch(address)
    try:
        host = plain[1] if plain else urlsplit(address).hostname
    except ValueError:
        return None
    return host if host and len(host) <= LONGEST_HOST and "\x00" not in host else None
