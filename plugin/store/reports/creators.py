"""Creators with their sums, sorted and paged in the database: a shop can have thousands."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from plugin.store.creators import Creator
from plugin.store.folding import folded
from plugin.store.reports.sums import Credited, Days, credited
from plugin.store.rollups.tables import CreditsBySpan

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
    days: Days,
    currency: str,
    *,
    sort: str,
    descending: bool,
    limit: int | None,
    offset: int,
    search: str = "",
) -> tuple[list[CreatorSums], int]:
    """Active creators, and archived ones with something credited in the span, and how many there are without
    a limit. Equal values are in order of their names.
    """
    sums = credited(CreditsBySpan.creator_id, days, currency).subquery()
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
    shown: list[Any] = [func.count().over(), Creator.id, Creator.name, Creator.status, *columns]
    query: Select[Any] = select(*shown).outerjoin(sums, sums.c[0] == Creator.id)
    query = query.where(or_(Creator.status != "archived", revenue != 0, orders != 0, discount != 0))
    if search.strip():
        query = query.where(Creator.search_text.contains(folded(search), autoescape=True))
    order = keys[sort].desc() if descending else keys[sort].asc()
    query = query.order_by(order, Creator.sort_text, Creator.id)
    rows = session.execute(query.limit(limit).offset(offset)).all()
    if not rows and offset:
        # Past the end no row is left to say how many there are.
        rows = session.execute(query.limit(1)).all()
        return [], int(rows[0][0]) if rows else 0
    found = [
        CreatorSums(creator_id, name, status == "archived", Credited(*map(int, row)))
        for _, creator_id, name, status, *row in rows
    ]
    return found, int(rows[0][0]) if rows else 0


def creator_names(session: Session, creator_ids: set[int]) -> dict[int, str]:
    """Creator -> name."""
    if not creator_ids:
        return {}
    query = select(Creator.id, Creator.name).where(Creator.id.in_(creator_ids))
    return dict(iter(session.execute(query)))
