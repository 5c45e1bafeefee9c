"""Where an order's buyer came from, as the order says it: reduced to what can name a creator's link."""

from __future__ import annotations

from msgspec import Struct

MEDIUM = "creator"
"""The `utm_medium` of every link of ours."""


class Utm(Struct, frozen=True, gc=False, order=True):
    """The parameters of a link that lost our own: which campaign and creator, and at best which placement."""

    campaign: str
    term: str
    content: str = ""
    source: str = ""


class Origin(Struct, frozen=True, gc=False):
    """What an order tells of the visit that led to it; None, or nothing, where it is silent.

    cart      the visit's reference out of the cart attribute `_earmark`
    landing   our parameter in the landing page's address: a link's key or a visit's reference
    utm       the landing page's UTM parameters, where our own is not there
    referrer  the host the buyer came from, in lower case
    """

    cart: str | None = None
    landing: str | None = None
    utm: Utm | None = None
    referrer: str | None = None
