"""Orders as the survey sees them: whose they are, and whether a shopper's page may speak for one."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.store.orders import Order


class AskedOrder(NamedTuple):
    """What of an order the survey needs. `first_order` is None where that cannot be known."""

    order_id: int
    ordered_at: datetime
    checkout_token: str | None
    buyer: bytes | None
    first_order: bool | None


_COLUMNS = (Order.id, Order.ordered_at, Order.checkout_token, Order.buyer, Order.first_order)


def order_with_id(session: Session, order_id: int) -> AskedOrder | None:
    """The order with this number, None where it has not come (yet)."""
    row = session.execute(select(*_COLUMNS).where(Order.id == order_id)).one_or_none()
    return AskedOrder(*row) if row else None


def order_of_checkout(session: Session, checkout_token: str) -> AskedOrder | None:
    """The order that came out of a checkout, None where it has not come (yet)."""
    query = select(*_COLUMNS).where(Order.checkout_token == checkout_token).order_by(Order.id).limit(1)
    row = session.execute(query).one_or_none()
    return AskedOrder(*row) if row else None
