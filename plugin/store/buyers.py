"""Which of a buyer's orders was the first."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from plugin.store.batch.statements import run
from plugin.store.rollups.noting import note_before


def mark_first_order(session: Session, buyer: bytes) -> None:
    """As `mark_first_orders`, for one."""
    session.flush()
    mark_first_orders(session, [buyer])


def mark_first_orders(session: Session, buyers: Sequence[bytes]) -> None:
    """Mark each buyer's earliest order that counts as their first and the others that count as not.

    Of what is known: an order from before the app was installed shows itself only once it has been read, and
    then the mark moves to it. An order that does not count has no mark. The caller holds the buyers.
    """
    # Held before they are noted: what somebody else is just posting to them is then seen. In the order of
    # their numbers, as batches hold orders.
    changing = run(
        session,
        """
        select orders.id, marked.mark
        from unnest(%(buyers)b::bytea[]) as wanted(buyer), lateral (
            select id, case when counts then
                row_number() over (order by not counts, ordered_at, id) = 1 end as mark
            from orders where shop_id = %(shop)s and buyer = wanted.buyer
        ) marked
        join orders on orders.shop_id = %(shop)s and orders.id = marked.id
        where orders.first_order is distinct from marked.mark
        order by orders.id for update of orders
        """,
        buyers=list(buyers),
    )
    if not changing:
        return
    note_before(session, [order_id for order_id, _ in changing])
    run(
        session,
        """
        update orders set first_order = marked.mark
        from unnest(%(orders)s::bigint[], %(marks)s::boolean[]) as marked(id, mark)
        where orders.shop_id = %(shop)s and orders.id = marked.id
        """,
        orders=[order_id for order_id, _ in changing],
        marks=[mark for _, mark in changing],
    )
