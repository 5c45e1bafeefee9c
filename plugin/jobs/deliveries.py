"""Completing deliveries whose bodies were cut short."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from procrastinate import JobContext

from plugin.errors import EarmarkError, NotFoundError
from plugin.jobs.app import Worker, tasks
from plugin.jobs.patience import Patience
from plugin.services.complete_delivery import TASK, complete_delivery, note_why_not

log = structlog.get_logger()


@tasks.task(name=TASK, pass_context=True, retry=Patience(attempts=6, first_pause=5))
def complete(context: JobContext, *, shop_id: int, delivery_id: int) -> None:
    """Ask Shopify for what a delivery should have said; see `plugin.services.complete_delivery`.

    Throttled or unanswered it is tried again here. Without access it ends: the delivery rests, and asks again
    when it comes due.
    """
    worker: Worker = context.additional_context["worker"]
    now = datetime.now(UTC)
    try:
        complete_delivery(worker.database, worker.clients(shop_id, now), shop_id, delivery_id, now)
    except NotFoundError:
        log.info("delivery not completed: the shop is gone", shop_id=shop_id)
    except EarmarkError as error:
        note_why_not(worker.database, shop_id, delivery_id, error)
        if not error.permanent:
            raise
        log.warning("delivery not completed", shop_id=shop_id, id=delivery_id, reason=str(error))
