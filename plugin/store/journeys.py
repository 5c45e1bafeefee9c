"""How far asking for orders' customer journeys has come."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import exists, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from plugin.store.database import shop_of
from plugin.store.links import Link
from plugin.store.orders import Order
from plugin.store.visits import Journey


class DueOrder(NamedTuple):
    """An order whose journey is to be asked for; `attempts` were made before."""

    order_id: int
    ordered_at: datetime
    attempts: int


def has_links(session: Session) -> bool:
    """Whether the session's shop has, or had, any link: without one no journey can name one."""
    return session.scalar(select(Link.id).limit(1)) is not None


def shops_with_links(session: Session) -> set[int]:
    """The shops that have, or had, any link. For a session opened everywhere."""
    return set(session.scalars(select(Link.shop_id).distinct()))


def due_journeys(
    session: Session, now: datetime, *, since: datetime, until: datetime, limit: int
) -> list[DueOrder]:
    """Orders whose next question is due, and online orders from within [since, until] never asked about, the
    oldest first. Orders that do not count are left out.
    """
    asked = (
        select(Journey.order_id, Order.ordered_at, Journey.attempts)
        .join(Order, Order.id == Journey.order_id)
        .where(Journey.state == "waiting", Journey.next_try_at <= now)
    )
    known = exists().where(Journey.order_id == Order.id, Journey.shop_id == Order.shop_id)
    fresh = select(Order.id, Order.ordered_at, literal(0)).where(
        Order.channel == "online",
        Order.counts,
        Order.ordered_at.between(since, until),
        ~known,
    )
    both = [
        DueOrder(*row)
        for query in (asked, fresh)
        for row in session.execute(query.order_by(Order.ordered_at, Order.id).limit(limit))
    ]
    return sorted(both, key=lambda row: (row.ordered_at, row.order_id))[:limit]


def put_journeys(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Write what came of asking, one row per order: the columns of `Journey` without the shop."""
    if not rows:
        return
    statement = insert(Journey).values([{"shop_id": shop_of(session), **row} for row in rows])
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["shop_id", "order_id"],
            set_={
                name: statement.excluded[name]
                for name in ("state", "attempts", "next_try_at", "moments", "problem", "updated_at")
            },
        )
    )


def find_journey(session: Session, order_id: int) -> Journey | None:
    """What is known of the order's journey; None where it was never asked for."""
    return session.scalar(select(Journey).where(Journey.order_id == order_id))
