"""The web pixel, in the background: activated after an install or at a button, looked after every night."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from procrastinate import JobContext

from plugin.errors import EarmarkError
from plugin.jobs.app import Worker, tasks
from plugin.jobs.patience import Patience
from plugin.services.activate_pixel import ACTIVATE, activate_later, activate_pixel
from plugin.store.shops import installed_shop_ids

log = structlog.get_logger()


@tasks.task(name=ACTIVATE, pass_context=True, retry=Patience(attempts=6, first_pause=10))
def activate(context: JobContext, *, shop_id: int) -> None:
    """Have one shop's pixel run. A refusal is on the checklist, and the next night tries again."""
    worker: Worker = context.additional_context["worker"]
    try:
        activate_pixel(worker.database, worker.settings, worker.clients, shop_id, datetime.now(UTC))
    except EarmarkError as error:
        if not error.permanent:
            raise
        log.warning("web pixel not activated", shop_id=shop_id, reason=str(error))


@tasks.periodic(cron="37 4 * * *")
@tasks.task(name="upkeep.pixels", pass_context=True, queueing_lock="upkeep.pixels")
def look_after(context: JobContext, timestamp: int) -> None:
    """Every night: have every installed shop's pixel looked at."""
    worker: Worker = context.additional_context["worker"]
    with worker.database.everywhere() as session:
        shop_ids = installed_shop_ids(session)
    for shop_id in shop_ids:
        with worker.database.shop(shop_id) as session:
            activate_later(session)
