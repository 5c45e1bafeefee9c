"""What the deliveries page reads: how many stand where, and which are parked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from plugin.store.deliveries import REPLAYED, Delivery

STATES = ("waiting", "handled", "ignored", "parked")


def count_by_state(session: Session) -> dict[str, int]:
    """How many deliveries of the shop are kept in each state, states without any included."""
    rows = session.execute(select(Delivery.state, func.count(Delivery.id)).group_by(Delivery.state))
    return dict.fromkeys(STATES, 0) | {row[0]: row[1] for row in rows}


def oldest_waiting(session: Session) -> datetime | None:
    """When the delivery that has waited longest came in; None where none waits."""
    return session.scalar(select(func.min(Delivery.received_at)).where(Delivery.state == "waiting"))


def oldest_due(session: Session) -> datetime | None:
    """Since when the delivery that has been due longest could be handled, of all shops; None where none is.
    For a session opened everywhere.

    By the time of its next try: one that waits for its turn after a failure is not late yet.
    """
    due = Delivery.state == "waiting", Delivery.next_try_at <= func.now()
    return session.scalar(select(Delivery.next_try_at).where(*due).order_by(Delivery.next_try_at).limit(1))


def last_received(session: Session) -> datetime | None:
    """When the newest delivery that is kept came in."""
    return session.scalar(select(func.max(Delivery.received_at)))


def parked_deliveries(
    session: Session, *, newest_first: bool = True, limit: int | None = None, offset: int = 0
) -> list[Delivery]:
    """Parked deliveries of the shop by the time they came in."""
    order = Delivery.received_at.desc() if newest_first else Delivery.received_at.asc()
    query = select(Delivery).where(Delivery.state == "parked").order_by(order, Delivery.id)
    return list(session.scalars(query.limit(limit).offset(offset)))


def replay_all(session: Session) -> int:
    """Let every parked delivery of the shop that still has its body wait again, with all its attempts;
    returns how many.
    """
    statement = (
        update(Delivery)
        .where(Delivery.state == "parked", Delivery.body != b"")
        .values(REPLAYED)
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).rowcount  # type: ignore[attr-defined,no-any-return]
