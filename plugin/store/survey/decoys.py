"""Names of creators that do not exist, shown to some buyers to measure how often a name is chosen falsely."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.store.base import Base, RowId, ShopOwned


class Decoy(ShopOwned, Base):
    """One such name. `status` is live or retired; a retired one explains the answers it was given.

    `handle` (without the @) is there because a name without one would stand out. `made_by` is generated or
    owner.
    """

    __tablename__ = "survey_decoys"

    id: Mapped[RowId]
    name: Mapped[str]
    handle: Mapped[str] = mapped_column(server_default="")
    status: Mapped[str] = mapped_column(server_default="live")
    made_by: Mapped[str]
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


def live_decoy(session: Session) -> Decoy | None:
    """The name shown now, None where there is none yet."""
    query = select(Decoy).where(Decoy.status == "live").order_by(Decoy.id.desc()).limit(1)
    return session.scalars(query).one_or_none()


def all_decoys(session: Session) -> list[Decoy]:
    """Every name there was, newest first."""
    return list(session.scalars(select(Decoy).order_by(Decoy.id.desc())))


def decoy_names_of(session: Session, decoy_ids: Collection[int]) -> dict[int, str]:
    """Decoy -> its name."""
    query = select(Decoy.id, Decoy.name).where(Decoy.id.in_(decoy_ids))
    return {decoy_id: name for decoy_id, name in session.execute(query)}  # noqa: C416  rows are no pairs to mypy


def put_decoy(session: Session, name: str, handle: str, made_by: str, now: datetime) -> Decoy:
    """Show this name from now on; those before are retired."""
    session.execute(update(Decoy).where(Decoy.status == "live").values(status="retired", retired_at=now))
    row = Decoy(name=name, handle=handle, made_by=made_by, created_at=now)
    session.add(row)
    session.flush()
    return row
