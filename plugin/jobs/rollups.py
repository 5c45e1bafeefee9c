"""The sums by day: built anew, and moved to the shop's new time zone."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import JobContext

from plugin.jobs.app import Worker, tasks
from plugin.jobs.patience import Patience
from plugin.services.rebuild_rollups import REBUILD, follow_timezone, rebuild_rollups
from plugin.store.queue import enqueue
from plugin.store.shops import installed_shop_ids

FOLLOW = "follow_timezone"


@tasks.task(name=REBUILD, pass_context=True, retry=Patience(attempts=5, first_pause=30))
def rebuild(context: JobContext, *, shop_id: int, timezone: str | None) -> None:
    """Build a shop's sums anew, by the days of `timezone` where one is given."""
    worker: Worker = context.additional_context["worker"]
    with worker.database.shop(shop_id) as session:
        rebuild_rollups(session, timezone)


@tasks.periodic(cron="29 2 * * *")
@tasks.task(name="rollups.follow_timezones", pass_context=True)
def follow_timezones(context: JobContext, timestamp: int) -> None:
    """Every night: see whether shops have moved to another time zone."""
    worker: Worker = context.additional_context["worker"]
    with worker.database.everywhere() as session:
        shop_ids = installed_shop_ids(session)
    for shop_id in shop_ids:
        with worker.database.shop(shop_id) as session:
            enqueue(session, FOLLOW, once=f"{FOLLOW}/{shop_id}", shop_id=shop_id)


@tasks.task(name=FOLLOW, pass_context=True)
def follow(context: JobContext, *, shop_id: int) -> None:
    """One shop. What fails tonight is looked at tomorrow."""
    worker: Worker = context.additional_context["worker"]
    follow_timezone(worker.database, worker.clients(shop_id, datetime.now(UTC)), shop_id)
