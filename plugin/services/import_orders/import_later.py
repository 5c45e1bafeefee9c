"""Have a shop's past orders brought in, in the background; and stop that."""

from __future__ import annotations

from datetime import datetime, timedelta

from plugin.store.database import ShopSession, shop_of
from plugin.store.order_imports import UNDER_WAY, add_import, end_import, newest_import
from plugin.store.queue import enqueue
from plugin.store.shops import lock_shop

IMPORT = "import_orders"
STOP = "stop_order_import"
ALL_ORDERS = "read_all_orders"
"""The access scope without which Shopify shows orders of the last 60 days."""
GIVEN_UP_AFTER = timedelta(hours=6)
"""An import that has not moved for so long has lost its job: while Shopify works it looks every minute."""


def import_later(session: ShopSession, now: datetime) -> int | None:
    """Begin an import in the caller's transaction; returns its run, None where one is under way."""
    lock_shop(session, shop_of(session))
    run = newest_import(session)
    if run is not None and run.status in UNDER_WAY:
        if now - run.updated_at < GIVEN_UP_AFTER:
            return None
        end_import(session, run.id, "failed", now)
    run_id = add_import(session, now)
    go_on_later(session, run_id)
    return run_id


def go_on_later(session: ShopSession, run_id: int, *, at: datetime | None = None) -> None:
    """Enqueue the next stretch of an import."""
    shop_id = shop_of(session)
    enqueue(session, IMPORT, at=at, lock=f"{IMPORT}/{shop_id}", shop_id=shop_id, run_id=run_id)


def cancel_import(session: ShopSession, now: datetime) -> None:
    """Stop the import that is under way. What it has brought in stays; the job stops before its next batch,
    and Shopify is told to stop as well.
    """
    shop_id = shop_of(session)
    run = newest_import(session)
    if run is None or run.status not in UNDER_WAY:
        return
    end_import(session, run.id, "cancelled", now)
    if operation := run.detail.get("operation"):
        enqueue(session, STOP, shop_id=shop_id, operation=operation)
