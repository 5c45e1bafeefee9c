"""A buyer's answer in the post-purchase survey, as evidence on an order."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from msgspec import Struct


class Answer(StrEnum):
    """What an answer names."""

    CREATOR = "creator"
    CHANNEL = "channel"
    """Something else than a creator: search, a friend, a coupon site, ..."""
    DECOY = "decoy"
    """A creator that does not exist."""
    UNMAPPED = "unmapped"
    """Free text nobody has read yet."""
    IGNORED = "ignored"
    """Free text that says nothing."""


class SurveyEvidence(Struct, frozen=True, gc=False):
    """The answer in force to one question of the survey.

    question    the question's name, such as first_heard: one answer counts for each
    creator_id  the creator named, for `Answer.CREATOR`
    channel     the channel chosen, such as coupon_site
    """

    kind: ClassVar[str] = "survey"
    question: str
    answer: Answer
    creator_id: int | None
    channel: str | None
    occurred_at: datetime

    @property
    def key(self) -> str:
        """Unique among the answers on an order."""
        return self.question

    def facts(self) -> dict[str, Any]:
        """What `evidence.facts` stores beside kind, key and time."""
        return {
            "question": self.question,
            "answer": str(self.answer),
            "creator_id": self.creator_id,
            "channel": self.channel,
        }

    @classmethod
    def from_facts(cls, facts: dict[str, Any], occurred_at: datetime) -> SurveyEvidence:
        """The evidence a stored row holds."""
        return cls(
            facts["question"], Answer(facts["answer"]), facts["creator_id"], facts["channel"], occurred_at
        )
