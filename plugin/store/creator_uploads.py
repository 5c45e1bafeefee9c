"""Uploaded lists of creators: the file, kept only until its import is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.store.base import Base, RowId, ShopOwned


class CreatorUpload(ShopOwned, Base):
    """A file a person uploaded, as it came. `reading` is how it is to be read: see
    `plugin.services.creator_import`.

    `run_id` is the import that works on it, None until the person has confirmed the columns.
    """

    __tablename__ = "creator_uploads"

    id: Mapped[RowId]
    filename: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    reading: Mapped[dict[str, Any]]
    run_id: Mapped[int | None]
    created_at: Mapped[datetime]


def find_upload(session: Session, upload_id: int) -> CreatorUpload | None:
    """The upload with this number, held until the transaction ends so that it is confirmed once; or None."""
    return session.scalars(
        select(CreatorUpload).where(CreatorUpload.id == upload_id).with_for_update()
    ).one_or_none()


def forget_uploads(session: Session, *, before: datetime) -> None:
    """Delete uploads that came before `before` and were never confirmed, or whose import has long ended: of
    the session's shop, or of all in a session opened everywhere.
    """
    session.execute(
        delete(CreatorUpload)
        .where(CreatorUpload.created_at < before)
        .execution_options(synchronize_session=False)
    )
