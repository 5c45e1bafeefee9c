"""Orders decided again, in the background."""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import JobContext

from plugin.errors import EarmarkError
from plugin.jobs.app import Worker, tasks
from plugin.jobs.patience import Patience
from plugin.language import N_
from plugin.services.recompute import fail_recompute, recompute
from plugin.services.recompute_later import RECOMPUTE

ATTEMPTS = 5
OUR_FAULT = N_(
    "Something went wrong on our side. What was decided so far stays; do the change again to go on."
)


@tasks.task(name=RECOMPUTE, pass_context=True, retry=Patience(attempts=ATTEMPTS, first_pause=5))
def recompute_orders(
    context: JobContext,
    *,
    shop_id: int,
    code: str | None = None,
    link: str | None = None,
    run_id: int | None = None,
) -> None:
    """Decide a shop's orders again: those with `code` or a visit by `link` (their keys), or all. Killed and
    run again, it doubles nothing.
    """
    worker: Worker = context.additional_context["worker"]
    try:
        recompute(
            worker.database,
            shop_id,
            lambda: datetime.now(UTC),
            code_key=code,
            link_key=link,
            run_id=run_id,
        )
    except Exception as error:
        last = context.job is None or context.job.attempts + 1 >= ATTEMPTS
        known = isinstance(error, EarmarkError) and error.permanent
        if last or known:
            reason = str(error) if known else OUR_FAULT
            with worker.database.shop(shop_id) as session:
                fail_recompute(session, run_id, reason, datetime.now(UTC), code_key=code, link_key=link)
        raise
