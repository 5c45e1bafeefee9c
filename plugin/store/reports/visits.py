"""Visits, what shoppers did on them, and the orders they led to, counted by creator and placement.

Days are the shop's own. Of moments `start` is included and `end` is not; both are aware. An order counts
once, for the last visit that is evidence on it.
"""

from __future__ import annotations

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
from plugin.store.visit_tallies import VALID
from plugin.store.visits import VisitTally


class Place(NamedTuple):
    """Whose visit it was, and by which placement."""

    creator_id: int
    placement: str


class OrdersLed(NamedTuple):
    """Orders that visits led to; `first` of `known` were a buyer's first, of the rest it cannot be known."""

    orders: int
    first: int
    known: int


def tallies_by_place(session: Session, first: date, last: date) -> dict[Place, dict[str, int]]:
    """Place -> what (`VisitTally.what`) -> how many visits, from day `first` to `last`, both included."""
    query = (
        select(VisitTally.creator_id, VisitTally.placement, VisitTally.what, func.sum(VisitTally.visits))
        .where(*_days(first, last), VisitTally.creator_id > 0)
        .group_by(VisitTally.creator_id, VisitTally.placement, VisitTally.what)
    )
    counts: dict[Place, dict[str, int]] = {}
    for creator, placement, what, number in session.execute(query):
        if number:
            counts.setdefault(Place(creator, placement), {})[what] = int(number)
    return counts


def visits_by_day(
    session: Session, first: date, last: date, reasons: Collection[str]
) -> dict[date, tuple[int, int]]:
    """Day -> visits that count, and all: these and those refused for `reasons`."""
    valid = func.sum(VisitTally.visits).filter(VisitTally.what == VALID)
    query = (
        select(VisitTally.day, func.coalesce(valid, 0), func.sum(VisitTally.visits))
        .where(
            *_days(first, last),
            VisitTally.what.in_([VALID, *reasons]),
            VisitTally.creator_id > 0,
        )
        .group_by(VisitTally.day)
    )
    return {day: (int(counted), int(raw)) for day, counted, raw in session.execute(query)}


def orders_led(
    session: Session, start: datetime, end: datetime, timezone: str
) -> dict[tuple[date, Place], OrdersLed]:
    """(day, place) -> the orders that visits led to, point of sale and drafts left out."""
    last = _last_visits(start, end).subquery()
    day = cast(func.timezone(timezone, last.c.ordered_at), Date)
    query = select(
        day,
        last.c.creator_id,
        last.c.placement,
        func.count(),
        func.count().filter(last.c.first_order.is_(True)),
        func.count(last.c.first_order),
    ).group_by(day, last.c.creator_id, last.c.placement)
    return {
        (when, Place(creator, placement)): OrdersLed(*map(int, numbers))
        for when, creator, placement, *numbers in session.execute(query)
    }


def any_visits(session: Session) -> bool:
    """Whether the shop has ever had a visit by a creator's link."""
    return session.scalar(select(VisitTally.day).limit(1)) is not None


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


def _days(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return (VisitTally.day >= first, VisitTally.day <= last)
