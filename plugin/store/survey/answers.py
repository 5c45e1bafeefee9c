"""What buyers answered. A changed answer stays as history; one for each question is in force."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, func, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.store.base import Base, RowId, ShopOwned


class Answer(ShopOwned, Base):
    """One answer to one question, and what it means now.

    replaced_at       when another answer took its place; None: in force
    page              thank_you or order_status; `source`: extension, or pixel where our server was away
    option            the option's key as it was sent
    said_channel      the channel chosen in the first list; creator where a name stood there
    channel_position  its place in that list, from 0; None where it is not known
    way               how it was chosen: channel (no name asked for or given), listed, searched or text
    creator_position  the chosen name's place in its list, from 0; None where it stood in none
    text              what was typed, with mail, phone and address masked (`masked`); kept for ever
    text_key          the text as it is compared (`plugin.services.survey.texts`)
    milliseconds      from the options being shown to the choice; `fast`: under a second

    What it means follows from the choice, or from the mapping of its text, and is kept up to date when a
    mapping changes: `meaning` is creator, channel, decoy, ignored or unmapped, with `creator_id`, `channel`
    or `decoy_id`. Someone who chose a creator and named none means the channel creator.
    """

    __tablename__ = "survey_answers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "impression_id"],
            ["survey_impressions.shop_id", "survey_impressions.id"],
            ondelete="CASCADE",
        ),
        Index(
            "uq_survey_answers_in_force",
            "shop_id",
            "impression_id",
            "question",
            unique=True,
            postgresql_where=text("replaced_at is null"),
        ),
        Index(None, "shop_id", "answered_at"),
        Index(None, "shop_id", "creator_id", "answered_at"),
        Index(
            "ix_survey_answers_shop_id_text_key",
            "shop_id",
            "text_key",
            postgresql_where=text("text_key is not null"),
        ),
    )

    id: Mapped[RowId]
    impression_id: Mapped[int]
    question: Mapped[str]
    answered_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
    page: Mapped[str]
    source: Mapped[str]
    option: Mapped[str]
    said_channel: Mapped[str]
    channel_position: Mapped[int | None]
    way: Mapped[str]
    creator_position: Mapped[int | None]
    text: Mapped[str | None]
    masked: Mapped[bool] = mapped_column(server_default="false")
    text_key: Mapped[str | None]
    milliseconds: Mapped[int | None]
    fast: Mapped[bool]
    meaning: Mapped[str]
    creator_id: Mapped[int | None]
    channel: Mapped[str | None]
    decoy_id: Mapped[int | None]


def answer_in_force(session: Session, impression_id: int, question: str) -> Answer | None:
    """The answer to a question that counts, None where there is none."""
    query = select(Answer).where(
        Answer.impression_id == impression_id, Answer.question == question, Answer.replaced_at.is_(None)
    )
    return session.scalars(query).one_or_none()


def answers_in_force(session: Session, impression_id: int) -> list[Answer]:
    """The answers of one impression that count, oldest first."""
    query = select(Answer).where(Answer.impression_id == impression_id, Answer.replaced_at.is_(None))
    return list(session.scalars(query.order_by(Answer.id)))


def first_answered_at(session: Session, impression_id: int, question: str) -> datetime | None:
    """When a question was answered for the first time."""
    return session.scalar(
        select(func.min(Answer.answered_at)).where(
            Answer.impression_id == impression_id, Answer.question == question
        )
    )


def put_answer(session: Session, answer: Answer, *, instead_of: Answer | None) -> None:
    """Put an answer in force, in place of another where there is one."""
    if instead_of is not None:
        instead_of.replaced_at = answer.answered_at
        session.flush()
    session.add(answer)
    session.flush()


def answers_with_text(session: Session, text_key: str, *, after: int, limit: int) -> list[Answer]:
    """Answers with a text, those in force and those replaced, by number after `after`."""
    query = select(Answer).where(Answer.text_key == text_key, Answer.id > after)
    return list(session.scalars(query.order_by(Answer.id).limit(limit)))


def count_answers_with_text(session: Session, text_key: str) -> int:
    """How many that is in all."""
    return session.scalar(select(func.count(Answer.id)).where(Answer.text_key == text_key)) or 0


def answers_of_impressions(session: Session, impression_ids: Sequence[int]) -> list[Answer]:
    """Every answer given on these impressions, replaced ones too, oldest first."""
    query = select(Answer).where(Answer.impression_id.in_(impression_ids)).order_by(Answer.id)
    return list(session.scalars(query))
