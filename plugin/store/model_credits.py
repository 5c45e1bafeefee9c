"""What other models would credit than the books hold, order by order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.attribution.models import Difference
from plugin.store.base import Base, ShopOwned
from plugin.store.database import shop_of
from plugin.store.rollups.noting import note_before


class ModelCredit(ShopOwned, Base):
    """By how much a model's credit for a creator differs from the posted one. What is not here agrees: most
    orders have one touch, and all models say the same of it.

    `model` is one of `plugin.attribution.models.Model`; `share_ppm` (millionths of the order) and
    `amount_minor` (minor units of `currency`) are the model's credit less the posted one, signed. Rewritten
    whenever the order is decided. `ordered_at` repeats the order's time, so that a period is one index range.
    """

    __tablename__ = "model_credits"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id", "order_id"], ["orders.shop_id", "orders.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["shop_id", "creator_id"], ["creators.shop_id", "creators.id"]),
        Index(None, "shop_id", "ordered_at"),
    )

    order_id: Mapped[int] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    creator_id: Mapped[int] = mapped_column(primary_key=True)
    currency: Mapped[str]
    share_ppm: Mapped[int]
    amount_minor: Mapped[int]
    ordered_at: Mapped[datetime]


def differences_on(session: Session, order_ids: Iterable[int]) -> dict[int, set[Difference]]:
    """Order -> how the models differ from its books; orders on which none does are left out."""
    found: dict[int, set[Difference]] = {}
    query = select(
        ModelCredit.order_id,
        ModelCredit.model,
        ModelCredit.creator_id,
        ModelCredit.share_ppm,
        ModelCredit.amount_minor,
    ).where(ModelCredit.order_id.in_(list(order_ids)))
    for order_id, model, creator_id, share_ppm, amount_minor in session.execute(query):
        found.setdefault(order_id, set()).add(Difference(model, creator_id, share_ppm, amount_minor))
    return found


def put_differences(
    session: Session, order_id: int, wanted: Iterable[Difference], currency: str, ordered_at: datetime
) -> None:
    """Make these the differences on the order. The caller holds it."""
    rows = set(wanted)
    stored = session.execute(
        select(
            ModelCredit.model,
            ModelCredit.creator_id,
            ModelCredit.share_ppm,
            ModelCredit.amount_minor,
            ModelCredit.currency,
            ModelCredit.ordered_at,
        ).where(ModelCredit.order_id == order_id)
    )
    if {tuple(row) for row in stored} == {(*row, currency, ordered_at) for row in rows}:
        return
    note_before(session, [order_id])
    session.execute(
        delete(ModelCredit)
        .where(ModelCredit.order_id == order_id)
        .execution_options(synchronize_session=False)
    )
    if rows:
        session.execute(
            insert(ModelCredit),
            [
                {
                    "shop_id": shop_of(session),
                    "order_id": order_id,
                    "model": row.model,
                    "creator_id": row.creator_id,
                    "currency": currency,
                    "share_ppm": row.share_ppm,
                    "amount_minor": row.amount_minor,
                    "ordered_at": ordered_at,
                }
                for row in sorted(rows)
            ],
        )
