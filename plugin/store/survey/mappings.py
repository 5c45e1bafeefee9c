"""What a typed text means, as decided; every decision is a version beside the text, never a change of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, ShopOwned


class TextMapping(ShopOwned, Base):
    """One decision about one text. The version not replaced is in force.

    meaning  creator, channel, decoy, ignored, or unmapped (an automatic decision was undone, or the owner
             wants to think again)
    how      exact (a name or handle), alias, fuzzy (nearly a name; `score` 0..100 says how nearly), owner, or
             undone
    """

    __tablename__ = "survey_mappings"
    __table_args__ = (
        Index(
            "uq_survey_mappings_in_force",
            "shop_id",
            "text_key",
            unique=True,
            postgresql_where=text("replaced_at is null"),
        ),
    )

    text_key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    meaning: Mapped[str]
    creator_id: Mapped[int | None]
    channel: Mapped[str | None]
    decoy_id: Mapped[int | None]
    how: Mapped[str]
    score: Mapped[float | None]
    created_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]
