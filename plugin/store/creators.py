"""Creators, and what they are called on each platform."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ForeignKeyConstraint, Index, Text, delete, event, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.store.base import Base, RowId, ShopOwned
from plugin.store.folding import folded, search_text, sort_text

PLATFORMS = ("instagram", "youtube", "tiktok", "podcast", "blog", "other")
"""Where creators publish, in the order in which pages show them."""


class Creator(ShopOwned, Base):
    """A creator of one shop. `status` is active or archived; an archived one keeps its history.

    `search_text` and `sort_text` follow from name and aliases (see `plugin.store.folding`) and are kept by
    this file.
    """

    __tablename__ = "creators"
    __table_args__ = (Index(None, "shop_id", "sort_text", "id"),)

    id: Mapped[RowId]
    name: Mapped[str]
    aliases: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    note: Mapped[str] = mapped_column(server_default="")
    status: Mapped[str] = mapped_column(server_default="active")
    search_text: Mapped[str] = mapped_column(server_default="")
    sort_text: Mapped[str] = mapped_column(server_default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class CreatorHandle(ShopOwned, Base):
    """A creator's handle on one platform, without the @, kept as typed; one handle belongs to one creator.

    `handle_key` is the handle folded; it is what "the same handle" means.
    """

    __tablename__ = "creator_handles"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "creator_id"], ["creators.shop_id", "creators.id"], ondelete="CASCADE"
        ),
        Index(
            "uq_creator_handles_shop_id_platform_handle_key", "shop_id", "platform", "handle_key", unique=True
        ),
    )

    creator_id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str] = mapped_column(primary_key=True)
    handle: Mapped[str]
    handle_key: Mapped[str]


def creator_keys(name: str, aliases: Collection[str]) -> dict[str, str]:
    """The columns of `Creator` that follow from its name and aliases."""
    return {"search_text": search_text(name, *aliases), "sort_text": sort_text(name)}


@event.listens_for(Creator, "before_insert")
@event.listens_for(Creator, "before_update")
def _keep_creator_keys(_mapper: object, _connection: object, creator: Creator) -> None:
    for column, value in creator_keys(creator.name, creator.aliases or ()).items():
        setattr(creator, column, value)


@event.listens_for(CreatorHandle, "before_insert")
@event.listens_for(CreatorHandle, "before_update")
def _keep_handle_key(_mapper: object, _connection: object, row: CreatorHandle) -> None:
    row.handle_key = folded(row.handle)


def find_creator(session: Session, creator_id: int, *, lock: bool = False) -> Creator | None:
    """The creator with this number, or None. `lock` holds the row until the transaction ends."""
    query = select(Creator).where(Creator.id == creator_id)
    # FOR NO KEY UPDATE: an entry that refers to the creator may still be posted meanwhile.
    return session.scalars(query.with_for_update(key_share=True) if lock else query).one_or_none()


def handles_of(session: Session, creator_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """Creator id -> platform -> handle, platforms in the order of `PLATFORMS`; every id has an entry."""
    found: dict[int, dict[str, str]] = {creator_id: {} for creator_id in creator_ids}
    query = select(CreatorHandle).where(CreatorHandle.creator_id.in_(creator_ids))
    for row in sorted(session.scalars(query), key=lambda row: PLATFORMS.index(row.platform)):
        found[row.creator_id][row.platform] = row.handle
    return found


def handle_owners(session: Session, handles: Mapping[str, str]) -> dict[str, Creator]:
    """Platform -> the creator who has that platform's handle in `handles` (platform -> handle)."""
    owners = {}
    for platform, handle in handles.items():
        query = select(Creator).join(CreatorHandle, CreatorHandle.creator_id == Creator.id)
        owner = session.scalars(
            query.where(CreatorHandle.platform == platform, CreatorHandle.handle_key == folded(handle))
        ).one_or_none()
        if owner is not None:
            owners[platform] = owner
    return owners


def replace_handles(session: Session, creator_id: int, handles: Mapping[str, str]) -> None:
    """Make `handles` (platform -> handle) the whole of this creator's handles."""
    session.execute(delete(CreatorHandle).where(CreatorHandle.creator_id == creator_id))
    session.add_all(
        CreatorHandle(creator_id=creator_id, platform=platform, handle=handle)
        for platform, handle in handles.items()
    )
    session.flush()
