"""The measurement ledger: append-only entries. Nothing is edited or deleted; it is reversed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.ledger import entries as ledger
from plugin.store.base import Base, ShopOwned
from plugin.store.database import shop_of
from plugin.store.rollups.noting import note_before


class Entry(ShopOwned, Base):
    """One entry on an order. `number` counts from 1 within the order.

    `kind` is credit, reversal, increase or reduction (see `plugin.ledger.entries.Kind`). `amount_minor` is
    signed net revenue in minor units of `currency`; `share_ppm` the signed part of the order in millionths;
    `discount_minor` the signed discount given by the creator's codes. `link_id` is the link by which the
    creator's last visit came, beside a code of theirs or without one. `ordered_at` repeats the order's time,
    so that a period is one index range.
    """

    __tablename__ = "entries"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["shop_id", "creator_id"], ["creators.shop_id", "creators.id"]),
        Index(None, "shop_id", "ordered_at"),
        Index(None, "shop_id", "creator_id", "ordered_at"),
        Index(None, "shop_id", "posted_at"),
    )

    order_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    creator_id: Mapped[int]
    campaign_id: Mapped[int | None]
    code_id: Mapped[int | None]
    link_id: Mapped[int | None]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    share_ppm: Mapped[int]
    discount_minor: Mapped[int]
    cause: Mapped[str]
    decision_number: Mapped[int]
    ordered_at: Mapped[datetime]
    posted_at: Mapped[datetime]


def entries_on(session: Session, order_id: int) -> list[Entry]:
    """Every entry on an order, oldest first."""
    return list(session.scalars(select(Entry).where(Entry.order_id == order_id).order_by(Entry.number)))


def as_ledger(row: Entry) -> ledger.Entry:
    """A stored entry as posting sees it."""
    return ledger.Entry(
        ledger.Kind(row.kind),
        ledger.Account.of(row.creator_id, row.campaign_id, row.code_id, row.currency, row.link_id),
        ledger.Amounts(row.amount_minor, row.share_ppm, row.discount_minor),
    )


def append_entries(
    session: Session,
    order_id: int,
    entries: Sequence[ledger.Entry],
    *,
    first_number: int,
    cause: str,
    decision_number: int,
    ordered_at: datetime,
    now: datetime,
) -> None:
    """Add entries to an order's books, numbered from `first_number`. The caller holds the order."""
    if not entries:
        return
    note_before(session, [order_id])
    session.execute(
        insert(Entry),
        [
            {
                "shop_id": shop_of(session),
                "order_id": order_id,
                "number": first_number + place,
                "kind": entry.kind.value,
                "creator_id": entry.account.creator_id,
                "campaign_id": entry.account.campaign_id or None,
                "code_id": entry.account.code_id or None,
                "link_id": entry.account.link_id or None,
                "amount_minor": entry.moves.amount_minor,
                "currency": entry.account.currency,
                "share_ppm": entry.moves.share_ppm,
                "discount_minor": entry.moves.discount_minor,
                "cause": cause,
                "decision_number": decision_number,
                "ordered_at": ordered_at,
                "posted_at": now,
            }
            for place, entry in enumerate(entries)
        ],
    )
