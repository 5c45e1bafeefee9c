"""What the survey holds about one buyer, to be handed out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plugin.store.database import ShopSession
from plugin.store.survey.answers import answers_of_impressions
from plugin.store.survey.privacy import impressions_of_buyer


def survey_of_buyer(session: ShopSession, buyer: bytes, order_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Every survey the buyer was shown, with all they answered, as JSON."""
    shown = impressions_of_buyer(session, buyer, order_ids)
    answers = answers_of_impressions(session, [row.id for row in shown])
    return [
        {
            "order_id": row.order_id,
            "checkout_token": row.checkout_token,
            "page": row.page,
            "language": row.language,
            "shown_at": row.shown_at.isoformat(),
            "skipped_at": row.skipped_at.isoformat() if row.skipped_at else None,
            "answers": [
                {
                    "question": answer.question,
                    "answered_at": answer.answered_at.isoformat(),
                    "replaced_at": answer.replaced_at.isoformat() if answer.replaced_at else None,
                    "channel": answer.said_channel,
                    "option": answer.option,
                    "text": answer.text,
                    "meaning": answer.meaning,
                    "milliseconds": answer.milliseconds,
                }
                for answer in answers
                if answer.impression_id == row.id
            ],
        }
        for row in shown
    ]
