"""What an answer in the survey does: it moves no credit of the policy, and says who introduced the shop."""

from __future__ import annotations

from plugin.attribution.evidence import Answer, SurveyEvidence
from plugin.attribution.rules.reason import Reason, Rule
from plugin.attribution.survey.channels import FIRST_HEARD
from plugin.language import N_

INTRODUCER = Rule(
    "introducer",
    N_(
        "The buyer says that %(creator)s introduced the shop to them. An answer moves no credit: it "
        "counts in the models beside the policy."
    ),
)
REASON_TODAY = Rule(
    "reason_today",
    N_(
        "The buyer says that %(creator)s made them buy today. An answer moves no credit and is kept beside "
        "it."
    ),
)
OTHER_CHANNEL = Rule(
    "other_channel", N_("The buyer names no creator. An answer moves no credit and is kept beside it.")
)
DECOY = Rule(
    "decoy", N_("The buyer names a creator who does not exist. It tells how often names are given wrongly.")
)
UNREAD_ANSWER = Rule("unread_answer", N_("The buyer wrote something that nobody has given a meaning yet."))
EMPTY_ANSWER = Rule("empty_answer", N_("The buyer wrote something that says nothing about a creator."))


def standing(answer: SurveyEvidence) -> Reason:
    """Why the answer is not followed."""
    if answer.answer is Answer.CREATOR and answer.creator_id is not None:
        rule = INTRODUCER if answer.question == FIRST_HEARD else REASON_TODAY
        return rule.because(creator_id=answer.creator_id)
    return {
        Answer.DECOY: DECOY,
        Answer.UNMAPPED: UNREAD_ANSWER,
        Answer.IGNORED: EMPTY_ANSWER,
    }.get(answer.answer, OTHER_CHANNEL).because()
