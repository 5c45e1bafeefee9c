"""Links, in the background: short paths brought into the shop and looked after, every enrolment given a link.

All work on one shop's redirects shares a lock (`settle_later.links_lock`): none is worked on twice at once.
"""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import JobContext

from plugin.jobs.app import Worker, tasks
from plugin.jobs.patiently import PAUSES, patiently
from plugin.services.links.check_redirects import check_redirects
from plugin.services.links.keep_links import sweep_links
from plugin.services.links.path_in_shop import status_in_shop
from plugin.services.links.settle_later import SETTLE, links_lock
from plugin.services.links.settle_links import SettlingLinks, note_unsettled
from plugin.store.queue import enqueue
from plugin.store.shops import installed_shop_ids

CHECK = "check_links"


def clock() -> datetime:
    """The moment of a step."""
    return datetime.now(UTC)


@tasks.task(name=SETTLE, pass_context=True, retry=PAUSES)
def settle(context: JobContext, *, shop_id: int, link_ids: list[int]) -> None:
    """Bring a small batch of short paths where they should be; see `plugin.services.links.settle_links`."""
    worker: Worker = context.additional_context["worker"]

    def work() -> None:
        client = worker.clients(shop_id, clock())
        with status_in_shop(worker.database, worker.settings, shop_id) as status_of:
            SettlingLinks(worker.database, client, shop_id, clock, status_of).run(link_ids)

    def end(reason: str) -> None:
        with worker.database.shop(shop_id) as session:
            note_unsettled(session, link_ids, reason, clock())

    lock = links_lock(shop_id)
    patiently(context, work, end, lock=lock, clock=clock, shop_id=shop_id, link_ids=link_ids)


@tasks.task(name=CHECK, pass_context=True, retry=PAUSES)
def check(context: JobContext, *, shop_id: int) -> None:
    """Compare a shop's short paths with Shopify. What fails today is looked at tomorrow."""
    worker: Worker = context.additional_context["worker"]
    check_redirects(worker.database, worker.clients(shop_id, clock()), shop_id, clock())


@tasks.periodic(cron="7 * * * *")
@tasks.task(name="upkeep.links", pass_context=True, queueing_lock="upkeep.links")
def sweep_hourly(context: JobContext, timestamp: int) -> None:
    """Every hour: enrolments without a link get one, and what a dead worker left half-way is taken up."""
    worker: Worker = context.additional_context["worker"]
    for shop_id in _installed(worker):
        with worker.database.shop(shop_id) as session:
            sweep_links(session, clock())


@tasks.periodic(cron="23 4 * * *")
@tasks.task(name="upkeep.check_links", pass_context=True, queueing_lock="upkeep.check_links")
def check_daily(context: JobContext, timestamp: int) -> None:
    """Every night: have the short paths of every shop compared with Shopify."""
    worker: Worker = context.additional_context["worker"]
    for shop_id in _installed(worker):
        with worker.database.shop(shop_id) as session:
            enqueue(session, CHECK, lock=links_lock(shop_id), once=f"{CHECK}/{shop_id}", shop_id=shop_id)


def _installed(worker: Worker) -> list[int]:
    with worker.database.everywhere() as session:
        return list(installed_shop_ids(session))
