"""Have a job bring Online Store pages where they should be."""

from __future__ import annotations

from plugin.store.database import ShopSession, shop_of
from plugin.store.landing_pages import standing_pages
from plugin.store.queue import enqueue

SETTLE = "settle_landing_pages"
BATCH = 25
"""How many pages one job brings where they should be."""


def settle_pages_later(
    session: ShopSession, campaign_id: int | None = None, *, once: str | None = None
) -> int:
    """Enqueue the work on every page (of one campaign, or all) that stands or should stand in the online
    store; how many there are: none where pages are served through the app proxy. `once` names work of which
    a single waiting job is enough.
    """
    session.flush()
    pages = standing_pages(session, campaign_id)
    shop_id = shop_of(session)
    for start in range(0, len(pages), BATCH):
        enqueue(
            session,
            SETTLE,
            lock=pages_lock(shop_id),
            once=f"{SETTLE}/{shop_id}/{once}/{start}" if once else None,
            shop_id=shop_id,
            pages=[list(page) for page in pages[start : start + BATCH]],
        )
    return len(pages)


def pages_lock(shop_id: int) -> str:
    """The lock under which all work on a shop's pages is done, one job after another."""
    return f"landing_pages/{shop_id}"
