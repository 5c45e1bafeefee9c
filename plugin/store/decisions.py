"""Decisions: what was concluded about an order, each time it changed, with reasons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, ShopOwned


class Decision(ShopOwned, Base):
    """One decision on an order; `number` counts from 1 and the highest is in force. Nothing is edited.

    `credits`, `reasons` and `rejected` are `plugin.attribution.decide.Decision` as JSON. `cause` says what made us
    decide again: order, refund, edit, cancellation, evidence, policy, code.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"], ondelete="CASCADE"),
    )

    order_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    policy_version: Mapped[int]
    cause: Mapped[str]
    credits: Mapped[list[Any]]
    reasons: Mapped[list[Any]]
    rejected: Mapped[list[Any]]
    decided_at: Mapped[datetime]
