"""The log of answers: everything a buyer gave, filtered and paged.

Of a shop with very many, the newest `MOST` are looked through; what lies beyond is reached by naming a
period.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.orm import Session, aliased

from plugin.store.creators import Creator
from plugin.store.folding import folded
from plugin.store.orders import Order
from plugin.store.survey.answers import Answer
from plugin.store.survey.decoys import Decoy
from plugin.store.survey.impressions import Impression
from plugin.store.survey.mappings import TextMapping

_Query = TypeVar("_Query", bound=Select[Any])
Place = tuple[datetime, int]
MOST = 5_000
"""Answers that are looked through for one list."""
AT_A_TIME = 1_000
"""Answers read at once for a file."""


@dataclass(frozen=True, slots=True)
class AnswerFilter:
    """Which answers; None means any. `start` is included, `end` is not. `text` is looked for in what was
    typed and in the order's name; `fast` chooses those given in under a second; without `replaced` only
    those in force.
    """

    start: datetime | None = None
    end: datetime | None = None
    question: str | None = None
    meaning: str | None = None
    channel: str | None = None
    creator_id: int | None = None
    order_state: str | None = None
    text: str = ""
    fast: bool = False
    replaced: bool = False


class LoggedAnswer(NamedTuple):
    """An answer with what it is about. `how` is how its text was read, None without one."""

    answer: Answer
    impression: Impression
    order_name: str | None
    first_order: bool | None
    creator_name: str | None
    decoy_name: str | None
    how: str | None


class Counted(NamedTuple):
    """How many answers fit, of those looked through; `whole` says whether that is all there are."""

    answers: int
    whole: bool


def logged_answers(
    session: Session,
    wanted: AnswerFilter,
    *,
    descending: bool,
    limit: int,
    offset: int = 0,
    most: int = MOST,
) -> list[LoggedAnswer]:
    """The answers that fit, by time, of the newest `most` (of the oldest, where these come first)."""
    reach = most if _narrows(wanted) else min(most, offset + limit)
    looked = _looked_through(wanted, newest=descending, limit=reach)
    query = _told(looked, wanted).order_by(*_by(looked, newest=descending))
    rows = session.execute(query.limit(limit).offset(offset))
    return [LoggedAnswer(*row) for row in rows]


def count_logged(session: Session, wanted: AnswerFilter, *, most: int = MOST) -> Counted:
    """How many answers fit, of the newest `most`."""
    looked = _looked_through(wanted, newest=True, limit=most)
    query: Select[Any] = select(func.count(looked.id))
    fit = session.scalar(_narrowed(_joined(query, looked, wanted), looked, wanted)) or 0
    beyond = _in_time(wanted, newest=True, limit=1).offset(most)
    return Counted(fit, session.scalar(beyond) is None)


def every_answer(session: Session, wanted: AnswerFilter, *, newest: bool) -> Iterator[list[LoggedAnswer]]:
    """All answers that fit by time, some at a time, for a file."""
    after: Place | None = None
    while True:
        places = session.execute(_in_time(wanted, newest=newest, limit=AT_A_TIME, after=after)).all()
        if not places:
            return
        query = _told(Answer, wanted).where(Answer.id.in_([row.id for row in places]))
        yield [LoggedAnswer(*row) for row in session.execute(query.order_by(*_by(Answer, newest=newest)))]
        session.expunge_all()
        after = (places[-1].answered_at, places[-1].id)


def any_answers(session: Session) -> bool:
    """Whether anybody has ever answered."""
    return session.scalar(select(Answer.id).limit(1)) is not None


def _in_time(
    wanted: AnswerFilter, *, newest: bool, limit: int, after: Place | None = None
) -> Select[*tuple[Any, ...]]:
    """(id, answered_at) of answers by time, beyond `after`, out of the index that narrows most."""
    query: Select[*tuple[Any, ...]] = select(Answer.id, Answer.answered_at)
    if wanted.creator_id is not None:
        query = query.where(Answer.creator_id == wanted.creator_id)
    if wanted.start is not None:
        query = query.where(Answer.answered_at >= wanted.start)
    if wanted.end is not None:
        query = query.where(Answer.answered_at < wanted.end)
    if after is not None:
        place = tuple_(Answer.answered_at, Answer.id)
        query = query.where(place < after if newest else place > after)
    return query.order_by(*_by(Answer, newest=newest)).limit(limit)


def _looked_through(wanted: AnswerFilter, *, newest: bool, limit: int) -> type[Answer]:
    """The answers that a list is made of, as a table of their own: joined with itself, the whole table might
    be read.
    """
    numbers = _in_time(wanted, newest=newest, limit=limit)
    columns = numbers.with_only_columns(*Answer.__table__.c, maintain_column_froms=True)
    return aliased(Answer, columns.subquery("looked"))


def _narrows(wanted: AnswerFilter) -> bool:
    """Whether there is more to the filter than `_in_time` has looked at."""
    plain = AnswerFilter(wanted.start, wanted.end, creator_id=wanted.creator_id, replaced=True)
    return wanted != plain


def _by(table: type[Answer], *, newest: bool) -> tuple[Any, ...]:
    columns = table.answered_at, table.id
    return tuple(column.desc() if newest else column.asc() for column in columns)


def _told(answers: type[Answer], wanted: AnswerFilter) -> Select[Any]:
    """The answers that fit, with what they are about."""
    columns: Sequence[Any] = (
        answers,
        Impression,
        Order.name,
        Order.first_order,
        Creator.name,
        Decoy.name,
        TextMapping.how,
    )
    query: Select[Any] = (
        select(*columns)
        .select_from(answers)
        .join(Impression, _asked(answers))
        .outerjoin(Order, _BOUGHT)
        .outerjoin(Creator, and_(Creator.shop_id == answers.shop_id, Creator.id == answers.creator_id))
        .outerjoin(Decoy, and_(Decoy.shop_id == answers.shop_id, Decoy.id == answers.decoy_id))
        .outerjoin(
            TextMapping,
            and_(
                TextMapping.shop_id == answers.shop_id,
                TextMapping.text_key == answers.text_key,
                TextMapping.replaced_at.is_(None),
            ),
        )
    )
    return _narrowed(query, answers, wanted)


_BOUGHT = and_(Order.shop_id == Impression.shop_id, Order.id == Impression.order_id)


def _asked(answers: type[Answer]) -> ColumnElement[bool]:
    return and_(Impression.shop_id == answers.shop_id, Impression.id == answers.impression_id)


def _joined(query: _Query, answers: type[Answer], wanted: AnswerFilter) -> _Query:
    """With the tables that the filter asks about, and no other."""
    if wanted.order_state is None and not wanted.text.strip():
        return query
    query = query.join(Impression, _asked(answers))
    return query.outerjoin(Order, _BOUGHT) if wanted.text.strip() else query


def _narrowed(query: _Query, answers: type[Answer], wanted: AnswerFilter) -> _Query:
    same = {
        answers.question: wanted.question,
        answers.meaning: wanted.meaning,
        answers.channel: wanted.channel,
        Impression.order_state: wanted.order_state,
    }
    for column, value in same.items():
        if value is not None:
            query = query.where(column == value)
    if wanted.fast:
        query = query.where(answers.fast)
    if not wanted.replaced:
        query = query.where(answers.replaced_at.is_(None))
    text = folded(wanted.text)
    if text:
        query = query.where(
            func.lower(answers.text).contains(text, autoescape=True)
            | answers.text_key.contains(text, autoescape=True)
            | func.lower(Order.name).contains(text, autoescape=True)
        )
    return query
