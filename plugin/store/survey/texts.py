"""Typed texts as the owner works through them: grouped, with what was decided about each."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from plugin.store.survey.answers import Answer
from plugin.store.survey.mappings import TextMapping


class TextGroup(NamedTuple):
    """Answers with the same text. `example` is one of them as it was typed; `answers` counts those in force.
    `decision` is the one in force.
    """

    text_key: str
    example: str
    answers: int
    newest: datetime
    said_channel: str
    decision: TextMapping


STATES: dict[str, Any] = {
    "waiting": TextMapping.meaning == "unmapped",
    "auto": and_(TextMapping.meaning != "unmapped", TextMapping.how.in_(("exact", "alias", "fuzzy"))),
    "decided": and_(TextMapping.meaning != "unmapped", TextMapping.how == "owner"),
}
"""What a text can be: waiting for the owner, decided by itself, or decided by the owner."""


def text_groups(session: Session, state: str, *, limit: int, offset: int) -> list[TextGroup]:
    """Texts in a state of `STATES`, those with the most answers first."""
    columns: list[Any] = [
        Answer.text_key,
        func.max(Answer.text),
        func.count(),
        func.max(Answer.answered_at),
        func.max(Answer.said_channel),
        TextMapping,
    ]
    query: Select[Any] = (
        select(*columns)
        .join(
            TextMapping,
            and_(TextMapping.shop_id == Answer.shop_id, TextMapping.text_key == Answer.text_key),
        )
        .where(Answer.replaced_at.is_(None), TextMapping.replaced_at.is_(None), STATES[state])
        .group_by(Answer.text_key, TextMapping.shop_id, TextMapping.text_key, TextMapping.version)
        .order_by(func.count().desc(), func.max(Answer.answered_at).desc(), Answer.text_key)
    )
    return [TextGroup(*row) for row in session.execute(query.limit(limit).offset(offset))]


def count_texts(session: Session) -> dict[str, int]:
    """State -> how many texts are in it; a text nobody's answer has any more is in none."""
    said = (
        select(Answer.text_key)
        .where(
            Answer.shop_id == TextMapping.shop_id,
            Answer.text_key == TextMapping.text_key,
            Answer.replaced_at.is_(None),
        )
        .exists()
    )
    counts = [func.count().filter(condition) for condition in STATES.values()]
    row = session.execute(select(*counts).where(TextMapping.replaced_at.is_(None), said)).one()
    return dict(zip(STATES, map(int, row), strict=True))


def example_of(session: Session, text_key: str) -> str | None:
    """The text as somebody typed it last, None where no answer has it."""
    query = select(Answer.text).where(Answer.text_key == text_key).order_by(Answer.id.desc()).limit(1)
    return session.scalar(query)


def texts_that_wait(session: Session, *, after: str, limit: int) -> list[tuple[str, str]]:
    """(key, text) of texts nobody has read, by key after `after`: for reading them again with new names."""
    query = (
        select(Answer.text_key, func.max(Answer.text))
        .join(
            TextMapping,
            and_(TextMapping.shop_id == Answer.shop_id, TextMapping.text_key == Answer.text_key),
        )
        .where(TextMapping.replaced_at.is_(None), TextMapping.how == "unread", Answer.text_key > after)
        .group_by(Answer.text_key)
        .order_by(Answer.text_key)
        .limit(limit)
    )
    return [(key, text) for key, text in session.execute(query) if key is not None and text is not None]
