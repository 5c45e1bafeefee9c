"""The inbox: every webhook delivery, kept raw before anything is understood.

It lies in one table a day (see `plugin.store.inbox_days`), so that clearing away is dropping a table.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Index, LargeBinary, and_, delete, func, insert, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.store.base import Base, RowId, ShopOwned
from plugin.store.kept_webhooks import note_webhook


class Delivery(ShopOwned, Base):
    """One delivery. `webhook_id` is Shopify's, the same on every retry; hearing it twice keeps it once (see
    `plugin.store.kept_webhooks`). `kept_on` is the UTC day under which it lies: the one on which it came, or
    a later one where it was moved on unfinished.

    `state` is waiting, handled, ignored (read, and nothing to do: `outcome` says why) or parked (failed for
    good, to be looked at and replayed). `leased_until` is set by the drain that holds it, by the database's
    clock. `body` is the raw body until the delivery is handled or parked, and the reduced one after; empty
    once a parked one was kept for long enough.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_waiting", "next_try_at", "id", postgresql_where=text("state = 'waiting'")),
        Index("ix_deliveries_parked", "shop_id", "received_at", postgresql_where=text("state = 'parked'")),
        Index("ix_deliveries_shop_id_state", "shop_id", "state", "received_at"),
        {"postgresql_partition_by": "RANGE (kept_on)"},
    )

    id: Mapped[RowId]
    kept_on: Mapped[date] = mapped_column(
        primary_key=True, server_default=text("((now() AT TIME ZONE 'UTC'::text))::date")
    )
    webhook_id: Mapped[str]
    event_id: Mapped[str | None]
    topic: Mapped[str]
    api_version: Mapped[str | None]
    triggered_at: Mapped[datetime | None]
    received_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(server_default="waiting")
    attempts: Mapped[int] = mapped_column(server_default="0")
    next_try_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    leased_until: Mapped[datetime | None]
    handled_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    last_error: Mapped[str | None]


BODY_GONE = " Its content was deleted after 30 days, so it cannot be tried again."
TODAY: Final = text("(now() AT TIME ZONE 'UTC')::date")
REPLAYED: Final[dict[str, Any]] = {
    "state": "waiting",
    "attempts": 0,
    "next_try_at": func.now(),
    "leased_until": None,
    "handled_at": None,
    "kept_on": TODAY,
}
"""What a parked delivery becomes to be tried again. It is moved to today, where the drain looks first."""


def keep_delivery(
    session: Session,
    *,
    shop_id: int,
    webhook_id: str,
    event_id: str | None,
    topic: str,
    api_version: str | None,
    triggered_at: datetime | None,
    body: bytes,
) -> bool:
    """Put a verified delivery into the inbox; False where it lies there already. For a session opened
    everywhere.
    """
    if not note_webhook(session, shop_id, webhook_id):
        return False
    session.execute(
        insert(Delivery).values(
            shop_id=shop_id,
            webhook_id=webhook_id,
            event_id=event_id,
            topic=topic,
            api_version=api_version,
            triggered_at=triggered_at,
            body=body,
        )
    )
    return True


def delivery_by_id(session: Session, delivery_id: int, *, lock: bool = False) -> Delivery | None:
    """One delivery of the session's shop, held until the transaction ends where `lock` says so."""
    query = select(Delivery).where(Delivery.id == delivery_id)
    return session.scalar(query.with_for_update() if lock else query)


def parked_delivery_ids(session: Session) -> list[int]:
    """The parked deliveries of the session's shop that can be replayed, oldest first."""
    query = (
        select(Delivery.id)
        .where(Delivery.state == "parked", Delivery.body != b"")
        .order_by(Delivery.received_at, Delivery.id)
    )
    return list(session.scalars(query))


def empty_parked(session: Session, *, parked_before: datetime, but: Collection[str]) -> int:
    """Delete the bodies of deliveries parked before that moment, of all shops, but those of some topics;
    returns how many. For a session opened everywhere.
    """
    statement = (
        update(Delivery)
        .where(_parked(parked_before, but), Delivery.body != b"")
        .values(body=b"", last_error=func.coalesce(Delivery.last_error, "") + BODY_GONE)
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).rowcount  # type: ignore[attr-defined,no-any-return]


def forget_parked(session: Session, *, parked_before: datetime, but: Collection[str]) -> int:
    """Delete deliveries parked before that moment, of all shops, but those of some topics; returns how many.
    For a session opened everywhere.
    """
    statement = delete(Delivery).where(_parked(parked_before, but))
    return session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined,no-any-return]


def _parked(before: datetime, but: Collection[str]) -> ColumnElement[bool]:
    return and_(Delivery.state == "parked", Delivery.handled_at < before, Delivery.topic.not_in(but))


def park_waiting(session: Session, topic: str, reason: str, now: datetime) -> int:
    """Park what waits of the session's shop on one topic, because of `reason`; returns how many. One that a
    drain has in hand is not taken from it.
    """
    statement = (
        update(Delivery)
        .where(Delivery.topic == topic, Delivery.state == "waiting", Delivery.leased_until.is_(None))
        .values(state="parked", last_error=reason, handled_at=now)
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).rowcount  # type: ignore[attr-defined,no-any-return]


def ignore_waiting(session: Session, topic: str, outcome: str, now: datetime) -> int:
    """Settle what waits of the session's shop on one topic, because there is nothing to do (`outcome` says
    why); returns how many. One that a drain has in hand is not taken from it.
    """
    statement = (
        update(Delivery)
        .where(Delivery.topic == topic, Delivery.state == "waiting", Delivery.leased_until.is_(None))
        .values(state="ignored", outcome=outcome, last_error=None, handled_at=now)
        .execution_options(synchronize_session=False)
    )
    return session.execute(statement).rowcount  # type: ignore[attr-defined,no-any-return]


def replay(session: Session, delivery_id: int) -> bool:
    """Let a parked delivery of the session's shop wait again, with all its attempts; False where it is not
    parked, or its body is gone.
    """
    statement = (
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state == "parked", Delivery.body != b"")
        .values(REPLAYED)
    )
    return session.execute(statement).rowcount == 1  # type: ignore[attr-defined,no-any-return]
