"""Evidence: every sign that a creator had a hand in an order, used or not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from plugin.store.base import Base, RowId, ShopOwned


class Evidence(ShopOwned, Base):
    """One piece of evidence on an order. `kind` is code (later visit, survey, claim).

    `key` makes it unique within order and kind (a code's `code_key`), so that hearing it twice stores it once. Whose it
    is gets decided, not stored: the same evidence is read anew under a changed policy or a code attached later.
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
