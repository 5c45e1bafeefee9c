"""Creators' numbers: the table of all, and one creator's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from plugin.services.reports.figures import Figures
from plugin.services.reports.overview import every_day
from plugin.store.database import ShopSession
from plugin.store.reports.creators import SORTS, creators_with_sums
from plugin.store.reports.sums import (
    NO_CREDIT,
    NO_SALES,
    Credited,
    Days,
    credited_by,
    credited_by_day,
    revenue_by_creator,
)
from plugin.store.rollups.tables import CreditsBySpan

__all__ = ["SORTS", "CreatorReport", "CreatorRow", "creator_report", "creators_table"]

MOST_POINTS = 184
"""More days than this are no line that anybody could see in a sparkline."""


@dataclass(frozen=True, slots=True)
class CreatorRow:
    """A creator's line in the table. `course` is revenue per day of the span, per month of one longer than
    half a year, for the sparkline; `apart` is what point of sale and drafts brought on top.
    """

    creator_id: int
    name: str
    archived: bool
    figures: Figures
    apart: Figures
    course: tuple[int, ...]


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
    days: Days,
    currency: str,
    *,
    sort: str = "revenue",
    descending: bool = True,
    limit: int | None = 50,
    offset: int = 0,
    search: str = "",
) -> tuple[list[CreatorRow], int]:
    """One page of creators with their numbers, and how many rows there are in all.

    `sort` is one of SORTS. Active creators are in it with or without orders, archived ones only with. `limit`
    None takes all (for a CSV), without their course.
    """
    rows, total = creators_with_sums(
        session,
        days,
        currency,
        sort=sort,
        descending=descending,
        limit=limit,
        offset=offset,
        search=search,
    )
    everybody = [row.creator_id for row in rows]
    apart = credited_by(
        session,
        CreditsBySpan.creator_id,
        days,
        currency,
        apart=True,
        creator_ids=None if limit is None else everybody,
    )
    shown = [row.creator_id for row in rows if row.sums != NO_CREDIT] if limit is not None else []
    by_month = (days.last - days.first).days >= MOST_POINTS
    course = (
        revenue_by_creator(session, days, currency, creator_ids=shown, by_month=by_month) if shown else {}
    )
    points = every_day(days) if limit is not None else []
    if by_month:
        points = sorted({day.replace(day=1) for day in points})
    table = [
        CreatorRow(
            creator_id=row.creator_id,
            name=row.name,
            archived=row.archived,
            figures=_figures(row.sums),
            apart=_figures(apart.get(row.creator_id, NO_CREDIT)),
            course=tuple(course.get((row.creator_id, point), 0) for point in points),
        )
        for row in rows
    ]
    return table, total


def creator_report(session: ShopSession, creator_id: int, days: Days, currency: str) -> CreatorReport:
    """One creator's numbers; all zero for one without orders."""

    def by(column: Any, *, apart: bool = False) -> dict[int, Credited]:
        return credited_by(session, column, days, currency, apart=apart, creator_ids=[creator_id])

    per_day = credited_by_day(session, days, currency, creator_id=creator_id)
    return CreatorReport(
        figures=_figures(by(CreditsBySpan.creator_id).get(creator_id, NO_CREDIT)),
        apart=_figures(by(CreditsBySpan.creator_id, apart=True).get(creator_id, NO_CREDIT)),
        days=[(day, _figures(per_day.get(day, NO_CREDIT))) for day in every_day(days)],
        by_campaign={campaign: _figures(sums) for campaign, sums in by(CreditsBySpan.campaign_id).items()},
        by_code={code: _figures(sums) for code, sums in by(CreditsBySpan.code_id).items()},
    )


def _figures(credited: Credited) -> Figures:
    return Figures(NO_SALES, credited)
