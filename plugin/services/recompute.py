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
from plugin.store.policies import add_policy, policy_in_force
from plugin.store.queue import enqueue
from plugin.store.recomputing import (
    KIND,
    count_orders,
    end_run,
    note_step,
    orders_after,
    position_of,
    unfinished_run,
)
from plugin.store.runs import find_run, start_run

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

    `code_key` chooses the orders on which a code was used, `link_key` those with a visit by that link.
    Progress is kept on a run (`run_id`, or one made here), and a worker that died goes on where the last one
    committed. Doing it twice posts nothing the second time. A change of policy stops where a newer one is in
    force: that has every order decided by itself.
    """
    with database.shop(shop_id) as session:
        hold_rules(session, alone=True)
        if run_id is None:
            run_id = _run_of(session, code_key, link_key, clock())
        after = position_of(session, run_id)
    cause = Cause.CODE if code_key is not None else Cause.LINK if link_key is not None else Cause.POLICY
    posted = 0
    while True:
        with database.shop(shop_id) as session:
            now = clock()
            if _superseded(session, run_id):
                end_run(session, run_id, "superseded", now)
                return posted
            order_ids = orders_after(session, after, limit=BATCH, code_key=code_key, link_key=link_key)
            if order_ids:
                posted += decide_orders(session, order_ids, cause, now)
                after = order_ids[-1]
                note_step(session, run_id, done=len(order_ids), after=after, now=now)
            else:
                end_run(session, run_id, "finished", now)
        if not order_ids:
            return posted


def _run_of(session: ShopSession, code_key: str | None, link_key: str | None, now: datetime) -> int:
    """The run of a recomputation that no change of policy began: the one that a dead worker left, or a new
    one.
    """
    about = {name: key for name, key in (("code", code_key), ("link", link_key)) if key is not None}
    left = unfinished_run(session, about)
    if left is not None:
        return left
    total = count_orders(session, code_key=code_key, link_key=link_key)
    return start_run(session, KIND, None, total, now, detail=about)


def _superseded(session: ShopSession, run_id: int) -> bool:
    run = find_run(session, run_id)
    version = run.subject_id if run is not None else None
    return version is not None and policy_in_force(session).version > version


def fail_recompute(
    session: ShopSession,
    run_id: int | None,
    reason: str,
    now: datetime,
    *,
    code_key: str | None = None,
    link_key: str | None = None,
) -> None:
    """Show on the run that it could not be finished. What was decided before stays; starting again goes
    on.
    """
    if run_id is None:
        about = {name: key for name, key in (("code", code_key), ("link", link_key)) if key is not None}
        run_id = unfinished_run(session, about)
    if run_id is None:
        return
    end_run(session, run_id, "failed", now, error=reason)
