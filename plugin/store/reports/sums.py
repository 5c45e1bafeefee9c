"""Sums of a span of days: all sales, and what is credited to creators, by channel, day, creator, campaign and
code. They are read from the sums by day (`plugin.store.rollups`), never from orders or entries, so that a
page costs what it shows and not what the shop has sold.

An order belongs to the day on which it was placed, in the shop's time zone, whatever happened to it since: a
refund lowers that day. Orders that do not count (test, cancelled, voided) are in no sum; their entries have
been reversed and add up to nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, DateTime, Select, and_, cast, func, or_, select
from sqlalchemy.orm import Session

from plugin.attribution.order import APART
from plugin.store.rollups.tables import DAY, MONTH, CreditsBySpan, ModelCreditsBySpan, SalesByDay


class Days(NamedTuple):
    """A span of days in the shop's time zone, both included."""

    first: date
    last: date


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


class Totals(NamedTuple):
    """All sales, and what of them is credited."""

    sales: Sales
    credited: Credited


NO_SALES = Sales(0, 0, 0, 0)
NO_CREDIT = Credited(0, 0, 0, 0, 0)
NOTHING = Totals(NO_SALES, NO_CREDIT)

_TOTALS = (
    SalesByDay.orders,
    SalesByDay.revenue_minor,
    SalesByDay.first,
    SalesByDay.known,
    SalesByDay.credited_minor,
    SalesByDay.credited_ppm,
    SalesByDay.credited_discount_minor,
    SalesByDay.credited_first_ppm,
    SalesByDay.credited_known_ppm,
)
_CREDITED = (
    CreditsBySpan.amount_minor,
    CreditsBySpan.share_ppm,
    CreditsBySpan.discount_minor,
    CreditsBySpan.first_ppm,
    CreditsBySpan.known_ppm,
)


def totals_by_channel(session: Session, days: Days, currency: str) -> dict[str, Totals]:
    """Channel -> its totals; channels without any are left out."""
    return _totals(session, SalesByDay.channel, days, currency)


def totals_by_day(session: Session, days: Days, currency: str) -> dict[date, Totals]:
    """Day -> its totals, without point of sale and drafts; days without any are left out."""
    return _totals(session, SalesByDay.day, days, currency, SalesByDay.channel.not_in(APART))


def credited_by_day(session: Session, days: Days, currency: str, *, creator_id: int) -> dict[date, Credited]:
    """Day -> what is credited to a creator, without point of sale and drafts."""
    shown: list[Any] = [CreditsBySpan.first_day, *map(func.sum, _CREDITED)]
    query: Select[Any] = (
        select(*shown)
        .where(
            CreditsBySpan.creator_id == creator_id,
            CreditsBySpan.currency == currency,
            CreditsBySpan.channel.not_in(APART),
            each_day(CreditsBySpan, days),
        )
        .group_by(CreditsBySpan.first_day)
    )
    return _credited(session, query)


def revenue_by_creator(
    session: Session, days: Days, currency: str, *, creator_ids: Collection[int], by_month: bool
) -> dict[tuple[int, date], int]:
    """(creator, day, or first of a month) -> revenue credited, without point of sale and drafts, for the
    sparklines of these creators. Of the first and the last month only the days of the span are in it.
    """
    day: ColumnElement[date] = CreditsBySpan.first_day.expression
    if by_month:
        day = cast(func.date_trunc("month", cast(day, DateTime)), Date)
    query = (
        select(CreditsBySpan.creator_id, day, func.sum(CreditsBySpan.amount_minor))
        .where(
            CreditsBySpan.creator_id.in_(creator_ids),
            CreditsBySpan.currency == currency,
            CreditsBySpan.channel.not_in(APART),
            covering(CreditsBySpan, days) if by_month else each_day(CreditsBySpan, days),
        )
        .group_by(CreditsBySpan.creator_id, day)
    )
    return {(creator_id, begins): int(amount) for creator_id, begins, amount in session.execute(query)}


def credited_by(
    session: Session,
    column: Any,
    days: Days | None,
    currency: str,
    *,
    apart: bool = False,
    creator_ids: Collection[int] | None = None,
    campaign_id: int | None = None,
    code_id: int | None = None,
) -> dict[Any, Credited]:
    """A column of the credits (creator, campaign or code, the latter two 0 for none) -> what is credited;
    with `apart` on point of sale and drafts. `days` None means of all time. What adds up to nothing is left
    out.
    """
    query = credited(column, days, currency, apart=apart)
    if creator_ids is not None:
        query = query.where(CreditsBySpan.creator_id.in_(creator_ids))
    if campaign_id is not None:
        query = query.where(CreditsBySpan.campaign_id == campaign_id)
    if code_id is not None:
        query = query.where(CreditsBySpan.code_id == code_id)
    return _credited(session, query)


def credited(key: Any, days: Days | None, currency: str, *, apart: bool = False) -> Select[Any]:
    """The query of `Credited` sums by `key`, a column of the credits."""
    channel = CreditsBySpan.channel
    return (
        select(key, *map(func.sum, _CREDITED))
        .where(
            CreditsBySpan.currency == currency,
            channel.in_(APART) if apart else channel.not_in(APART),
            covering(CreditsBySpan, days),
        )
        .group_by(key)
    )


def each_day(table: type[CreditsBySpan | ModelCreditsBySpan], days: Days) -> ColumnElement[bool]:
    """The rows of single days."""
    return and_(table.span == DAY, table.first_day.between(days.first, days.last))


def covering(table: type[CreditsBySpan | ModelCreditsBySpan], days: Days | None) -> ColumnElement[bool]:
    """The fewest rows that cover the days: whole months by the month, what is over at both ends by the day.
    None: all time.
    """
    if days is None:
        return table.span == MONTH
    first_month = (
        days.first if days.first.day == 1 else (days.first.replace(day=1) + timedelta(31)).replace(day=1)
    )
    after_months = (days.last + timedelta(1)).replace(day=1)
    if first_month >= after_months:
        return each_day(table, days)
    months = and_(table.span == MONTH, table.first_day.between(first_month, after_months - timedelta(1)))
    before = Days(days.first, first_month - timedelta(1))
    after = Days(after_months, days.last)
    ends = [each_day(table, end) for end in (before, after) if end.first <= end.last]
    return or_(months, *ends)


def _totals(
    session: Session, key: Any, days: Days, currency: str, *more: ColumnElement[bool]
) -> dict[Any, Totals]:
    query = (
        select(key, *map(func.sum, _TOTALS))
        .where(SalesByDay.currency == currency, SalesByDay.day.between(days.first, days.last), *more)
        .group_by(key)
    )
    found = {}
    for name, *sums in session.execute(query):
        totals = Totals(Sales(*map(int, sums[:4])), Credited(*map(int, sums[4:])))
        if totals != NOTHING:
            found[name] = totals
    return found


def _credited(session: Session, query: Select[Any]) -> dict[Any, Credited]:
    found = {key: Credited(*map(int, sums)) for key, *sums in session.execute(query)}
    return {key: sums for key, sums in found.items() if sums != NO_CREDIT}
