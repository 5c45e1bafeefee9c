"""Visits by creators' links: how many came, what they did, and where the numbers tell a story."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, render_template, request

from plugin.admin.answers import csv_response, done
from plugin.admin.blueprint import blueprint
from plugin.admin.charts import Chart, Series, chart
from plugin.admin.kept import kept, kept_for_file
from plugin.admin.listing import Listing, read_listing
from plugin.admin.names import PLACEMENTS, REFUSED_VISITS
from plugin.admin.period import CHOICES, Period, read_period
from plugin.admin.session import now, shop_session, visitor
from plugin.admin.wording import gettext
from plugin.services.activate_pixel import activate_later, pixel_state
from plugin.services.reports.kinds import VISITS, about_days
from plugin.services.reports.visit_stories import stories
from plugin.services.reports.visits import FunnelRow, VisitDay, VisitReport

SORTS = ("-visits", "name", "-raw", "-views", "-carts", "-checkouts", "-orders", "-conversion", "-new")
MOST_STORIES = 25
"""Sentences that somebody still reads: those about the creators who stand first in the table."""
_KEYS: dict[str, Callable[[FunnelRow], Any]] = {
    "visits": lambda row: row.funnel.valid,
    "name": lambda row: row.name.casefold(),
    "raw": lambda row: row.funnel.raw,
    "views": lambda row: row.funnel.views,
    "carts": lambda row: row.funnel.carts,
    "checkouts": lambda row: row.funnel.checkouts,
    "orders": lambda row: row.funnel.orders,
    "conversion": lambda row: row.funnel.conversion or 0.0,
    "new": lambda row: row.funnel.new_share or 0.0,
}


@blueprint.get("/visits")
def visits() -> str:
    """The funnel of every creator."""
    period, listing = _asked()
    found = kept(VISITS, _about(period))
    with shop_session() as session:
        pixel = pixel_state(session)
    report = found.value
    if report is None:
        return render_template(
            "admin/visits.html",
            kept=found,
            report=None,
            pixel=pixel,
            list=listing,
            period=period,
            choices=CHOICES,
        )
    rows = _sorted(report.by_creator(), listing)
    return render_template(
        "admin/visits.html",
        kept=found,
        report=report,
        rows=rows[listing.offset : listing.offset + listing.size],
        total=len(rows),
        placements=[(PLACEMENTS[name], funnel) for name, funnel in report.by_placement().items()],
        refused=refused_reasons(report),
        stories=stories(rows)[:MOST_STORIES],
        trend=visits_chart(report.days),
        pixel=pixel,
        list=listing,
        period=period,
        choices=CHOICES,
    )


@blueprint.get("/visits.csv")
def visits_csv() -> Response:
    """The funnel of every creator by every placement."""
    period, listing = _asked()
    report = kept_for_file(VISITS, _about(period))
    columns = [
        gettext("Creator"),
        gettext("Placement"),
        gettext("First day"),
        gettext("Last day"),
        gettext("Visits that count"),
        gettext("All visits"),
        *(gettext(label) for label in REFUSED_VISITS.values()),
        gettext("Looked at a product"),
        gettext("Put into the cart"),
        gettext("Checkouts"),
        gettext("Orders"),
        gettext("Conversion"),
        gettext("New customers"),
        gettext("Customers known"),
        gettext("Newsletter sign-ups"),
        gettext("Accounts created"),
    ]
    found = report.rows if report else ()
    rows = sorted(found, key=lambda row: (row.name.casefold(), row.placement))
    return csv_response("visits", columns, [_csv_row(row, period) for row in _sorted(rows, listing)])


@blueprint.post("/visits/repair")
def repair_pixel() -> Response:
    """Have the web pixel looked at and switched on."""
    with shop_session() as session:
        activate_later(session)
    return done(
        "/" if request.form.get("from") == "overview" else "/visits",
        gettext("The web pixel is being switched on. Load this page again in a moment to see how it went."),
    )


def visits_chart(days: tuple[VisitDay, ...]) -> Chart:
    """Visits and orders day by day."""
    return chart(
        gettext("Visits per day: those that count and all, and the orders they led to"),
        gettext("Day"),
        [day.day for day in days],
        [
            Series(gettext("Visits that count"), [day.valid for day in days]),
            Series(gettext("All visits"), [day.raw for day in days]),
            Series(gettext("Orders"), [day.orders for day in days]),
        ],
    )


def refused_reasons(report: VisitReport) -> list[tuple[str, int]]:
    """What a refused visit is called, and how many there were; reasons without any left out."""
    refused = report.total.refused
    return [(label, refused[reason]) for reason, label in REFUSED_VISITS.items() if refused.get(reason)]


def _asked() -> tuple[Period, Listing]:
    return read_period(request.args, now(), visitor().language.timezone), read_listing(SORTS)


def _about(period: Period) -> dict[str, Any]:
    return about_days(period.first, period.last, visitor().currency, period.timezone)


def _sorted(rows: list[FunnelRow], listing: Listing) -> list[FunnelRow]:
    """Equal values stand in order of their names."""
    named = sorted(rows, key=lambda row: (row.name.casefold(), row.creator_id))
    return sorted(named, key=_KEYS[listing.sort], reverse=listing.descending)


def _csv_row(row: FunnelRow, period: Period) -> tuple[object, ...]:
    found = row.funnel
    return (
        row.name,
        gettext(PLACEMENTS[row.placement]),
        period.first,
        period.last,
        found.valid,
        found.raw,
        *(found.refused.get(reason, 0) for reason in REFUSED_VISITS),
        found.views,
        found.carts,
        found.checkouts,
        found.orders,
        None if found.conversion is None else round(found.conversion, 6),
        found.first,
        found.known,
        found.sign_ups,
        found.accounts,
    )
