"""What a typed text means, as decided; every decision is a version beside the text, never a change of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.store.base import Base, ShopOwned


class TextMapping(ShopOwned, Base):
    """One decision about one text. The version not replaced is in force.

    meaning  creator, channel, decoy, ignored, or unmapped (it waits for the owner)
    how      unread (nothing clear was found in it), exact (a name or handle), alias, fuzzy (nearly a name;
             `score` 0..100 says how nearly), owner, or undone (the owner took a decision back)
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


def mapping_in_force(session: Session, text_key: str) -> TextMapping | None:
    """What was decided about a text, None where nothing was."""
    query = select(TextMapping).where(TextMapping.text_key == text_key, TextMapping.replaced_at.is_(None))
    return session.scalars(query).one_or_none()


def mapping_versions(session: Session, text_key: str) -> list[TextMapping]:
    """Every decision about a text, newest first."""
    query = select(TextMapping).where(TextMapping.text_key == text_key)
    return list(session.scalars(query.order_by(TextMapping.version.desc())))


def put_mapping(session: Session, mapping: TextMapping, now: datetime) -> None:
    """Put a decision in force as the next version (its `version` is set here)."""
    before = mapping_in_force(session, mapping.text_key)
    if before is not None:
        before.replaced_at = now
        session.flush()
    mapping.version = before.version + 1 if before else 1
    mapping.created_at = now
    session.add(mapping)
    session.flush()
