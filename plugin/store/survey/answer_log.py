"""The log of answers: everything a buyer gave, filtered and paged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from plugin.store.creators import Creator
from plugin.store.folding import folded
from plugin.store.orders import Order
from plugin.store.survey.answers import Answer
from plugin.store.survey.decoys import Decoy
from plugin.store.survey.impressions import Impression
from plugin.store.survey.mappings import TextMapping

_Query = TypeVar("_Query", bound=Select[Any])


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


def logged_answers(
    session: Session, wanted: AnswerFilter, *, descending: bool, limit: int | None, offset: int = 0
) -> list[LoggedAnswer]:
    """The answers that fit, by time."""
    columns: Sequence[Any] = (
        Answer,
        Impression,
        Order.name,
        Order.first_order,
        Creator.name,
        Decoy.name,
        TextMapping.how,
    )
    query: Select[Any] = (
        _joined(select(*columns))
        .outerjoin(Creator, and_(Creator.shop_id == Answer.shop_id, Creator.id == Answer.creator_id))
        .outerjoin(Decoy, and_(Decoy.shop_id == Answer.shop_id, Decoy.id == Answer.decoy_id))
        .outerjoin(
            TextMapping,
            and_(
                TextMapping.shop_id == Answer.shop_id,
                TextMapping.text_key == Answer.text_key,
                TextMapping.replaced_at.is_(None),
            ),
        )
    )
    by = (
        (Answer.answered_at.desc(), Answer.id.desc())
        if descending
        else (Answer.answered_at.asc(), Answer.id.asc())
    )
    rows = session.execute(_narrowed(query, wanted).order_by(*by).limit(limit).offset(offset))
    return [LoggedAnswer(*row) for row in rows]


def count_logged(session: Session, wanted: AnswerFilter) -> int:
    """How many answers fit."""
    return session.scalar(_narrowed(_joined(select(func.count(Answer.id))), wanted)) or 0


def _joined(query: _Query) -> _Query:
    return (
        query.select_from(Answer)
        .join(
            Impression,
            and_(Impression.shop_id == Answer.shop_id, Impression.id == Answer.impression_id),
        )
        .outerjoin(Order, and_(Order.shop_id == Impression.shop_id, Order.id == Impression.order_id))
    )


def _narrowed(query: _Query, wanted: AnswerFilter) -> _Query:
    same = {
        Answer.question: wanted.question,
        Answer.meaning: wanted.meaning,
        Answer.channel: wanted.channel,
        Answer.creator_id: wanted.creator_id,
        Impression.order_state: wanted.order_state,
    }
    for column, value in same.items():
        if value is not None:
            query = query.where(column == value)
    if wanted.start is not None:
        query = query.where(Answer.answered_at >= wanted.start)
    if wanted.end is not None:
        query = query.where(Answer.answered_at < wanted.end)
    if wanted.fast:
        query = query.where(Answer.fast)
    if not wanted.replaced:
        query = query.where(Answer.replaced_at.is_(None))
    text = folded(wanted.text)
    if text:
        query = query.where(
            func.lower(Answer.text).contains(text, autoescape=True)
            | Answer.text_key.contains(text, autoescape=True)
            | func.lower(Order.name).contains(text, autoescape=True)
        )
    return query
