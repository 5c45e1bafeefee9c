"""The parameters of the page a visit landed on, out of the address that Shopify noted for it."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, urlsplit

from plugin.attribution.visit_reference import PARAMETER

MOST_FIELDS = 100
_APPLIES_A_CODE = re.compile(r"(/[a-z]{2}(-[a-z]{2})?)?/discount/[^/]+/?", re.IGNORECASE)
_OUR_WAY = re.compile(r"/go/([a-z0-9]{10})/?$")


def landing_query(address: str) -> dict[str, list[str]]:
    """Parameter -> its values, of an address with or without its host.

    A session can begin at an address on the way to the page: one that applies a discount code holds the page
    in its `redirect`, and our own behind a short link holds the link's key in its path. Raises `ValueError`
    for what is no address.
    """
    asked = urlsplit(address)
    query = parse_qs(asked.query, max_num_fields=MOST_FIELDS)
    if PARAMETER in query:
        return query
    if "redirect" in query and _APPLIES_A_CODE.fullmatch(asked.path):
        return parse_qs(urlsplit(query["redirect"][0]).query, max_num_fields=MOST_FIELDS)
    key = _link_followed(asked)
    return query | {PARAMETER: [key]} if key else query


def _link_followed(asked: SplitResult) -> str | None:
    found = _OUR_WAY.search(asked.path)
    return found[1] if found else None
