"""A shop's past orders, brought in in the background."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from procrastinate import JobContext

from plugin.errors import EarmarkError, ThrottledError
from plugin.jobs.app import Worker, tasks
from plugin.jobs.patience import Patience
from plugin.language import N_
from plugin.services.import_orders.import_later import IMPORT, STOP, go_on_later
from plugin.services.import_orders.run_import import OrderImport, clear_forgotten
from plugin.shopify.bulk import cancel_bulk_operation
from plugin.shopify.transport import shopify_http
from plugin.store.order_imports import end_import

ATTEMPTS = 8
OUR_FAULT = N_(
    "Something went wrong on our side. What was brought in so far stays; start again to go on. Nothing is "
    "counted twice."
)

log = structlog.get_logger()


def clock() -> datetime:
    """The moment of a step."""
    return datetime.now(UTC)


def folder_of(shop_id: int, run_id: int) -> Path:
    """Where the file of one import is taken apart: on this machine's disk for temporary files. Another
    machine that goes on with the import fetches it anew.
    """
    return Path(tempfile.gettempdir()) / "earmark-imports" / f"{shop_id}-{run_id}"


@tasks.task(name=IMPORT, pass_context=True, retry=Patience(attempts=ATTEMPTS, first_pause=10))
def import_orders(context: JobContext, *, shop_id: int, run_id: int) -> None:
    """Bring in a shop's past orders for a stretch; see `plugin.services.import_orders.run_import`.

    A shop that has left or whose access is lost is left alone, and the reason kept on the run.
    """
    worker: Worker = context.additional_context["worker"]
    try:
        client = worker.clients(shop_id, clock())
        http = shopify_http(worker.settings)
        folder = folder_of(shop_id, run_id)
        clear_forgotten(folder.parent, clock())
        pause = OrderImport(worker.database, client, http, shop_id, run_id, folder, clock).run()
    except ThrottledError as error:
        # The position is kept, so coming back later is no failure, however often.
        pause = timedelta(seconds=error.wait_seconds)
    except Exception as error:
        known = isinstance(error, EarmarkError)
        hopeless = isinstance(error, EarmarkError) and error.permanent
        if hopeless or context.job is None or context.job.attempts + 1 >= ATTEMPTS:
            with worker.database.shop(shop_id) as session:
                end_import(session, run_id, "failed", clock(), reason=str(error) if known else OUR_FAULT)
        if not hopeless:
            raise
        log.warning("orders not imported", shop_id=shop_id, reason=str(error))
        return
    if pause is not None:
        with worker.database.shop(shop_id) as session:
            go_on_later(session, run_id, at=clock() + pause)


@tasks.task(name=STOP, pass_context=True, retry=Patience(attempts=4, first_pause=5))
def stop_order_import(context: JobContext, *, shop_id: int, operation: str) -> None:
    """Tell Shopify that nobody waits for a bulk operation any more."""
    worker: Worker = context.additional_context["worker"]
    try:
        cancel_bulk_operation(worker.clients(shop_id, clock()), operation)
    except EarmarkError as error:
        if not error.permanent:
            raise
        log.warning("bulk operation not cancelled", shop_id=shop_id, reason=str(error))
