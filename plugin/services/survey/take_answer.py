"""Take a buyer's answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugin.attribution.survey.channels import FIRST_HEARD
from plugin.attribution.survey.lists import Option
from plugin.services.survey.answer_evidence import give_answer
from plugin.services.survey.choice import Choice, understand
from plugin.services.survey.payload import GivenAnswer, read_answer
from plugin.services.survey.read_texts import decision_about, meaning_of
from plugin.services.survey.refusals import AnswerRefusedError
from plugin.services.survey.roster import Roster, Rosters
from plugin.services.survey.show_survey import CHANGEABLE
from plugin.services.survey.texts import text_key
from plugin.settings import Settings
from plugin.store.database import ShopSession
from plugin.store.survey.answers import Answer, first_answered_at, put_answer
from plugin.store.survey.impressions import Impression, hold_impression

FAST_MILLISECONDS = 1000
"""Nobody has read a list in less."""


@dataclass(frozen=True, slots=True)
class Taken:
    """`changeable_until`: until when another answer replaces it; None for a skip. `changed` is false where
    the same was there already.
    """

    changeable_until: datetime | None
    changed: bool


def take_answer(
    session: ShopSession,
    settings: Settings,
    payload: Mapping[str, Any],
    now: datetime,
    *,
    source: str = "extension",
    rosters: Rosters | None = None,
) -> Taken:
    """Store the answer in `payload` (see `plugin.services.survey.payload`) and give it to its order.

    The session is the shop's whose verified token came with it. The impression it names is known to nobody
    but the page it was shown on. `source` is extension or pixel; `now` is when it reached us, which for the
    pixel's is earlier than its handling. The same answer again changes nothing, nor does one older than that
    in force; another one within the hour takes its place. Raises `AnswerRefusedError`.
    """
    given = read_answer(payload)
    held = hold_impression(session, given.impression, given.question)
    if held is None:
        raise AnswerRefusedError(
            "unknown_impression", "This survey was not shown in this shop.", field="impression"
        )
    impression, before = held
    _check_order(impression, given)
    if given.option is None:
        return _skip(session, impression, given, before, now)
    kept = rosters or Rosters()

    def roster() -> Roster:
        return kept.roster(session, settings, now)

    options = {name: [Option.from_facts(row) for row in rows] for name, rows in impression.questions.items()}
    choice = understand(given, options, roster)
    began = first_answered_at(session, impression.id, given.question) if before else now
    until = (began or now) + CHANGEABLE
    if before is not None and _same(before, choice):
        return Taken(until, changed=False)
    if before is not None and now < before.answered_at:
        # It went the long way, and was overtaken by a later answer.
        return Taken(until, changed=False)
    if before is not None and now >= until:
        raise AnswerRefusedError("too_late", "An answer can be changed for an hour.", field="impression")
    if before is None or not _less(choice, before):
        answer = _answer(session, impression, given, choice, roster=roster, now=now, source=source)
        put_answer(session, answer, instead_of=before)
        give_answer(session, impression, answer, now)
    # Last, because the drain takes the order first and then this row.
    _note_names(impression, choice, now)
    session.flush()
    return Taken(until, changed=True)


def _check_order(impression: Impression, given: GivenAnswer) -> None:
    claims = (
        (given.order_id, impression.order_claim),
        (given.checkout_token, impression.checkout_token),
    )
    if impression.order_state == "foreign" or any(
        ours and theirs and ours != theirs for ours, theirs in claims
    ):
        raise AnswerRefusedError("foreign_order", "The answer is about another checkout.", field="order")


def _skip(
    session: ShopSession, impression: Impression, given: GivenAnswer, before: Answer | None, now: datetime
) -> Taken:
    if given.question not in impression.questions:
        raise AnswerRefusedError("unknown_question", "This question was not asked.", field="question")
    if before is not None:
        return Taken(None, changed=False)
    column = "skipped_at" if given.question == FIRST_HEARD else "closer_skipped_at"
    if getattr(impression, column) is None:
        setattr(impression, column, now)
        session.flush()
    return Taken(None, changed=True)


def _same(before: Answer, choice: Choice) -> bool:
    return (before.option, before.text, before.said_channel) == (
        choice.option,
        choice.text,
        choice.said_channel,
    )


def _less(choice: Choice, before: Answer) -> bool:
    """Whether it is the first step of what the answer says already: it was sent earlier and came later."""
    return choice.names_nobody and before.said_channel == choice.said_channel


def _answer(
    session: ShopSession,
    impression: Impression,
    given: GivenAnswer,
    choice: Choice,
    *,
    roster: Callable[[], Roster],
    now: datetime,
    source: str,
) -> Answer:
    key = text_key(choice.text) if choice.text else None
    mapping = decision_about(session, key, choice.text or "", roster(), now) if key else None
    meaning = meaning_of(mapping, choice.said_channel, creator_id=choice.creator_id, decoy_id=choice.decoy_id)
    return Answer(
        impression_id=impression.id,
        question=given.question,
        answered_at=now,
        page=given.page or impression.page,
        source=source,
        option=choice.option,
        said_channel=choice.said_channel,
        channel_position=choice.channel_position,
        way=choice.way,
        creator_position=choice.creator_position,
        text=choice.text,
        masked=choice.masked,
        text_key=key,
        milliseconds=given.milliseconds,
        fast=given.milliseconds is not None and given.milliseconds < FAST_MILLISECONDS,
        meaning=meaning.meaning,
        creator_id=meaning.creator_id,
        channel=meaning.channel,
        decoy_id=meaning.decoy_id,
    )


def _note_names(impression: Impression, choice: Choice, now: datetime) -> None:
    """The second list was open once somebody chose to name a creator."""
    if impression.names_shown_at is None and choice.said_channel == "creator":
        impression.names_shown_at = now
