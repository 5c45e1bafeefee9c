"""The first page's numbers: totals of a span, and the trend by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from plugin.attribution.order import APART
from plugin.services.reports.figures import Figures
from plugin.store.database import ShopSession
from plugin.store.reports.sums import (
    NO_CREDIT,
    NO_SALES,
    Credited,
    Sales,
    credited_by_channel,
    credited_by_day,
    sales_by_channel,
    sales_by_day,
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


def overview(session: ShopSession, start: datetime, end: datetime, currency: str) -> Overview:
    """The totals of a span in the shop's `currency`."""
    sales = sales_by_channel(session, start, end, currency)
    held = credited_by_channel(session, start, end, currency)
    apart = {
        channel.value: Figures(sales.pop(channel, NO_SALES), held.pop(channel, NO_CREDIT))
        for channel in APART
        if channel in sales or held.get(channel, NO_CREDIT) != NO_CREDIT
    }
    return Overview(
        main=Figures(_added_sales(list(sales.values())), _added_credit(list(held.values()))), apart=apart
    )


def trend(
    session: ShopSession, start: datetime, end: datetime, currency: str, timezone: ZoneInfo
) -> list[Day]:
    """Every day of the span, those without an order included, without point of sale and drafts."""
    sales = sales_by_day(session, start, end, currency, timezone.key)
    held = credited_by_day(session, start, end, currency, timezone=timezone.key)
    return [
        Day(day, Figures(sales.get(day, NO_SALES), held.get(day, NO_CREDIT)))
        for day in days_between(start, end, timezone)
    ]


def days_between(start: datetime, end: datetime, timezone: ZoneInfo) -> list[date]:
    """The days a span touches, in order."""
    first = start.astimezone(timezone).date()
    last = (end.astimezone(timezone) - timedelta(microseconds=1)).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _added_sales(rows: list[Sales]) -> Sales:
    return Sales(*(sum(column) for column in zip(*rows, strict=True))) if rows else NO_SALES


def _added_credit(rows: list[Credited]) -> Credited:
    return Credited(*(sum(column) for column in zip(*rows, strict=True))) if rows else NO_CREDIT
