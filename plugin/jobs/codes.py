"""Codes, in the background: created, brought where the owner wants them, and looked after.

All tasks of one shop share a lock (`hold_code.codes_lock`), so a discount is never worked on twice at once. A
job that waits to be tried again holds that lock's queue up, hence the short pauses.
"""

from __future__ import annotations

from datetime import UTC, datetime

from procrastinate import JobContext

from plugin.jobs.app import Worker, tasks
from plugin.jobs.patiently import ATTEMPTS, OUR_FAULT, PAUSES, patiently
from plugin.services.check_codes import CHECK, check_all, check_codes
from plugin.services.choose_code import LOOK_UP, look_up_plan
from plugin.services.create_codes import Creation, give_up
from plugin.services.hold_code import codes_lock
from plugin.services.launch_campaign import CREATE
from plugin.services.settle_codes import Settling, note_unsettled
from plugin.store.shops import installed_shop_ids

__all__ = ["ATTEMPTS", "OUR_FAULT", "check", "create", "look_up", "settle"]


def clock() -> datetime:
    """The moment of a step."""
    return datetime.now(UTC)


@tasks.task(name=CREATE, pass_context=True, retry=PAUSES)
def create(context: JobContext, *, shop_id: int, code_ids: list[int], run_id: int) -> None:
    """Create a small batch of codes; see `plugin.services.create_codes`. Killed and run again, it doubles
    nothing.
    """
    worker: Worker = context.additional_context["worker"]

    def work() -> None:
        client = worker.clients(shop_id, clock())
        Creation(worker.database, client, shop_id, run_id, clock).run(code_ids)

    def end(reason: str) -> None:
        with worker.database.shop(shop_id) as session:
            give_up(session, code_ids, run_id, reason, clock())

    lock = codes_lock(shop_id)
    patiently(context, work, end, lock=lock, clock=clock, shop_id=shop_id, code_ids=code_ids, run_id=run_id)


@tasks.task(name="settle_codes", pass_context=True, retry=PAUSES)
def settle(context: JobContext, *, shop_id: int, code_ids: list[int], push: bool) -> None:
    """Bring a small batch of codes where the owner wants them; see `plugin.services.settle_codes`."""
    worker: Worker = context.additional_context["worker"]

    def work() -> None:
        client = worker.clients(shop_id, clock())
        Settling(worker.database, client, shop_id, clock).run(code_ids, push=push)

    def end(reason: str) -> None:
        with worker.database.shop(shop_id) as session:
            note_unsettled(session, code_ids, reason, clock())

    lock = codes_lock(shop_id)
    patiently(context, work, end, lock=lock, clock=clock, shop_id=shop_id, code_ids=code_ids, push=push)


@tasks.task(name=CHECK, pass_context=True, retry=PAUSES)
def check(context: JobContext, *, shop_id: int, code_ids: list[int]) -> None:
    """Compare codes with Shopify; see `plugin.services.check_codes`. What fails today is looked at
    tomorrow.
    """
    worker: Worker = context.additional_context["worker"]
    check_codes(worker.database, worker.clients(shop_id, clock()), shop_id, code_ids, clock)


@tasks.task(name=LOOK_UP, pass_context=True, retry=PAUSES)
def look_up(context: JobContext, *, shop_id: int, campaign_id: int) -> None:
    """Look a campaign's planned codes up in the shop, for the preview."""
    worker: Worker = context.additional_context["worker"]
    look_up_plan(worker.clients(shop_id, clock()), worker.database, shop_id, campaign_id, clock())


@tasks.periodic(cron="11 4 * * *")
@tasks.task(name="upkeep.codes", pass_context=True, queueing_lock="upkeep.codes")
def check_daily(context: JobContext, timestamp: int) -> None:
    """Every night: have the codes of every shop compared with Shopify, for what no webhook told."""
    worker: Worker = context.additional_context["worker"]
    with worker.database.everywhere() as session:
        shop_ids = installed_shop_ids(session)
    for shop_id in shop_ids:
        with worker.database.shop(shop_id) as session:
            check_all(session)
