"""Customer journeys, asked for in the background."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog
from procrastinate import JobContext

from plugin.errors import EarmarkError, ThrottledError
from plugin.jobs.app import Worker, tasks
from plugin.jobs.patience import Patience
from plugin.services.visits.follow_journeys import follow_journeys
from plugin.store.journeys import shops_with_links
from plugin.store.queue import enqueue
from plugin.store.shops import installed_shop_ids

FOLLOW = "follow_journeys"
LOW = -5
"""Below everything people wait for: a journey is late by nature."""

log = structlog.get_logger()


def clock() -> datetime:
    """The moment of a step."""
    return datetime.now(UTC)


@tasks.task(name=FOLLOW, pass_context=True, retry=Patience(attempts=4, first_pause=60))
def follow(context: JobContext, *, shop_id: int) -> None:
    """Ask for one shop's journeys that are due; see `plugin.services.visits.follow_journeys`.

    A shop that has left or whose access is lost is skipped; the next round tries again.
    """
    worker: Worker = context.additional_context["worker"]
    try:
        more = follow_journeys(worker.database, lambda: worker.clients(shop_id, clock()), shop_id, clock).more
        pause = timedelta(0)
    except ThrottledError as error:
        # What was answered is kept, so coming back later is no failure.
        more, pause = True, timedelta(seconds=error.wait_seconds)
    except EarmarkError as error:
        if not error.permanent:
            raise
        log.warning("journeys not asked for", shop_id=shop_id, reason=str(error))
        return
    if more:
        _later(worker, shop_id, clock() + pause)


@tasks.periodic(cron="*/5 * * * *")
@tasks.task(name="upkeep.journeys", pass_context=True, queueing_lock="upkeep.journeys")
def go_round(context: JobContext, timestamp: int) -> None:
    """Every five minutes: have the journeys that are due asked for in every installed shop with links."""
    worker: Worker = context.additional_context["worker"]
    with worker.database.everywhere() as session:
        linked = shops_with_links(session)
        shop_ids = [shop_id for shop_id in installed_shop_ids(session) if shop_id in linked]
    for shop_id in shop_ids:
        _later(worker, shop_id, None)


def _later(worker: Worker, shop_id: int, at: datetime | None) -> None:
    with worker.database.shop(shop_id) as session:
        enqueue(
            session,
            FOLLOW,
            at=at,
            lock=f"{FOLLOW}/{shop_id}",
            once=f"{FOLLOW}/{shop_id}",
            priority=LOW,
            shop_id=shop_id,
        )
