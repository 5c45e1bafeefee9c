"""Deleting shops after shop/redact."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import JobContext

from plugin.jobs.app import Worker, tasks
from plugin.jobs.patience import Patience
from plugin.services.forget_shop import TASK, forget_shop


@tasks.task(name=TASK, pass_context=True, retry=Patience(attempts=20, first_pause=60))
def forget(context: JobContext, *, shop_id: int) -> None:
    """Delete one shop; run again, it finds nothing to do."""
    worker: Worker = context.additional_context["worker"]
    forget_shop(worker.database, worker.clients, shop_id, datetime.now(UTC))
