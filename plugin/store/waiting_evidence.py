"""Evidence that came before its order and waits for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from plugin.store.base import Base, RowId, ShopOwned


class WaitingEvidence(ShopOwned, Base):
    """Evidence on the order that will come with `checkout_token`; kind, key and facts as in
    `plugin.store.evidence`. `order_id` is the number the sender claimed, None where it named none: an order
    with that token and another number does not take it.
    """

    __tablename__ = "waiting_evidence"
    __table_args__ = (UniqueConstraint("shop_id", "checkout_token", "kind", "key"),)

    id: Mapped[RowId]
    checkout_token: Mapped[str]
    order_id: Mapped[int | None]
    kind: Mapped[str]
    key: Mapped[str]
    facts: Mapped[dict[str, Any]]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
