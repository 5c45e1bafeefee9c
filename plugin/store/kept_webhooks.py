"""Which webhooks were kept: what repeats are caught by.

The inbox lies in one table a day, and a unique key cannot reach across them. So the ids have a narrow table
of their own, which is written in the statement that writes the delivery and outlives Shopify's last retry.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.store.base import Base, ShopOwned


class KeptWebhook(ShopOwned, Base):
    """A webhook that was kept. `webhook_id` is Shopify's, the same on every retry.

    Shopify's event id does not do in its place: one action of a merchant gives the same event id to several
    orders, topics and subscriptions.

    The shop is no foreign key here: its row was checked for the delivery of the same statement, and a second
    check of every row would cost the receiver a twentieth of its rate. So whoever deletes a shop deletes
    these by hand, once the shop's row is gone and no statement can add any.
    """

    __tablename__ = "kept_webhooks"
    __table_args__ = (Index("ix_kept_webhooks_kept_at", "kept_at"),)

    shop_id: Mapped[int] = mapped_column(primary_key=True, sort_order=-10, autoincrement=False)
    webhook_id: Mapped[str] = mapped_column(primary_key=True)
    kept_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


def note_webhook(session: Session, shop_id: int, webhook_id: str) -> bool:
    """Note that a webhook is being kept; False where it was before. Waits for another transaction that has
    the same one in hand.
    """
    statement = (
        insert(KeptWebhook)
        .values(shop_id=shop_id, webhook_id=webhook_id)
        .on_conflict_do_nothing(index_elements=["shop_id", "webhook_id"])
        .returning(KeptWebhook.webhook_id)
    )
    return session.scalar(statement) is not None


def forget_webhooks(session: Session, *, kept_before: datetime, limit: int) -> int:
    """Forget up to `limit` webhooks kept before that moment, of all shops, longest ago first; returns how
    many.

    In bites, because one statement over millions of rows would hold back what vacuum can clear everywhere.
    For a session opened everywhere.
    """
    statement = text(
        "delete from kept_webhooks where ctid = any(array("
        "select ctid from kept_webhooks where kept_at < :before order by kept_at limit :limit))"
    )
    result = session.execute(
        statement, {"before": kept_before, "limit": limit}, execution_options={"scoped_by_hand": True}
    )
    return result.rowcount  # type: ignore[attr-defined,no-any-return]
