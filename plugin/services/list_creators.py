"""The list of creators: searched, filtered, sorted, paged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from plugin.store.codes_of_creators import live_code_counts
from plugin.store.creator_search import CreatorFilter, Order, count_creators, find_creators, tags_in_use
from plugin.store.creators import handles_of

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ListedCreator:
    """One line of the list. `handles` is platform -> handle; `codes` counts discount codes that stand in the
    shop.
    """

    id: int
    name: str
    handles: dict[str, str]
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    note: str
    status: str
    codes: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class CreatorPage:
    """One page of the list. `page` counts from 1 and lies within `pages` (at least 1)."""

    rows: list[ListedCreator]
    total: int
    page: int
    pages: int


def list_creators(
    session: Session,
    wanted: CreatorFilter,
    *,
    order: Order = "name",
    page: int = 1,
    page_size: int = PAGE_SIZE,
) -> CreatorPage:
    """The creators that fit `wanted`; a page beyond the last gives the last."""
    total = count_creators(session, wanted)
    pages = max(1, -(-total // page_size))
    page = min(max(page, 1), pages)
    rows = _listed(session, wanted, order, limit=page_size, offset=(page - 1) * page_size)
    return CreatorPage(rows, total, page, pages)


def every_creator(session: Session, wanted: CreatorFilter, *, order: Order = "name") -> list[ListedCreator]:
    """All creators that fit `wanted`, for an export."""
    return _listed(session, wanted, order, limit=None, offset=0)


def list_tags(session: Session) -> list[str]:
    """The tags to filter by, sorted."""
    return tags_in_use(session)


def has_creators(session: Session) -> bool:
    """Whether the shop has any creator, archived ones included."""
    return bool(find_creators(session, CreatorFilter(status=None), limit=1))


def _listed(
    session: Session, wanted: CreatorFilter, order: Order, *, limit: int | None, offset: int
) -> list[ListedCreator]:
    creators = find_creators(session, wanted, order=order, limit=limit, offset=offset)
    numbers = [creator.id for creator in creators]
    handles = handles_of(session, numbers)
    codes = live_code_counts(session, numbers)
    return [
        ListedCreator(
            id=creator.id,
            name=creator.name,
            handles=handles[creator.id],
            aliases=tuple(creator.aliases),
            tags=tuple(creator.tags),
            note=creator.note,
            status=creator.status,
            codes=codes.get(creator.id, 0),
            created_at=creator.created_at,
            updated_at=creator.updated_at,
        )
        for creator in creators
    ]
