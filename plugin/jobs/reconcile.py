"""Orders compared with Shopify's, in the background: hourly, every night deeper, and when the owner asks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import structlog
from procrastinate import JobContext

from plugin.errors import EarmarkError, ThrottledError
from plugin.jobs.app import Worker, tasks
from plugin.jobs.patience import Patience
from plugin.language import N_
from plugin.services.reconcile_later import BEGIN, RECONCILE, Reach, go_on_later, reconcile_later
from plugin.services.reconcile_orders import Reconciliation
from plugin.store.queue import enqueue
from plugin.store.reconciliations import end_reconciliation
from plugin.store.shops import installed_shop_ids

ATTEMPTS = 6
OUR_FAULT = N_(
    "Something went wrong on our side. The next check goes on from here; nothing is counted twice."
)
SPREAD = timedelta(minutes=40)
"""Over so long the shops' checks of one hour or night are spread."""

log = structlog.get_logger()


def clock() -> datetime:
    """The moment of a step."""
    return datetime.now(UTC)


@tasks.task(name=RECONCILE, pass_context=True, retry=Patience(attempts=ATTEMPTS, first_pause=20))
def reconcile(context: JobContext, *, shop_id: int, run_id: int) -> None:
    """Compare one shop's orders for a stretch; see `plugin.services.reconcile_orders`.

    A shop that has left or whose access is lost is skipped, and the reason kept on the run.
    """
    worker: Worker = context.additional_context["worker"]
    try:
        client = worker.clients(shop_id, clock())
        finished = Reconciliation(worker.database, client, shop_id, run_id, clock).run()
        pause = timedelta(0)
    except ThrottledError as error:
        # The position is kept, so coming back later is no failure, however often.
        finished, pause = False, timedelta(seconds=error.wait_seconds)
    except Exception as error:
        known = isinstance(error, EarmarkError)
        hopeless = isinstance(error, EarmarkError) and error.permanent
        if hopeless or context.job is None or context.job.attempts + 1 >= ATTEMPTS:
            with worker.database.shop(shop_id) as session:
                reason = str(error) if known else OUR_FAULT
                end_reconciliation(session, run_id, "failed", clock(), reason=reason)
        if not hopeless:
            raise
        log.warning("shop not reconciled", shop_id=shop_id, reason=str(error))
        return
    if not finished:
        with worker.database.shop(shop_id) as session:
            go_on_later(session, run_id, at=clock() + pause)


@tasks.periodic(cron="5 * * * *")
@tasks.task(name="reconcile.hourly", pass_context=True, queueing_lock="reconcile.hourly")
def hourly(context: JobContext, timestamp: int) -> None:
    """Every hour: have every shop's orders compared since the check before."""
    spread(context.additional_context["worker"], Reach.HOUR, clock())


@tasks.periodic(cron="23 2 * * *")
@tasks.task(name="reconcile.nightly", pass_context=True, queueing_lock="reconcile.nightly")
def nightly(context: JobContext, timestamp: int) -> None:
    """Every night: have the last seven days compared."""
    spread(context.additional_context["worker"], Reach.WEEK, clock())


@tasks.task(name=BEGIN, pass_context=True)
def begin(context: JobContext, *, shop_id: int, reach: str) -> None:
    """Begin one shop's check, its moment having come. A shop whose check is under way is left to it."""
    worker: Worker = context.additional_context["worker"]
    with worker.database.shop(shop_id) as session:
        reconcile_later(session, Reach(reach), clock())


def spread(worker: Worker, reach: Reach, now: datetime) -> None:
    """Enqueue the beginning of one check per installed shop, evenly over `SPREAD`."""
    with worker.database.everywhere() as session:
        shop_ids = installed_shop_ids(session)
    for place, shop_id in enumerate(shop_ids):
        with worker.database.shop(shop_id) as session:
            at = now + SPREAD * (place / len(shop_ids))
            enqueue(session, BEGIN, at=at, once=f"{BEGIN}/{shop_id}", shop_id=shop_id, reach=reach.value)
