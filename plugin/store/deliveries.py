"""The inbox: every webhook delivery, kept raw before anything is understood."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint, delete, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.store.base import Base, RowId, ShopOwned


class Delivery(ShopOwned, Base):
    """One delivery. `webhook_id` is Shopify's, the same on every retry; hearing it twice keeps it once.

    `state` is waiting, handled, ignored (read, and nothing to do: `outcome` says why) or parked (failed for
    good, to be looked at and replayed). `leased_until` is set by the drain that holds it, by the database's
    clock. `body` is the raw body until the delivery is handled or parked, and the reduced one after.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("shop_id", "webhook_id"),
        Index("ix_deliveries_waiting", "next_try_at", postgresql_where=text("state = 'waiting'")),
        Index("ix_deliveries_shop_id_state", "shop_id", "state", "received_at"),
    )

    id: Mapped[RowId]
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
    statement = (
        insert(Delivery)
        .values(
            shop_id=shop_id,
            webhook_id=webhook_id,
            event_id=event_id,
            topic=topic,
            api_version=api_version,
            triggered_at=triggered_at,
            body=body,
        )
        .on_conflict_do_nothing(index_elements=["shop_id", "webhook_id"])
        .returning(Delivery.id)
    )
    return session.scalar(statement) is not None


def delivery_by_id(session: Session, delivery_id: int, *, lock: bool = False) -> Delivery | None:
    """One delivery of the session's shop, held until the transaction ends where `lock` says so."""
    query = select(Delivery).where(Delivery.id == delivery_id)
    return session.scalar(query.with_for_update() if lock else query)


def parked_delivery_ids(session: Session) -> list[int]:
    """The parked deliveries of the session's shop, oldest first."""
    query = select(Delivery.id).where(Delivery.state == "parked").order_by(Delivery.received_at, Delivery.id)
    return list(session.scalars(query))


def delete_old_deliveries(session: Session, *, settled_before: datetime) -> int:
    """Delete deliveries handled, ignored or parked before that moment, in all shops; returns how many."""
    statement = delete(Delivery).where(Delivery.state != "waiting", Delivery.handled_at < settled_before)
    return session.execute(statement.execution_options(synchronize_session=False)).rowcount  # type: ignore[attr-defined,no-any-return]


def replay(session: Session, delivery_id: int) -> bool:
    """Let a parked delivery of the session's shop wait again, with all its attempts; False where it is not
    parked.
    """
    statement = (
        update(Delivery)
        .where(Delivery.id == delivery_id, Delivery.state == "parked")
        .values(state="waiting", attempts=0, next_try_at=func.now(), leased_until=None, handled_at=None)
    )
    return session.execute(statement).rowcount == 1  # type: ignore[attr-defined,no-any-return]
