"""The standing checks, every fifteen minutes, in as many jobs as there are hundreds of shops."""

from __future__ import annotations

from datetime import UTC, datetime

import structlog
from procrastinate import JobContext

from plugin.errors import EarmarkError
from plugin.jobs.app import Worker, tasks
from plugin.services.health.check_shop import check_shop
from plugin.services.health.look_at_shopify import look_at_shopify, look_is_due
from plugin.store.health import shops_to_check
from plugin.store.queue import enqueue

CHECK_SHOPS = "health.check_shops"
SHOPS = 500
"""Shops of one job."""
LOOKS = 40
"""Shops of one job that are asked about at Shopify: the rest has its turn fifteen minutes later. At four
looks a day each, 21 of 500 are due at a time.
"""

log = structlog.get_logger()


@tasks.periodic(cron="*/15 * * * *")
@tasks.task(name="health.check_all", pass_context=True, queueing_lock="health.check_all")
def check_all(context: JobContext, timestamp: int) -> None:
    """Every fifteen minutes: have all installed shops checked."""
    worker: Worker = context.additional_context["worker"]
    after = 0
    while True:
        with worker.database.everywhere() as session:
            shops = shops_to_check(session, after, SHOPS)
            if shops:
                once = f"{CHECK_SHOPS}/{after}"
                enqueue(session, CHECK_SHOPS, once=once, lock=once, after=after, last=shops[-1])
        if len(shops) < SHOPS:
            return
        after = shops[-1]


@tasks.task(name=CHECK_SHOPS, pass_context=True)
def check_shops(context: JobContext, *, after: int, last: int) -> None:
    """Check the installed shops numbered after `after` up to `last`. One shop's trouble is not another's."""
    worker: Worker = context.additional_context["worker"]
    with worker.database.everywhere() as session:
        shops = [shop for shop in shops_to_check(session, after, SHOPS) if shop <= last]
    looks = LOOKS
    for shop_id in shops:
        now = datetime.now(UTC)
        try:
            if looks and look_is_due(worker.database, shop_id, now):
                looks -= 1
                look_at_shopify(worker.database, worker.settings, worker.clients, shop_id, now)
            check_shop(worker.database, shop_id, now)
        except EarmarkError as error:
            if not error.permanent:
                raise
            log.warning("shop not checked", shop_id=shop_id, reason=str(error))
