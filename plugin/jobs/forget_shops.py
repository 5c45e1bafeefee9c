"""Deleting shops after shop/redact."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import JobContext

from plugin.jobs.app import Worker, tasks
from plugin.jobs.patience import Patience
from plugin.services.forget_shop import TASK, LeftBehindError, forget_shop, park_request


@tasks.task(name=TASK, pass_context=True, retry=Patience(attempts=20, first_pause=60))
def forget(context: JobContext, *, shop_id: int) -> None:
    """Delete one shop; run again, it finds nothing to do. What cannot get better parks the request."""
    worker: Worker = context.additional_context["worker"]
    try:
        forget_shop(worker.database, worker.clients, shop_id, datetime.now(UTC))
    except LeftBehindError as error:
        park_request(worker.database, shop_id, str(error), datetime.now(UTC))
        raise
