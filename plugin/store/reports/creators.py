"""Creators with their sums, sorted and paged in the database: a shop can have thousands."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from plugin.store.creators import Creator
from plugin.store.entries import Entry
from plugin.store.folding import folded
from plugin.store.orders import Order
from plugin.store.reports.sums import Credited, credited

SORTS = ("revenue", "orders", "discount", "new", "average", "name")
"""What the table of creators can be sorted by."""


class CreatorSums(NamedTuple):
    """A creator and what is credited to them, without point of sale and drafts."""

    creator_id: int
    name: str
    archived: bool
    sums: Credited


def creators_with_sums(
    session: Session,
    start: datetime,
    end: datetime,
    currency: str,
    *,
    apart: tuple[str, ...],
    sort: str,
    descending: bool,
    limit: int | None,
    offset: int,
    search: str = "",
) -> list[CreatorSums]:
    """Active creators, and archived ones with something credited in the span. Orders on a channel of `apart`
    are left out. Equal values are in order of their names.
    """
    sums = credited(Entry.creator_id, start, end, currency).where(Order.channel.not_in(apart)).subquery()
    columns = [func.coalesce(column, 0) for column in list(sums.c)[1:]]
    revenue, orders, discount, first, _ = columns
    keys: dict[str, ColumnElement[Any]] = {
        "revenue": revenue,
        "orders": orders,
        "discount": discount,
        "new": first,
        "average": func.coalesce(revenue * 1_000_000 / func.nullif(orders, 0), 0),
        "name": Creator.sort_text.expression,
    }
    shown: list[Any] = [Creator.id, Creator.name, Creator.status, *columns]
    query: Select[Any] = select(*shown).outerjoin(sums, sums.c[0] == Creator.id)
    order = keys[sort].desc() if descending else keys[sort].asc()
    query = _shown(query, sums.c[0], search).order_by(order, Creator.sort_text, Creator.id)
    return [
        CreatorSums(creator_id, name, status == "archived", Credited(*map(int, row)))
        for creator_id, name, status, *row in session.execute(query.limit(limit).offset(offset))
    ]


def count_creators_with_sums(
    session: Session,
    start: datetime,
    end: datetime,
    currency: str,
    *,
    apart: tuple[str, ...],
    search: str = "",
) -> int:
    """How many rows `creators_with_sums` has without a limit."""
    sums = credited(Entry.creator_id, start, end, currency).where(Order.channel.not_in(apart)).subquery()
    query: Select[Any] = select(func.count(Creator.id)).outerjoin(sums, sums.c[0] == Creator.id)
    return session.scalar(_shown(query, sums.c[0], search)) or 0


def _shown(query: Select[Any], credited_creator: ColumnElement[int], search: str) -> Select[Any]:
    query = query.where(or_(Creator.status != "archived", and_(credited_creator.is_not(None))))
    if search.strip():
        query = query.where(Creator.search_text.contains(folded(search), autoescape=True))
    return query


def creator_names(session: Session, creator_ids: set[int]) -> dict[int, str]:
    """Creator -> name."""
    if not creator_ids:
        return {}
    query = select(Creator.id, Creator.name).where(Creator.id.in_(creator_ids))
    return dict(iter(session.execute(query)))
