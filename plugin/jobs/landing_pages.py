"""Landing pages in the online store, in the background: brought where they should be, and looked after.

All work on one shop's pages shares a lock, so that none is worked on twice at once.
"""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import JobContext

from plugin.jobs.app import Worker, tasks
from plugin.jobs.patiently import PAUSES, patiently
from plugin.services.landing.settle_later import SETTLE, pages_lock, settle_pages_later
from plugin.services.landing.settle_pages import SettlingPages, note_unsettled
from plugin.store.shops import installed_shop_ids


def clock() -> datetime:
    """The moment of a step."""
    return datetime.now(UTC)


@tasks.task(name=SETTLE, pass_context=True, retry=PAUSES)
def settle(context: JobContext, *, shop_id: int, pages: list[list[int]]) -> None:
    """Bring a small batch of pages where they should be; see `plugin.services.landing.settle_pages`."""
    worker: Worker = context.additional_context["worker"]
    keys = [(campaign_id, creator_id) for campaign_id, creator_id in pages]

    def work() -> None:
        SettlingPages(worker.database, worker.clients(shop_id, clock()), shop_id, clock).run(keys)

    def end(reason: str) -> None:
        with worker.database.shop(shop_id) as session:
            note_unsettled(session, keys, reason)

    patiently(context, work, end, lock=pages_lock(shop_id), clock=clock, shop_id=shop_id, pages=pages)


@tasks.periodic(cron="37 * * * *")
@tasks.task(name="upkeep.landing_pages", pass_context=True, queueing_lock="upkeep.landing_pages")
def sweep_hourly(context: JobContext, timestamp: int) -> None:
    """Every hour: pages whose offer has begun or ended, and what a dead worker left half-way."""
    worker: Worker = context.additional_context["worker"]
    with worker.database.everywhere() as session:
        shop_ids = list(installed_shop_ids(session))
    for shop_id in shop_ids:
        with worker.database.shop(shop_id) as session:
            settle_pages_later(session, once="sweep")
