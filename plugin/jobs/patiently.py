"""Work in a shop's Shopify: it waits for the budget, is tried again after a lost answer, and ends with a
reason.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from procrastinate import JobContext

from plugin.errors import EarmarkError, ThrottledError
from plugin.jobs.app import Worker
from plugin.jobs.patience import Patience
from plugin.language import N_
from plugin.store.queue import enqueue

ATTEMPTS = 6
PAUSES = Patience(attempts=ATTEMPTS, first_pause=2)
OUR_FAULT = N_("Something went wrong on our side. Try again; nothing is created twice.")

log = structlog.get_logger()


def patiently(
    context: JobContext,
    work: Callable[[], None],
    end: Callable[[str], None],
    *,
    lock: str,
    clock: Callable[[], datetime],
    **arguments: Any,
) -> None:
    """Do `work`; out of budget, come back later as a new job; when all patience is used up, `end` it with a
    reason. `arguments` are the job's own, shop_id among them; `lock` is the one it runs under.
    """
    worker: Worker = context.additional_context["worker"]
    shop_id = arguments["shop_id"]
    try:
        work()
    except ThrottledError as error:
        with worker.database.shop(shop_id) as session:
            enqueue(
                session,
                context.job.task_name,
                at=clock() + timedelta(seconds=error.wait_seconds),
                lock=lock,
                priority=context.job.priority,
                **arguments,
            )
    except Exception as error:
        ours = isinstance(error, EarmarkError)
        hopeless = isinstance(error, EarmarkError) and error.permanent
        if hopeless or context.job.attempts + 1 >= ATTEMPTS:
            end(str(error) if ours else OUR_FAULT)
        if not hopeless:
            raise
        log.warning("not worked on", shop_id=shop_id, task=context.job.task_name, reason=str(error))
