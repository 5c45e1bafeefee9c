"""What buyers answered. A changed answer stays as history; one for each question is in force."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

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
