"""Which of a buyer's orders was the first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import case, func, not_, null, select, update
from sqlalchemy.orm import Session

from plugin.store.orders import Order


def mark_first_order(session: Session, buyer: bytes) -> None:
    """As `mark_first_orders`, for one."""
    mark_first_orders(session, [buyer])


def mark_first_orders(session: Session, buyers: Sequence[bytes]) -> None:
    """Mark each buyer's earliest order that counts as their first and the others that count as not.

    Of what is known: an order from before the app was installed shows itself only once it has been read, and
    then the mark moves to it. An order that does not count has no mark. The caller holds the buyers.
    """
    place = func.row_number().over(
        partition_by=Order.buyer, order_by=(not_(Order.counts), Order.ordered_at, Order.id)
    )
    marked = (
        select(Order.id, case((Order.counts, place == 1), else_=null()).label("mark"))
        .where(Order.buyer.in_(buyers))
        .subquery()
    )
    session.execute(
        update(Order)
        .where(Order.id == marked.c.id, Order.first_order.is_distinct_from(marked.c.mark))
        .values(first_order=marked.c.mark)
        .execution_options(synchronize_session=False)
    )
