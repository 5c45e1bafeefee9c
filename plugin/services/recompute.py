"""Decide orders again: all of a shop when its policy has changed, or those on which a code was used or a link
followed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from plugin.attribution.policy import Policy
from plugin.services.decide_order import Cause
from plugin.services.decide_orders import decide_orders
from plugin.services.recompute_later import RECOMPUTE
from plugin.store.database import Database, ShopSession, shop_of
from plugin.store.holding import hold_rules
from plugin.store.policies import add_policy
from plugin.store.queue import enqueue
from plugin.store.recomputing import (
    count_orders,
    end_run,
    note_step,
    orders_after,
    position_of,
)
from plugin.store.runs import start_run

KIND = "recompute"
"""The `kind` of the run whose progress the settings page shows; its subject is the policy's version."""
BATCH = 250


def change_policy(session: ShopSession, policy: Policy, now: datetime) -> tuple[Policy, int]:
    """Put `policy` in force as the next version and have every order decided again by it.

    Returns the policy with its version and the number of the run that shows the progress.
    """
    kept = add_policy(session, policy, now)
    run_id = start_run(session, KIND, kept.version, count_orders(session), now)
    shop_id = shop_of(session)
    enqueue(session, RECOMPUTE, lock=f"{RECOMPUTE}/{shop_id}", shop_id=shop_id, run_id=run_id)
    return kept, run_id


def recompute(
    database: Database,
    shop_id: int,
    clock: Callable[[], datetime],
    *,
    code_key: str | None = None,
    link_key: str | None = None,
    run_id: int | None = None,
) -> int:
    """Decide the shop's orders again, in batches of a transaction each; returns how many entries were posted.

    `code_key` chooses the orders on which a code was used, `link_key` those with a visit by that link. With
    `run_id` progress is kept, and a worker that died goes on where the last one committed. Doing it twice
    posts nothing the second time.
    """
    with database.shop(shop_id) as session:
        hold_rules(session, alone=True)
        after = position_of(session, run_id) if run_id is not None else 0
    cause = Cause.CODE if code_key is not None else Cause.LINK if link_key is not None else Cause.POLICY
    posted = 0
    while True:
        with database.shop(shop_id) as session:
            now = clock()
            order_ids = orders_after(session, after, limit=BATCH, code_key=code_key, link_key=link_key)
            if order_ids:
                posted += decide_orders(session, order_ids, cause, now)
                after = order_ids[-1]
                if run_id is not None:
                    note_step(session, run_id, done=len(order_ids), after=after, now=now)
            elif run_id is not None:
                end_run(session, run_id, "finished", now)
        if not order_ids:
            return posted


def fail_recompute(session: ShopSession, run_id: int, reason: str, now: datetime) -> None:
    """Show on the run that it could not be finished. What was decided before stays; starting again goes
    on.
    """
    end_run(session, run_id, "failed", now, error=reason)
