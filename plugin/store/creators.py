"""Creators, and what they are called on each platform."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, RowId, ShopOwned

PLATFORMS = ("instagram", "youtube", "tiktok", "podcast", "blog", "other")


class Creator(ShopOwned, Base):
    """A creator of one shop. `status` is active or archived; an archived one keeps its history."""

    __tablename__ = "creators"
    __table_args__ = (Index(None, "shop_id", text("lower(name)")),)

    id: Mapped[RowId]
    name: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    note: Mapped[str] = mapped_column(server_default="")
    status: Mapped[str] = mapped_column(server_default="active")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class CreatorHandle(ShopOwned, Base):
    """A creator's handle on one platform, without the @, kept as typed; one handle belongs to one creator."""

    __tablename__ = "creator_handles"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "creator_id"], ["creators.shop_id", "creators.id"], ondelete="CASCADE"
        ),
        Index("uq_creator_handles_shop_id_platform_handle", "shop_id", "platform", text("lower(handle)"), unique=True),
    )

    creator_id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(primary_key=True)
    handle: Mapped[str]
