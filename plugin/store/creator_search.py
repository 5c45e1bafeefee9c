"""Finding creators: by text, status and tag; sorted and paged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_args

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from plugin.store.creators import Creator, CreatorHandle
from plugin.store.folding import folded

_Query = TypeVar("_Query", bound=Select[Any])

Order = Literal["name", "-name", "added", "-added", "changed", "-changed"]
ORDERS: tuple[Order, ...] = get_args(Order)
"""How a list of creators may be sorted; a minus means downwards."""


@dataclass(frozen=True, slots=True)
class CreatorFilter:
    """Which creators: every word of `text` in name, alias or handle; `status` and `tag` where given; None
    means any.
    """

    text: str = ""
    status: Literal["active", "archived"] | None = "active"
    tag: str | None = None


def find_creators(
    session: Session,
    wanted: CreatorFilter,
    *,
    order: Order = "name",
    limit: int | None = None,
    offset: int = 0,
) -> list[Creator]:
    """The creators that fit, in `order`, from `offset` (counted from 0), at most `limit`."""
    columns: dict[str, ColumnElement[Any]] = {
        "name": Creator.sort_text.expression,
        "added": Creator.created_at.expression,
        "changed": Creator.updated_at.expression,
    }
    column = columns[order.removeprefix("-")]
    # The number breaks ties, so that no row is on two pages or on none.
    by = (column.desc(), Creator.id.desc()) if order.startswith("-") else (column, Creator.id)
    query = _narrowed(select(Creator), wanted).order_by(*by).limit(limit).offset(offset)
    return list(session.scalars(query))


def count_creators(session: Session, wanted: CreatorFilter) -> int:
    """How many creators fit."""
    return session.scalars(_narrowed(select(func.count(Creator.id)), wanted)).one()


def tags_in_use(session: Session) -> list[str]:
    """Every tag of the shop's creators, sorted."""
    tag = func.unnest(Creator.tags).label("tag")
    return list(session.scalars(select(tag).distinct().order_by(tag)))


def _narrowed(query: _Query, wanted: CreatorFilter) -> _Query:
    if wanted.status is not None:
        query = query.where(Creator.status == wanted.status)
    if wanted.tag is not None:
        query = query.where(Creator.tags.contains([wanted.tag]))
    for word in folded(wanted.text).split():
        term = word.lstrip("@") or word
        handle = select(CreatorHandle.handle_key).where(
            CreatorHandle.creator_id == Creator.id, CreatorHandle.handle_key.contains(term, autoescape=True)
        )
        query = query.where(or_(Creator.search_text.contains(term, autoescape=True), handle.exists()))
    return query
