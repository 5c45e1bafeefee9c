"""What is kept of one buyer's visits: found by the checkouts and the evidence of their orders, handed out,
unlinked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from plugin.store.evidence import Evidence
from plugin.store.orders import Order
from plugin.store.visits import Journey, ShopperEvent, Visit


def refs_of_orders(session: Session, order_ids: Collection[int]) -> set[str]:
    """The references of the visits that these orders rest on, or whose checkout they were."""
    if not order_ids:
        return set()
    on_orders = select(Evidence.facts["ref"].as_string()).where(
        Evidence.order_id.in_(order_ids), Evidence.kind == "visit"
    )
    tokens = select(Order.checkout_token).where(Order.id.in_(order_ids), Order.checkout_token.is_not(None))
    by_checkout = select(ShopperEvent.ref).where(ShopperEvent.checkout_token.in_(tokens))
    return {ref for query in (on_orders, by_checkout) for ref in session.scalars(query) if ref}


def visits_with(session: Session, refs: Collection[str]) -> list[Visit]:
    """The visits with these references, oldest first."""
    query = select(Visit).where(Visit.ref.in_(refs)).order_by(Visit.occurred_at, Visit.id)
    return list(session.scalars(query))


def events_with(session: Session, refs: Collection[str]) -> list[ShopperEvent]:
    """What was done on these visits, oldest first."""
    query = (
        select(ShopperEvent)
        .where(ShopperEvent.ref.in_(refs))
        .order_by(ShopperEvent.occurred_at, ShopperEvent.id)
    )
    return list(session.scalars(query))


def journeys_of(session: Session, order_ids: Collection[int]) -> list[Journey]:
    """The customer journeys of these orders."""
    return list(
        session.scalars(select(Journey).where(Journey.order_id.in_(order_ids)).order_by(Journey.order_id))
    )


def unlink_visits(session: Session, refs: Collection[str]) -> None:
    """Take off these visits and events what could lead to the buyer: the checkout, the hash of the day, the
    country. They go on counting.
    """
    for statement in (
        update(ShopperEvent).where(ShopperEvent.ref.in_(refs)).values(checkout_token=None),
        update(Visit).where(Visit.ref.in_(refs)).values(visitor=None, country=None),
    ):
        session.execute(statement.execution_options(synchronize_session=False))


def close_journeys(session: Session, order_ids: Sequence[int], because: str) -> None:
    """Forget what Shopify's journeys of these orders said, and ask no more."""
    session.execute(
        update(Journey)
        .where(Journey.order_id.in_(order_ids))
        .values(state="given_up", moments=[], problem=because)
        .execution_options(synchronize_session=False)
    )
