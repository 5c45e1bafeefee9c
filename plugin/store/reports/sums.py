"""Sums of a span: all sales, and what is credited to creators, by channel, day, creator, campaign and code.

`start` is included and `end` is not; both are aware. An order belongs to the day on which it was placed, in
the shop's time zone, whatever happened to it since: a refund lowers that day. Orders that do not count (test,
cancelled, voided) are in no sum; their entries have been reversed and add up to nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Select, and_, cast, func, select
from sqlalchemy.orm import Session

from plugin.attribution.order import APART
from plugin.store.entries import Entry
from plugin.store.orders import Order

ONE_ORDER = and_(Order.shop_id == Entry.shop_id, Order.id == Entry.order_id)


class Sales(NamedTuple):
    """All orders that count. `first` of `known` orders were a buyer's first; of the rest it cannot be
    known.
    """

    orders: int
    revenue_minor: int
    first: int
    known: int


class Credited(NamedTuple):
    """What is credited to creators. Orders are in millionths, because creators can share one."""

    revenue_minor: int
    orders_ppm: int
    discount_minor: int
    first_ppm: int
    known_ppm: int


NO_SALES = Sales(0, 0, 0, 0)
NO_CREDIT = Credited(0, 0, 0, 0, 0)


def sales_by_channel(session: Session, start: datetime, end: datetime, currency: str) -> dict[str, Sales]:
    """Channel -> its sales."""
    query = (
        select(Order.channel, *_sales())
        .where(Order.counts, Order.currency == currency, Order.ordered_at >= start, Order.ordered_at < end)
        .group_by(Order.channel)
    )
    return {channel: Sales(*map(int, sums)) for channel, *sums in session.execute(query)}


def sales_by_day(
    session: Session, start: datetime, end: datetime, currency: str, timezone: str
) -> dict[date, Sales]:
    """Day -> its sales, without point of sale and drafts."""
    day = day_of(Order.ordered_at, timezone)
    query = (
        select(day, *_sales())
        .where(
            Order.counts,
            Order.currency == currency,
            Order.channel.not_in(APART),
            Order.ordered_at >= start,
            Order.ordered_at < end,
        )
        .group_by(day)
    )
    return {when: Sales(*map(int, sums)) for when, *sums in session.execute(query)}


def credited_by_channel(
    session: Session, start: datetime, end: datetime, currency: str
) -> dict[str, Credited]:
    """Channel -> what is credited to creators."""
    return _credited(session, credited(Order.channel, start, end, currency))


def credited_by_day(
    session: Session,
    start: datetime,
    end: datetime,
    currency: str,
    *,
    timezone: str,
    creator_id: int | None = None,
) -> dict[date, Credited]:
    """Day -> what is credited, to all creators or to one, without point of sale and drafts."""
    query = credited(day_of(Entry.ordered_at, timezone), start, end, currency).where(
        Order.channel.not_in(APART)
    )
    if creator_id is not None:
        query = query.where(Entry.creator_id == creator_id)
    return _credited(session, query)


def revenue_by_creator_and_day(
    session: Session,
    start: datetime,
    end: datetime,
    currency: str,
    *,
    timezone: str,
    creator_ids: Sequence[int],
) -> dict[tuple[int, date], int]:
    """(creator, day) -> revenue credited, without point of sale and drafts, for the sparklines of these
    creators.
    """
    day = day_of(Entry.ordered_at, timezone)
    query = (
        select(Entry.creator_id, day, func.sum(Entry.amount_minor))
        .join(Order, ONE_ORDER)
        .where(
            Entry.creator_id.in_(creator_ids),
            Entry.currency == currency,
            Order.channel.not_in(APART),
            Entry.ordered_at >= start,
            Entry.ordered_at < end,
        )
        .group_by(Entry.creator_id, day)
    )
    return {(creator_id, when): int(amount) for creator_id, when, amount in session.execute(query)}


def credited_by(
    session: Session,
    column: Any,
    start: datetime,
    end: datetime,
    currency: str,
    *,
    apart: bool = False,
    creator_id: int | None = None,
    campaign_id: int | None = None,
) -> dict[Any, Credited]:
    """A column of the entries (creator, campaign, code) -> what is credited; with `apart` on point of sale
    and drafts.
    """
    query = credited(column, start, end, currency)
    query = query.where(Order.channel.in_(APART) if apart else Order.channel.not_in(APART))
    if creator_id is not None:
        query = query.where(Entry.creator_id == creator_id)
    if campaign_id is not None:
        query = query.where(Entry.campaign_id == campaign_id)
    return _credited(session, query)


def credited(key: Any, start: datetime, end: datetime, currency: str) -> Select[Any]:
    """The query of `Credited` sums by `key`."""
    query: Select[Any] = (
        select(
            key,
            func.sum(Entry.amount_minor),
            func.sum(Entry.share_ppm),
            func.sum(Entry.discount_minor),
            func.coalesce(func.sum(Entry.share_ppm).filter(Order.first_order.is_(True)), 0),
            func.coalesce(func.sum(Entry.share_ppm).filter(Order.first_order.is_not(None)), 0),
        )
        .join(Order, ONE_ORDER)
        .where(Entry.currency == currency, Entry.ordered_at >= start, Entry.ordered_at < end)
        .group_by(key)
    )
    return query


def day_of(column: Any, timezone: str) -> ColumnElement[date]:
    """The day of a moment in a time zone."""
    # `at time zone` in PostgreSQL itself, so that days with a clock change have their 23 or 25 hours.
    return cast(func.timezone(timezone, column), Date)


def _sales() -> list[ColumnElement[Any]]:
    return [
        func.count(),
        func.coalesce(func.sum(Order.net_minor), 0),
        func.count().filter(Order.first_order.is_(True)),
        func.count().filter(Order.first_order.is_not(None)),
    ]


def _credited(session: Session, query: Select[Any]) -> dict[Any, Credited]:
    return {key: Credited(*map(int, sums)) for key, *sums in session.execute(query)}
