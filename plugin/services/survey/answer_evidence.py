"""An answer as evidence on its order."""

from __future__ import annotations

from datetime import datetime

from plugin.attribution.evidence import Answer as Named
from plugin.attribution.evidence import SurveyEvidence
from plugin.services.give_evidence import give_evidence, give_order_evidence
from plugin.store.database import ShopSession
from plugin.store.survey.answers import Answer
from plugin.store.survey.impressions import Impression


def give_answer(session: ShopSession, impression: Impression, answer: Answer, now: datetime) -> None:
    """Put the answer in force on its order, or let it wait for the order where that has not come.

    Nothing is given for a foreign order, nor once the buyer was forgotten before the order came.
    """
    evidence = SurveyEvidence(
        answer.question, Named(answer.meaning), answer.creator_id, answer.channel, answer.answered_at
    )
    if impression.order_id is not None:
        give_order_evidence(session, impression.order_id, [evidence], now)
    elif impression.checkout_token is not None and impression.order_state == "waiting":
        give_evidence(
            session,
            evidence,
            checkout_token=impression.checkout_token,
            order_id=impression.order_claim,
            now=now,
        )
