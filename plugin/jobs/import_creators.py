"""The import of creators, in the background."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import JobContext, RetryStrategy

from plugin.errors import EarmarkError
from plugin.jobs.app import Worker, tasks
from plugin.language import N_
from plugin.services.creator_import.run_import import TASK, fail_import, note_progress, run_import

ATTEMPTS = 3
OUR_FAULT = N_("Something went wrong on our side, and nothing was imported. Upload the file again.")


@tasks.task(name=TASK, pass_context=True, retry=RetryStrategy(max_attempts=ATTEMPTS, wait=2))
def import_creators(context: JobContext, *, shop_id: int, upload_id: int, run_id: int) -> None:
    """Import one upload; see `plugin.services.creator_import.run_import`.

    Killed and run again, it doubles nothing.
    """
    worker: Worker = context.additional_context["worker"]

    def report(done: int) -> None:
        with worker.database.shop(shop_id) as session:
            note_progress(session, run_id, done, datetime.now(UTC))

    try:
        with worker.database.shop(shop_id) as session:
            run_import(session, upload_id, run_id, datetime.now(UTC), report)
    except Exception as error:
        last = context.job is None or context.job.attempts + 1 >= ATTEMPTS
        known = isinstance(error, EarmarkError) and error.permanent
        if last or known:
            reason = str(error) if known else OUR_FAULT
            with worker.database.shop(shop_id) as session:
                fail_import(session, run_id, reason, datetime.now(UTC))
        if not known:
            raise
