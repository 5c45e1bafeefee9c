"""Evidence: every sign that a creator had a hand in an order, used or not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, insert, select
from sqlalchemy.orm import Mapped, Session

from plugin.attribution.evidence import CodeEvidence, with_codes
from plugin.store.base import Base, RowId, ShopOwned
from plugin.store.database import shop_of


class Evidence(ShopOwned, Base):
    """One piece of evidence on an order. `kind` is code (later visit, survey, claim).

    `key` makes it unique within order and kind (a code's `code_key`), so that hearing it twice stores it
    once. Whose it is gets decided, not stored: the same evidence is read anew under a changed policy or a
    code attached later.
    """

    __tablename__ = "evidence"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"], ondelete="CASCADE"),
        UniqueConstraint("shop_id", "order_id", "kind", "key"),
        # A code attached later finds the orders on which it was used.
        Index(None, "shop_id", "kind", "key"),
    )

    id: Mapped[RowId]
    order_id: Mapped[int]
    kind: Mapped[str]
    key: Mapped[str]
    facts: Mapped[dict[str, Any]]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]


def evidence_of(session: Session, order_id: int) -> list[CodeEvidence]:
    """The evidence on an order, as deciding takes it."""
    query = select(Evidence).where(Evidence.order_id == order_id, Evidence.kind == CodeEvidence.kind)
    return [CodeEvidence.from_facts(row.key, row.facts, row.occurred_at) for row in session.scalars(query)]


def put_codes(session: Session, order_id: int, codes: Iterable[CodeEvidence], now: datetime) -> None:
    """Make these the codes on the order (`plugin.attribution.evidence.with_codes`). The caller holds the
    order.
    """
    stored = {
        row.key: row
        for row in session.scalars(
            select(Evidence).where(Evidence.order_id == order_id, Evidence.kind == CodeEvidence.kind)
        )
    }
    before = {key: CodeEvidence.from_facts(key, row.facts, row.occurred_at) for key, row in stored.items()}
    wanted = with_codes(before, codes)
    for key, row in stored.items():
        if wanted[key] != before[key]:
            row.facts, row.occurred_at = wanted[key].facts(), wanted[key].occurred_at
    rows = [
        {
            "shop_id": shop_of(session),
            "order_id": order_id,
            "kind": CodeEvidence.kind,
            "key": key,
            "facts": code.facts(),
            "occurred_at": code.occurred_at,
            "received_at": now,
        }
        for key, code in wanted.items()
        if key not in stored
    ]
    if rows:
        session.execute(insert(Evidence), rows)
    session.flush()


def all_evidence_on(session: Session, order_id: int) -> list[Evidence]:
    """The stored evidence on an order, of every kind, oldest first."""
    query = select(Evidence).where(Evidence.order_id == order_id).order_by(Evidence.occurred_at, Evidence.id)
    return list(session.scalars(query))
