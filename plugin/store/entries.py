"""The measurement ledger: append-only entries. Nothing is edited or deleted; it is reversed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, ShopOwned


class Entry(ShopOwned, Base):
    """One entry on an order. `number` counts from 1 within the order.

    `kind` is credit, reversal, increase or reduction (see `plugin.ledger.entries.Kind`). `amount_minor` is signed net revenue in minor units of
    `currency`; `share_ppm` the signed part of the order in millionths; `discount_minor` the signed discount given by the
    creator's codes. `ordered_at` repeats the order's time, so that a period is one index range.
    """

    __tablename__ = "entries"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["shop_id", "creator_id"], ["creators.shop_id", "creators.id"]),
        Index(None, "shop_id", "ordered_at"),
        Index(None, "shop_id", "creator_id", "ordered_at"),
    )

    order_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    creator_id: Mapped[int]
    campaign_id: Mapped[int | None]
    code_id: Mapped[int | None]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    share_ppm: Mapped[int]
    discount_minor: Mapped[int]
    cause: Mapped[str]
    decision_number: Mapped[int]
    ordered_at: Mapped[datetime]
    posted_at: Mapped[datetime]
