"""Visits, what shoppers did on them, and the orders they led to, counted by creator and placement.

`start` is included and `end` is not; both are aware. What shoppers did counts at its own moment, once for
each visit. An order counts once, for the last visit that is evidence on it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, and_, cast, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from plugin.attribution.order import APART
from plugin.store.evidence import Evidence
from plugin.store.links import Link
from plugin.store.orders import Order
from plugin.store.visits import RefusedDay, ShopperEvent, Visit


class Place(NamedTuple):
    """Whose visit it was, and by which placement."""

    creator_id: int
    placement: str


class OrdersLed(NamedTuple):
    """Orders that visits led to; `first` of `known` were a buyer's first, of the rest it cannot be known."""

    orders: int
    first: int
    known: int


def visits_by_place(
    session: Session, start: datetime, end: datetime, *, creator_id: int | None = None
) -> dict[Place, dict[str | None, int]]:
    """Place -> reason (None: it counts) -> how many visits."""
    query = (
        select(Visit.creator_id, Visit.placement, Visit.refused_because, func.count(Visit.id))
        .where(*_span(Visit.occurred_at, start, end), *_creators(Visit.creator_id, creator_id))
        .group_by(Visit.creator_id, Visit.placement, Visit.refused_because)
    )
    counts: dict[Place, dict[str | None, int]] = {}
    creator: Any
    for creator, placement, reason, number in session.execute(query):
        counts.setdefault(Place(creator, placement), Counter())[reason] = number
    # Days are cut at the shop's midnight, as the span is.
    deleted = (
        select(RefusedDay.creator_id, RefusedDay.placement, RefusedDay.reason, func.sum(RefusedDay.visits))
        .where(
            RefusedDay.day >= start.date(),
            RefusedDay.day < end.date(),
            RefusedDay.creator_id > 0,
            *_creators(RefusedDay.creator_id, creator_id),
        )
        .group_by(RefusedDay.creator_id, RefusedDay.placement, RefusedDay.reason)
    )
    for creator, placement, reason, number in session.execute(deleted):
        place = counts.setdefault(Place(creator, placement), Counter())
        place[reason] = place.get(reason, 0) + int(number)
    return counts


def visits_by_day(
    session: Session, start: datetime, end: datetime, timezone: str, *, creator_id: int | None = None
) -> dict[date, tuple[int, int]]:
    """Day -> visits that count, and all."""
    day = cast(func.timezone(timezone, Visit.occurred_at), Date)
    query = (
        select(day, func.count(Visit.id).filter(Visit.valid), func.count(Visit.id))
        .where(*_span(Visit.occurred_at, start, end), *_creators(Visit.creator_id, creator_id))
        .group_by(day)
    )
    days = {when: (int(valid), int(raw)) for when, valid, raw in session.execute(query)}
    deleted = (
        select(RefusedDay.day, func.sum(RefusedDay.visits))
        .where(
            RefusedDay.day >= start.date(),
            RefusedDay.day < end.date(),
            RefusedDay.creator_id > 0,
            *_creators(RefusedDay.creator_id, creator_id),
        )
        .group_by(RefusedDay.day)
    )
    for when, number in session.execute(deleted):
        valid, raw = days.get(when, (0, 0))
        days[when] = (valid, raw + int(number))
    return days


def events_by_place(
    session: Session, start: datetime, end: datetime, *, creator_id: int | None = None
) -> dict[Place, dict[str, int]]:
    """Place -> kind of event -> on how many visits it happened."""
    query = (
        select(
            ShopperEvent.creator_id,
            ShopperEvent.placement,
            ShopperEvent.kind,
            func.count(ShopperEvent.ref.distinct()),
        )
        .where(*_span(ShopperEvent.occurred_at, start, end), *_creators(ShopperEvent.creator_id, creator_id))
        .group_by(ShopperEvent.creator_id, ShopperEvent.placement, ShopperEvent.kind)
    )
    counts: dict[Place, dict[str, int]] = {}
    creator: Any
    for creator, placement, kind, number in session.execute(query):
        counts.setdefault(Place(creator, placement), {})[kind] = number
    return counts


def orders_by_place(
    session: Session, start: datetime, end: datetime, *, creator_id: int | None = None
) -> dict[Place, OrdersLed]:
    """Place -> the orders that visits led to, point of sale and drafts left out."""
    last = _last_visits(start, end).subquery()
    query = (
        select(
            last.c.creator_id,
            last.c.placement,
            func.count(),
            func.count().filter(last.c.first_order.is_(True)),
            func.count(last.c.first_order),
        )
        .where(*_creators(last.c.creator_id, creator_id))
        .group_by(last.c.creator_id, last.c.placement)
    )
    return {
        Place(creator, placement): OrdersLed(*map(int, numbers))
        for creator, placement, *numbers in session.execute(query)
    }


def orders_by_day(
    session: Session, start: datetime, end: datetime, timezone: str, *, creator_id: int | None = None
) -> dict[date, int]:
    """Day -> the orders that visits led to."""
    last = _last_visits(start, end).subquery()
    day = cast(func.timezone(timezone, last.c.ordered_at), Date)
    query = select(day, func.count()).where(*_creators(last.c.creator_id, creator_id)).group_by(day)
    return dict(iter(session.execute(query)))


def any_visits(session: Session) -> bool:
    """Whether the shop has ever had a visit by a creator's link."""
    return session.scalar(select(Visit.id).limit(1)) is not None


def _last_visits(start: datetime, end: datetime) -> Any:
    """One row for each order of the span with a visit as evidence: the last one."""
    key = Evidence.facts["link_key"].as_string()
    return (
        select(Order.id, Order.ordered_at, Order.first_order, Link.creator_id, Link.placement)
        .ext(distinct_on(Order.id))
        .join(Evidence, and_(Evidence.shop_id == Order.shop_id, Evidence.order_id == Order.id))
        .join(Link, and_(Link.shop_id == Evidence.shop_id, Link.key == key))
        .where(
            Evidence.kind == "visit",
            Evidence.facts["refused"].as_string().is_(None),
            Evidence.facts["withdrawn"].as_boolean().is_not(True),
            Evidence.occurred_at <= Order.ordered_at,
            Order.counts,
            Order.channel.not_in(APART),
            *_span(Order.ordered_at, start, end),
        )
        .order_by(Order.id, Evidence.occurred_at.desc(), Evidence.id)
    )


def _span(column: Any, start: datetime, end: datetime) -> tuple[ColumnElement[bool], ...]:
    return (column >= start, column < end)


def _creators(column: Any, creator_id: int | None) -> Collection[ColumnElement[bool]]:
    return [column.is_not(None) if creator_id is None else column == creator_id]
