"""Creators' numbers: the table of all, and one creator's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from plugin.attribution.order import APART
from plugin.services.reports.figures import Figures
from plugin.services.reports.overview import days_between
from plugin.store.database import ShopSession
from plugin.store.entries import Entry
from plugin.store.reports.creators import SORTS, count_creators_with_sums, creators_with_sums
from plugin.store.reports.sums import (
    NO_CREDIT,
    NO_SALES,
    Credited,
    credited_by,
    credited_by_day,
    revenue_by_creator_and_day,
)

__all__ = ["SORTS", "CreatorReport", "CreatorRow", "creator_report", "creators_table"]


@dataclass(frozen=True, slots=True)
class CreatorRow:
    """A creator's line in the table. `daily` is revenue per day of the span, for the sparkline; `apart` is
    what point of sale and drafts brought on top.
    """

    creator_id: int
    name: str
    archived: bool
    figures: Figures
    apart: Figures
    daily: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CreatorReport:
    """One creator: figures, the days, and the same by campaign and by code (0: none)."""

    figures: Figures
    apart: Figures
    days: list[tuple[date, Figures]]
    by_campaign: dict[int, Figures]
    by_code: dict[int, Figures]


def creators_table(
    session: ShopSession,
    start: datetime,
    end: datetime,
    currency: str,
    timezone: ZoneInfo,
    *,
    sort: str = "revenue",
    descending: bool = True,
    limit: int | None = 50,
    offset: int = 0,
    search: str = "",
) -> tuple[list[CreatorRow], int]:
    """One page of creators with their numbers, and how many rows there are in all.

    `sort` is one of SORTS. Active creators are in it with or without orders, archived ones only with. `limit`
    None takes all (for a CSV).
    """
    rows = creators_with_sums(
        session,
        start,
        end,
        currency,
        apart=APART,
        sort=sort,
        descending=descending,
        limit=limit,
        offset=offset,
        search=search,
    )
    shown = [row.creator_id for row in rows if row.sums != NO_CREDIT]
    daily = (
        revenue_by_creator_and_day(session, start, end, currency, timezone=timezone.key, creator_ids=shown)
        if shown
        else {}
    )
    days = days_between(start, end, timezone)
    apart = credited_by(session, Entry.creator_id, start, end, currency, apart=True)
    table = [
        CreatorRow(
            creator_id=row.creator_id,
            name=row.name,
            archived=row.archived,
            figures=_figures(row.sums),
            apart=_figures(apart.get(row.creator_id, NO_CREDIT)),
            daily=tuple(daily.get((row.creator_id, day), 0) for day in days),
        )
        for row in rows
    ]
    return table, count_creators_with_sums(session, start, end, currency, apart=APART, search=search)


def creator_report(
    session: ShopSession,
    creator_id: int,
    start: datetime,
    end: datetime,
    *,
    currency: str,
    timezone: ZoneInfo,
) -> CreatorReport:
    """One creator's numbers; all zero for one without orders."""

    def by(column: Any, *, apart: bool = False) -> dict[int, Credited]:
        return credited_by(session, column, start, end, currency, apart=apart, creator_id=creator_id)

    per_day = credited_by_day(session, start, end, currency, timezone=timezone.key, creator_id=creator_id)
    return CreatorReport(
        figures=_figures(by(Entry.creator_id).get(creator_id, NO_CREDIT)),
        apart=_figures(by(Entry.creator_id, apart=True).get(creator_id, NO_CREDIT)),
        days=[(day, _figures(per_day.get(day, NO_CREDIT))) for day in days_between(start, end, timezone)],
        by_campaign={campaign or 0: _figures(sums) for campaign, sums in by(Entry.campaign_id).items()},
        by_code={code or 0: _figures(sums) for code, sums in by(Entry.code_id).items()},
    )


def _figures(credited: Credited) -> Figures:
    return Figures(NO_SALES, credited)
