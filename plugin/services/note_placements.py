"""Where the merchant has placed the app's blocks: only Shopify's admin knows, in the browser of who opens it.

Shopify has no API for it but App Bridge's `shopify.app.extensions()`. What it lists is noted here whenever
somebody opens a page that shows it, so that the way to the first order can say what is done.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from plugin.store.database import ShopSession
from plugin.store.health import note_part
from plugin.store.placements import placements_known, put_placements

SURVEY_ON_THANK_YOU = "creator-survey/purchase.thank-you.block.render"
SURVEY_ON_ORDER_STATUS = "creator-survey/customer-account.order-status.block.render"
GREETING = "creator-theme/creator-embed"
PLACES = frozenset({SURVEY_ON_THANK_YOU, SURVEY_ON_ORDER_STATUS, GREETING})
"""The extension's handle, and its target or, in a theme, its block."""


def placements(session: ShopSession) -> frozenset[str]:
    """Those of `PLACES` where a block was when somebody last looked."""
    return placements_known(session) & PLACES


def note_placements(session: ShopSession, listed: Iterable[str], now: datetime) -> bool:
    """Note what is listed now; True where that is news. Places we know nothing of are left out."""
    found = PLACES & set(listed)
    if found == placements_known(session):
        return False
    put_placements(session, found, now)
    for place in PLACES:
        note_part(session, place, there=place in found, now=now)
    return True
