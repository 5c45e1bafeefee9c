"""What a shop's links say about where they stand, as far as the owner changed it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.store.base import Base, ShopOwned


class LinkSettings(ShopOwned, Base):
    """`utm_sources` is platform -> utm_source, of those platforms for which the owner wants another name than
    the usual.
    """

    __tablename__ = "link_settings"

    utm_sources: Mapped[dict[str, Any]] = mapped_column(server_default="{}")
    updated_at: Mapped[datetime]


def own_utm_sources(session: Session) -> dict[str, str]:
    """Platform -> utm_source, where the owner chose one; empty where nothing was ever changed."""
    return dict(session.scalar(select(LinkSettings.utm_sources)) or {})


def keep_utm_sources(session: Session, sources: dict[str, str], now: datetime) -> None:
    """Make `sources` the whole of the owner's choices."""
    row = session.scalars(select(LinkSettings).with_for_update()).one_or_none()
    if row is None:
        row = LinkSettings()
        session.add(row)
    row.utm_sources, row.updated_at = sources, now
    session.flush()
