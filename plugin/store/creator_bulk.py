"""Creators by the thousand: read whole, and written in sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from plugin.store.creators import PLATFORMS, Creator, CreatorHandle, creator_keys
from plugin.store.database import shop_of
from plugin.store.folding import folded


@dataclass(frozen=True, slots=True)
class KnownCreator:
    """A creator as an import sees one; `handles` is platform -> handle.

    A creator to be added has the number 0.
    """

    id: int
    name: str
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    note: str
    status: str
    handles: dict[str, str]
    archived_at: datetime | None = field(default=None, compare=False)


def known_creators(session: Session, *, lock: bool = False) -> list[KnownCreator]:
    """Every creator of the shop by number. `lock` holds them until the transaction ends; reading goes on
    meanwhile.
    """
    query = select(
        Creator.id,
        Creator.name,
        Creator.aliases,
        Creator.tags,
        Creator.note,
        Creator.status,
        Creator.archived_at,
    ).order_by(Creator.id)
    # FOR NO KEY UPDATE: entries that refer to a creator may still be posted.
    rows = session.execute(query.with_for_update(key_share=True) if lock else query).all()
    handles: dict[int, dict[str, str]] = {row.id: {} for row in rows}
    found = session.execute(
        select(CreatorHandle.creator_id, CreatorHandle.platform, CreatorHandle.handle)
    ).all()
    for creator_id, platform, handle in sorted(found, key=lambda row: PLATFORMS.index(row.platform)):
        handles[creator_id][platform] = handle
    return [
        KnownCreator(
            row.id,
            row.name,
            tuple(row.aliases),
            tuple(row.tags),
            row.note,
            row.status,
            handles[row.id],
            row.archived_at,
        )
        for row in rows
    ]


def insert_creators(session: Session, creators: Sequence[KnownCreator], now: datetime) -> None:
    """Add `creators` with their handles; raises `IntegrityError` where a handle has been taken meanwhile."""
    if not creators:
        return
    shop_id = shop_of(session)
    ids = session.scalars(
        insert(Creator).returning(Creator.id, sort_by_parameter_order=True),
        [{"shop_id": shop_id, "created_at": now, **_columns(creator, now)} for creator in creators],
    ).all()
    _write_handles(session, shop_id, dict(zip(ids, creators, strict=True)))


def update_creators(session: Session, creators: Sequence[KnownCreator], now: datetime) -> None:
    """Write `creators` over what is there; handles are added or changed, never taken off."""
    if not creators:
        return
    shop_id = shop_of(session)
    # By primary key, many at a time. This form is not narrowed to the shop by itself: shop_id is given by
    # hand.
    session.execute(
        update(Creator),
        [{"shop_id": shop_id, "id": creator.id, **_columns(creator, now)} for creator in creators],
    )
    _write_handles(session, shop_id, {creator.id: creator for creator in creators})


def _columns(creator: KnownCreator, now: datetime) -> dict[str, Any]:
    return {
        "name": creator.name,
        "aliases": list(creator.aliases),
        "tags": list(creator.tags),
        "note": creator.note,
        "status": creator.status,
        "archived_at": (creator.archived_at or now) if creator.status == "archived" else None,
        "updated_at": now,
        **creator_keys(creator.name, creator.aliases),
    }


def _write_handles(session: Session, shop_id: int, creators: dict[int, KnownCreator]) -> None:
    rows = [
        {
            "shop_id": shop_id,
            "creator_id": number,
            "platform": platform,
            "handle": handle,
            "handle_key": folded(handle),
        }
        for number, creator in creators.items()
        for platform, handle in creator.handles.items()
    ]
    if not rows:
        return
    statement = upsert(CreatorHandle)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["shop_id", "creator_id", "platform"],
            set_={"handle": statement.excluded.handle, "handle_key": statement.excluded.handle_key},
        ),
        rows,
    )
