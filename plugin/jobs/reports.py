"""Reports of large shops, worked out in the background."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from procrastinate import JobContext

from plugin.jobs.app import Worker, tasks
from plugin.jobs.patience import Patience
from plugin.language import N_
from plugin.services.reports.keeping import TASK, fail_report, make_report
from plugin.services.reports.kinds import KINDS

ATTEMPTS = 3
OUR_FAULT = N_("Something went wrong on our side. Choose a shorter period, or look again later.")


@tasks.task(name=TASK, pass_context=True, retry=Patience(attempts=ATTEMPTS, first_pause=10))
def make(context: JobContext, *, shop_id: int, kind: str, about: dict[str, Any]) -> None:
    """Work one report out and keep it for the page that asked; `kind` is one of
    `plugin.services.reports.kinds.KINDS`.
    """
    worker: Worker = context.additional_context["worker"]
    try:
        make_report(worker.database, shop_id, KINDS[kind], about, datetime.now(UTC))
    except Exception:
        if context.job is None or context.job.attempts + 1 >= ATTEMPTS:
            fail_report(worker.database, shop_id, KINDS[kind], about, OUR_FAULT)
        raise
