"""Have a shop's orders compared with Shopify's, in the background."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from plugin.store.database import ShopSession, shop_of
from plugin.store.queue import enqueue
from plugin.store.reconciliations import (
    UNDER_WAY,
    add_reconciliation,
    end_reconciliation,
    newest_reconciliations,
)
from plugin.store.shops import lock_shop

RECONCILE = "reconcile_orders"
BEGIN = "reconcile_shop"
GIVEN_UP_AFTER = timedelta(hours=6)
"""A check that has not moved for so long has lost its job; the next one begins where the last finished one
ended.
"""


class Reach(StrEnum):
    """How far a check goes back. Each begins no later than where the last one that finished has ended."""

    HOUR = "hour"
    """Since the last check, and up to some minutes ago: younger webhooks may still be on their way."""
    WEEK = "week"
    """The last seven days once more, for what came into Shopify's search late."""
    NOW = "now"
    """Since the last check, up to this moment: a person is waiting, or the shop has just come (back)."""


def reconcile_later(session: ShopSession, reach: Reach, now: datetime) -> int | None:
    """Enqueue a check in the caller's transaction; returns its run, None where one is under way."""
    shop_id = shop_of(session)
    lock_shop(session, shop_id)
    for run in newest_reconciliations(session, 1):
        if run.status in UNDER_WAY:
            if now - run.updated_at < GIVEN_UP_AFTER:
                return None
            end_reconciliation(session, run.id, "failed", now)
    run_id = add_reconciliation(session, reach.value, now)
    go_on_later(session, run_id)
    return run_id


def go_on_later(session: ShopSession, run_id: int, *, at: datetime | None = None) -> None:
    """Enqueue the next stretch of a check."""
    shop_id = shop_of(session)
    enqueue(session, RECONCILE, at=at, lock=f"{RECONCILE}/{shop_id}", shop_id=shop_id, run_id=run_id)
