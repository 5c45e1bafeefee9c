"""How the models' credits differ from the books in a span, by creator."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from plugin.attribution.models import Part
from plugin.attribution.order import APART
from plugin.store.reports.sums import Days, covering
from plugin.store.rollups.tables import ModelCreditsBySpan


def differences_by_creator(session: Session, days: Days, currency: str) -> dict[tuple[str, int], Part]:
    """(model, creator) -> what the model credits more, or less, than the books, without point of sale and
    drafts. Days and channels as in `plugin.store.reports.sums`.
    """
    query = (
        select(
            ModelCreditsBySpan.model,
            ModelCreditsBySpan.creator_id,
            func.sum(ModelCreditsBySpan.share_ppm),
            func.sum(ModelCreditsBySpan.amount_minor),
        )
        .where(
            ModelCreditsBySpan.currency == currency,
            ModelCreditsBySpan.channel.not_in(APART),
            covering(ModelCreditsBySpan, days),
        )
        .group_by(ModelCreditsBySpan.model, ModelCreditsBySpan.creator_id)
    )
    return {
        (model, creator): Part(int(share), int(amount))
        for model, creator, share, amount in session.execute(query)
    }
