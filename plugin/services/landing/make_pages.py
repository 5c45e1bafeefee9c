"""A creator's landing page comes with their part in a campaign, and goes with it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from plugin.services.landing.settle_later import settle_pages_later
from plugin.services.landing.slugs import free_slugs, slug_of
from plugin.store.campaigns import creators_with_ids
from plugin.store.database import ShopSession, shop_of
from plugin.store.landing_pages import LandingPage, pages_of_campaign, slugs_in_use
from plugin.store.shops import lock_shop


def make_pages(
    session: ShopSession,
    campaign_id: int,
    creator_ids: Collection[int],
    now: datetime,
    *,
    revive: bool = True,
) -> None:
    """Give each creator a page in the campaign; with `revive`, a retired one is live again."""
    there = pages_of_campaign(session, campaign_id)
    if not there.keys() >= set(creator_ids):
        # Two who enrol at the same moment must not both make a creator's page, nor find the same slug free.
        lock_shop(session, shop_of(session))
        there = pages_of_campaign(session, campaign_id)
    back = [there[creator_id] for creator_id in creator_ids if revive and creator_id in there]
    back = [page for page in back if page.status == "retired"]
    for page in back:
        change(page, now, status="live")
    new = [row for row in creators_with_ids(session, creator_ids) if row.id not in there]
    names = {row.id: row.name for row in new}
    slugs = free_slugs(names, slugs_in_use(session, {slug_of(name) for name in names.values()}))
    session.add_all(
        LandingPage(campaign_id=campaign_id, creator_id=creator_id, slug=slug, created_at=now, updated_at=now)
        for creator_id, slug in slugs.items()
    )
    session.flush()
    if slugs or back:
        settle_pages_later(session, campaign_id)


def retire_pages(
    session: ShopSession, campaign_id: int, creator_ids: Collection[int] | None, now: datetime
) -> int:
    """Retire these creators' pages (all of the campaign where None) for good; how many.

    What stands of them in the shop is taken down in the background.
    """
    rows = [
        page
        for creator_id, page in pages_of_campaign(session, campaign_id).items()
        if page.status != "retired" and (creator_ids is None or creator_id in creator_ids)
    ]
    for page in rows:
        change(page, now, status="retired")
    session.flush()
    settle_pages_later(session, campaign_id)
    return len(rows)


def change(page: LandingPage, now: datetime, **values: object) -> None:
    """Set `values` on the page and count the change: what was made of it before is then known to be old."""
    for name, value in values.items():
        setattr(page, name, value)
    page.version = (page.version or 1) + 1
    page.updated_at = now
