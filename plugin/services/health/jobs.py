"""Background work is done: no job fails for good, waits for hours, or hangs on a worker that is gone."""

from __future__ import annotations

from datetime import timedelta

from plugin.language import M_, N_
from plugin.services.health.finding import Finding, Looked, warning, well, wrong
from plugin.store.health_facts import jobs_of_shop

FAILED_WITHIN = timedelta(days=1)
OVERDUE = timedelta(minutes=30)
SILENT = timedelta(minutes=5)
"""A worker tells every ten seconds that it lives, and its jobs are taken up by another a minute later."""
FAILED = N_(
    "The page the work belongs to says what went wrong and has a button to try again. Whoever runs Earmark "
    "finds the reason in the worker's log."
)
WORKER = N_("Whoever runs Earmark should look whether the worker (`python -m plugin.jobs`) runs.")


def check(looked: Looked) -> Finding:
    """The shop's own jobs."""
    jobs = jobs_of_shop(
        looked.session,
        failed_since=looked.now - FAILED_WITHIN,
        due_before=looked.now - OVERDUE,
        alive_since=looked.now - SILENT,
    )
    if jobs.dead:
        return wrong(
            M_("Background work hangs on a worker that is gone: %(count)s jobs.", count=jobs.dead), WORKER
        )
    if jobs.overdue:
        return wrong(
            M_("Background work waits for more than half an hour: %(tasks)s.", tasks=", ".join(jobs.overdue)),
            WORKER,
        )
    if jobs.failed:
        return warning(
            M_("Background work failed in the last day: %(tasks)s.", tasks=", ".join(jobs.failed)), FAILED
        )
    return well(M_("Background work is up to date."))
