"""Evidence: every sign that a creator had a hand in an order, used or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, insert, select
from sqlalchemy.orm import Mapped, Session

from plugin.attribution.evidence import Held, read_evidence
from plugin.store.base import Base, RowId, ShopOwned
from plugin.store.database import shop_of


class Evidence(ShopOwned, Base):
    """One piece of evidence on an order. `kind` is code, visit or survey (`plugin.attribution.evidence`).

    `key` makes it unique within order and kind (a code's `code_key`, a visit's reference, the question
    answered), so that hearing it twice stores it once. Whose it is gets decided, not stored: the same
    evidence is read anew under a changed policy or a code attached later.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"], ondelete="CASCADE"),
        UniqueConstraint("shop_id", "order_id", "kind", "key"),
        # A code attached later finds the orders on which it was used, and a search the newest of them.
        Index(None, "shop_id", "kind", "key", "occurred_at", "order_id"),
    )

    id: Mapped[RowId]
    order_id: Mapped[int]
    kind: Mapped[str]
    key: Mapped[str]
    facts: Mapped[dict[str, Any]]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]


def evidence_of(session: Session, order_id: int) -> Held:
    """The evidence on an order, as deciding takes it."""
    rows = (
        read_evidence(row.kind, row.key, row.facts, row.occurred_at)
        for row in session.scalars(select(Evidence).where(Evidence.order_id == order_id))
    )
    return {(row.kind, row.key): row for row in rows}


def change_evidence(session: Session, order_id: int, change: Callable[[Held], Held], now: datetime) -> bool:
    """Make the evidence on the order what `change` makes of it; returns whether that is anything else.

    Nothing is deleted: what `change` returns holds everything that is stored, be it as withdrawn
    (`plugin.attribution.evidence.joining`). The caller holds the order.
    """
    stored = {
        (row.kind, row.key): row
        for row in session.scalars(select(Evidence).where(Evidence.order_id == order_id))
    }
    before = {at: read_evidence(row.kind, row.key, row.facts, row.occurred_at) for at, row in stored.items()}
    wanted = change(before)
    changed = False
    for at, row in stored.items():
        piece = wanted[at]
        if piece != before[at]:
            row.facts, row.occurred_at, changed = piece.facts(), piece.occurred_at, True
    rows = [
        {
            "shop_id": shop_of(session),
            "order_id": order_id,
            "kind": piece.kind,
            "key": piece.key,
            "facts": piece.facts(),
            "occurred_at": piece.occurred_at,
            "received_at": now,
        }
        for at, piece in wanted.items()
        if at not in stored
    ]
    if rows:
        session.execute(insert(Evidence), rows)
    session.flush()
    return changed or bool(rows)


def all_evidence_on(session: Session, order_id: int) -> list[Evidence]:
    """The stored evidence on an order, of every kind, oldest first."""
    query = select(Evidence).where(Evidence.order_id == order_id).order_by(Evidence.occurred_at, Evidence.id)
    return list(session.scalars(query))
