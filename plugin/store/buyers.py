"""Which of a buyer's orders was the first."""

from __future__ import annotations

from sqlalchemy import case, null, select, update
from sqlalchemy.orm import Session

from plugin.store.orders import Order


def mark_first_order(session: Session, buyer: bytes) -> None:
    """Mark the buyer's earliest order that counts as their first and the others that count as not.

    Of what is known: an order from before the app was installed shows itself only once it has been read, and
    then the mark moves to it. An order that does not count has no mark. The caller holds the buyer.
    """
    earliest = (
        select(Order.id)
        .where(Order.buyer == buyer, Order.counts)
        .order_by(Order.ordered_at, Order.id)
        .limit(1)
        .scalar_subquery()
    )
    mark = case((Order.counts, Order.id == earliest), else_=null())
    session.execute(
        update(Order)
        .where(Order.buyer == buyer, Order.first_order.is_distinct_from(mark))
        .values(first_order=mark)
        .execution_options(synchronize_session=False)
    )
