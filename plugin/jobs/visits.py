"""Visits, cleared away by the clock."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import JobContext

from plugin.jobs.app import Worker, tasks
from plugin.jobs.patience import Patience
from plugin.services.visits.clear_visits import clear_visits


@tasks.periodic(cron="51 3 * * *")
@tasks.task(name="upkeep.visits", pass_context=True, retry=Patience(attempts=3, first_pause=600))
def clear_old_visits(context: JobContext, timestamp: int) -> None:
    """Every night: see `plugin.services.visits.clear_visits`."""
    worker: Worker = context.additional_context["worker"]
    clear_visits(worker.database, datetime.now(UTC))
