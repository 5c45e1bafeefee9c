"""How the models' credits differ from the books in a span, by creator."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from plugin.attribution.models import Part
from plugin.attribution.order import APART
from plugin.store.model_credits import ModelCredit
from plugin.store.orders import Order


def differences_by_creator(
    session: Session, start: datetime, end: datetime, currency: str
) -> dict[tuple[str, int], Part]:
    """(model, creator) -> what the model credits more, or less, than the books, without point of sale and
    drafts. Days and channels as in `plugin.store.reports.sums`.
    """
    query = (
        select(
            ModelCredit.model,
            ModelCredit.creator_id,
            func.sum(ModelCredit.share_ppm),
            func.sum(ModelCredit.amount_minor),
        )
        .join(Order, and_(Order.shop_id == ModelCredit.shop_id, Order.id == ModelCredit.order_id))
        .where(
            ModelCredit.currency == currency,
            ModelCredit.ordered_at >= start,
            ModelCredit.ordered_at < end,
            Order.channel.not_in(APART),
        )
        .group_by(ModelCredit.model, ModelCredit.creator_id)
    )
    return {
        (model, creator): Part(int(share), int(amount))
        for model, creator, share, amount in session.execute(query)
    }
