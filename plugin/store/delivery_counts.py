"""What the deliveries page reads: how many stand where, and which are parked."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from plugin.store.deliveries import REPLAYED, Delivery

STATES = ("waiting", "handled", "ignored", "parked")
MOST = 10_000
"""Deliveries of one state that are counted."""
_REPLAYABLE = (Delivery.state == "parked", Delivery.body != b"")


def count_by_state(session: Session, *, most: int = MOST) -> dict[str, int]:
    """How many deliveries of the shop are kept in each state, states without any included, counted up to
    `most` and one: a large shop has millions that are handled.
    """
    counts = [select(func.count()).select_from(_of(state).limit(most + 1).subquery()) for state in STATES]
    row = session.execute(select(*(count.scalar_subquery() for count in counts))).one()
    return dict(zip(STATES, map(int, row), strict=True))


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
    # State by state, because the index is by state and then by time.
    newest = [_of(state).order_by(Delivery.received_at.desc()).limit(1).scalar_subquery() for state in STATES]
    return session.scalar(select(func.greatest(*newest)))


def parked_deliveries(
    session: Session, *, newest_first: bool = True, limit: int | None = None, offset: int = 0
) -> list[Delivery]:
    """Parked deliveries of the shop by the time they came in."""
    order = Delivery.received_at.desc() if newest_first else Delivery.received_at.asc()
    query = select(Delivery).where(Delivery.state == "parked").order_by(order, Delivery.id)
    return list(session.scalars(query.limit(limit).offset(offset)))


def count_replayable(session: Session, *, most: int = MOST) -> int:
    """How many parked deliveries of the shop still have their body, counted up to `most` and one."""
    some = select(Delivery.id).where(*_REPLAYABLE).limit(most + 1).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0


def replay_all(session: Session) -> int:
    """Let every parked delivery of the shop that still has its body wait again, with all its attempts;
    returns how many.
    """
    statement = (
        update(Delivery).where(*_REPLAYABLE).values(REPLAYED).execution_options(synchronize_session=False)
    )
    return session.execute(statement).rowcount  # type: ignore[attr-defined,no-any-return]


def _of(state: str) -> Select[datetime]:
    return select(Delivery.received_at).where(Delivery.state == state)
