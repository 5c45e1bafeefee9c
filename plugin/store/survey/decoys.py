"""Names of creators that do not exist, shown to some buyers to measure how often a name is chosen falsely."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

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
