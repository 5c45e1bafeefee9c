"""Every answer as the owner sees it: all that the buyer gave, and what it was taken for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from plugin.store.database import ShopSession
from plugin.store.survey.answer_log import (
    MOST,
    AnswerFilter,
    LoggedAnswer,
    any_answers,
    count_logged,
    every_answer,
    logged_answers,
)

__all__ = [
    "MOST",
    "AnswerFilter",
    "AnswerPage",
    "AnswerRow",
    "answer_table",
    "answers_by_time",
    "any_answers",
]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer.

    order_id, order_name  the order it joined, None where it has not
    order_state           waiting, joined or foreign
    said_channel          the channel chosen; `channel` is what counts
    named                 the creator or the invented name meant, None where none was
    text                  as typed, with what looked like mail, phone or an address masked (`masked`)
    way, position         how it was chosen, and its place from 1 among the names, or among the channels
                          where no name was chosen; None where it stood in no list
    how                   how the text was read (`plugin.store.survey.mappings.TextMapping`)
    replaced_at           when another answer took its place, None: in force
    """

    answer_id: int
    answered_at: datetime
    question: str
    order_id: int | None
    order_name: str | None
    order_state: str
    first_order: bool | None
    meaning: str
    said_channel: str
    channel: str | None
    creator_id: int | None
    named: str | None
    text: str | None
    text_key: str | None
    masked: bool
    way: str
    position: int | None
    how: str | None
    milliseconds: int | None
    fast: bool
    page: str
    source: str
    language: str
    replaced_at: datetime | None


class AnswerPage(NamedTuple):
    """One page of answers. `total` fit, of those that were looked through; `whole` says whether these were
    all: where not, there may be more (`plugin.store.survey.answer_log.MOST`).
    """

    rows: list[AnswerRow]
    total: int
    whole: bool


def answer_table(
    session: ShopSession, wanted: AnswerFilter, *, descending: bool, limit: int, offset: int = 0
) -> AnswerPage:
    """The answers that fit, by time, and how many there are."""
    rows = logged_answers(session, wanted, descending=descending, limit=limit, offset=offset)
    return AnswerPage([_row(row) for row in rows], *count_logged(session, wanted))


def answers_by_time(session: ShopSession, wanted: AnswerFilter, *, newest: bool) -> Iterator[AnswerRow]:
    """Every answer that fits, for a file, read some at a time."""
    for rows in every_answer(session, wanted, newest=newest):
        yield from map(_row, rows)


def _row(row: LoggedAnswer) -> AnswerRow:
    answer, impression = row.answer, row.impression
    place = answer.creator_position if answer.way == "listed" else answer.channel_position
    if answer.way in ("searched", "text"):
        place = None
    return AnswerRow(
        answer_id=answer.id,
        answered_at=answer.answered_at,
        question=answer.question,
        order_id=impression.order_id if row.order_name else None,
        order_name=row.order_name,
        order_state=impression.order_state,
        first_order=row.first_order,
        meaning=answer.meaning,
        said_channel=answer.said_channel,
        channel=answer.channel,
        creator_id=answer.creator_id,
        named=row.creator_name or row.decoy_name,
        text=answer.text,
        text_key=answer.text_key,
        masked=answer.masked,
        way=answer.way,
        position=None if place is None else place + 1,
        how=row.how,
        milliseconds=answer.milliseconds,
        fast=answer.fast,
        page=answer.page,
        source=answer.source,
        language=impression.language,
        replaced_at=answer.replaced_at,
    )
