"""Decisions: what was concluded about an order, each time it changed, with reasons."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.store.base import Base, ShopOwned
from plugin.store.database import shop_of


class Decision(ShopOwned, Base):
    """One decision on an order; `number` counts from 1 and the highest is in force. Nothing is edited, but
    for the references of visits once the buyer is forgotten (`plugin.store.visit_privacy.detach_visits`).

    `credits`, `reasons` and `rejected` are `plugin.attribution.decide.Decision` as JSON. `cause` says what
    made us decide again: order, refund, edit, cancellation, evidence, policy, code, link
    (`plugin.services.decide_order.Cause`).
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


def decision_in_force(session: Session, order_id: int) -> Decision | None:
    """The newest decision on an order, None where nothing was decided yet."""
    query = select(Decision).where(Decision.order_id == order_id).order_by(Decision.number.desc()).limit(1)
    return session.scalars(query).one_or_none()


def decisions_on(session: Session, order_id: int) -> list[Decision]:
    """Every decision on an order, oldest first."""
    query = select(Decision).where(Decision.order_id == order_id).order_by(Decision.number)
    return list(session.scalars(query))


def append_decision(
    session: Session,
    order_id: int,
    *,
    number: int,
    policy_version: int,
    cause: str,
    decided: dict[str, list[dict[str, Any]]],
    now: datetime,
) -> None:
    """Add a decision. `decided` holds credits, reasons and rejected. The caller holds the order."""
    session.execute(
        insert(Decision),
        [
            {
                "shop_id": shop_of(session),
                "order_id": order_id,
                "number": number,
                "policy_version": policy_version,
                "cause": cause,
                **decided,
                "decided_at": now,
            }
        ],
    )
