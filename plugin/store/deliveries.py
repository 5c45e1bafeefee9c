"""The inbox: every webhook delivery, kept raw before anything is understood."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, RowId, ShopOwned


class Delivery(ShopOwned, Base):
    """One delivery. `webhook_id` is Shopify's, the same on every retry; hearing it twice keeps it once.

    `state` is waiting, handled, ignored (read, and nothing to do: `outcome` says why) or parked (failed for good, to be
    looked at and replayed). `leased_until` is set by the drain that holds it, by the database's clock. `body` is the raw
    body until the delivery is handled or parked, and the reduced one after.
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
