"""The first page's numbers: totals of a span, and the trend by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from plugin.attribution.order import APART
from plugin.services.reports.figures import Figures
from plugin.store.database import ShopSession
from plugin.store.reports.sums import (
    NOTHING,
    Credited,
    Days,
    Sales,
    Totals,
    totals_by_channel,
    totals_by_day,
)


@dataclass(frozen=True, slots=True)
class Overview:
    """`main`: online and other channels together. `apart`: channel (pos, draft) -> its own figures, only
    where there are any.
    """

    main: Figures
    apart: dict[str, Figures]


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the trend, in the shop's time zone."""

    day: date
    figures: Figures


def overview(session: ShopSession, days: Days, currency: str) -> Overview:
    """The totals of a span in the shop's `currency`."""
    totals = totals_by_channel(session, days, currency)
    apart: dict[str, Figures] = {
        channel: Figures(*totals.pop(channel)) for channel in APART if channel in totals
    }
    return Overview(main=Figures(*_added(totals.values())), apart=apart)


def trend(session: ShopSession, days: Days, currency: str) -> list[Day]:
    """Every day of the span, those without an order included, without point of sale and drafts."""
    totals = totals_by_day(session, days, currency)
    return [Day(day, Figures(*totals.get(day, NOTHING))) for day in every_day(days)]


def every_day(days: Days) -> list[date]:
    """The days of a span, in order."""
    return [days.first + timedelta(number) for number in range((days.last - days.first).days + 1)]


def days_between(start: datetime, end: datetime, timezone: ZoneInfo) -> list[date]:
    """The days a span touches, in order."""
    first = start.astimezone(timezone).date()
    last = (end.astimezone(timezone) - timedelta(microseconds=1)).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _added(rows: Iterable[Totals]) -> Totals:
    sales, held = NOTHING
    for row in rows:
        sales = Sales(*map(sum, zip(sales, row.sales, strict=True)))
        held = Credited(*map(sum, zip(held, row.credited, strict=True)))
    return Totals(sales, held)
