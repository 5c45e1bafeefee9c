"""What is done by the clock: keeping tokens alive, picking up what a dead worker left, clearing away what is
over.
"""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from procrastinate import JobContext

from plugin.jobs.app import Worker, tasks
from plugin.jobs.patience import Patience
from plugin.services.clear_away import clear_away
from plugin.services.inbox_days import bring_forward, make_days
from plugin.services.refresh_tokens import refresh_tokens
from plugin.services.rotate_keys import rotate_keys

KEEP_FINISHED_HOURS = 72

log = structlog.get_logger()


@tasks.periodic(cron="17 3 * * *")
@tasks.task(name="upkeep.tokens", pass_context=True, retry=Patience(attempts=3, first_pause=600))
def keep_tokens_alive(context: JobContext, timestamp: int) -> None:
    """Every night: refresh the tokens of shops nobody opens, and re-encrypt what an older key made."""
    worker: Worker = context.additional_context["worker"]
    refresh_tokens(worker.database, worker.settings, datetime.now(UTC))
    rotate_keys(worker.database, worker.settings)


@tasks.periodic(cron="41 3 * * *")
@tasks.task(name="upkeep.clear_away", pass_context=True, retry=Patience(attempts=3, first_pause=600))
def clear_away_old(context: JobContext, timestamp: int) -> None:
    """Every night: drop days of the inbox and delete customer exports after 30 days."""
    worker: Worker = context.additional_context["worker"]
    clear_away(worker.database, datetime.now(UTC))


@tasks.periodic(cron="7 * * * *")
@tasks.task(name="upkeep.inbox_days", pass_context=True, retry=Patience(attempts=3, first_pause=120))
def keep_inbox_days(context: JobContext, timestamp: int) -> None:
    """Every hour: make the inbox's tables for the week ahead, and bring to today what waits in old ones."""
    worker: Worker = context.additional_context["worker"]
    now = datetime.now(UTC)
    make_days(worker.database, now)
    bring_forward(worker.database, now)


@tasks.periodic(cron="53 * * * *")
@tasks.task(name="upkeep.finished_jobs", pass_context=True)
async def delete_finished_jobs(context: JobContext, timestamp: int) -> None:
    """Every hour: delete finished jobs; failed ones are kept as long, so that somebody can look."""
    await context.app.job_manager.delete_old_jobs(
        nb_hours=KEEP_FINISHED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
    )


@tasks.periodic(cron="* * * * *")
@tasks.task(name="upkeep.stalled_jobs", pass_context=True, queueing_lock="upkeep.stalled_jobs")
async def retry_stalled_jobs(context: JobContext, timestamp: int) -> None:
    """Every minute: take up the jobs of workers that died. Every task can be run again."""
    for job in await context.app.job_manager.get_stalled_jobs():
        log.warning("job taken up again", task=job.task_name, job=job.id)
        await context.app.job_manager.retry_job(job)
