"""Have a job bring Online Store pages where they should be."""

from __future__ import annotations

from plugin.store.database import ShopSession, shop_of
from plugin.store.landing_pages import standing_pages
from plugin.store.queue import enqueue

SETTLE = "settle_landing_pages"
BATCH = 25
"""How many pages one job brings where they should be."""


def settle_pages_later(session: ShopSession, campaign_id: int | None = None) -> int:
    """Enqueue the work on every page (of one campaign, or all) that stands or should stand in the online
    store; how many there are. None where the pages are served through the app proxy.
    """
    session.flush()
    pages = standing_pages(session, campaign_id)
    shop_id = shop_of(session)
    for start in range(0, len(pages), BATCH):
        enqueue(
            session,
            SETTLE,
            lock=f"landing_pages/{shop_id}",
            shop_id=shop_id,
            pages=[list(page) for page in pages[start : start + BATCH]],
        )
    return len(pages)
