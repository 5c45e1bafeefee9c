"""The first page: what creators brought in, day by day and each of them, or the way to the first order."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from plugin.admin.answers import amount, csv_response
from plugin.admin.blueprint import blueprint
from plugin.admin.charts import Chart, Series, chart
from plugin.admin.listing import Listing, read_listing
from plugin.admin.period import CHOICES, Period, read_period
from plugin.admin.session import now, report_session, shop_session, visitor
from plugin.admin.wording import gettext
from plugin.services.first_steps import first_steps
from plugin.services.health.alerts import alerts
from plugin.services.import_orders.watch_import import past_orders
from plugin.services.note_placements import placements
from plugin.services.reports.creators import CreatorRow, creators_table
from plugin.services.reports.overview import Day, trend
from plugin.services.reports.overview import overview as overview_figures

SORTS = ("-revenue", "name", "-orders", "-average", "-discount", "-new")


@blueprint.get("/")
def overview() -> str:
    """The overview."""
    period, listing = _asked()
    currency = visitor().currency
    # Not on a replica: what the owner did a moment ago must show, an alert put off above all.
    with shop_session() as session:
        steps, placed = first_steps(session), " ".join(sorted(placements(session)))
        past = past_orders(session)
        missing = alerts(session, now())
    if not any(step.done for step in steps if step.name == "orders"):
        return render_template(
            "admin/overview.html", steps=steps, placed=placed, alerts=missing, past=past, figures=None
        )
    with report_session() as session:
        figures = overview_figures(session, period.span, currency)
        days = trend(session, period.span, currency)
        rows, total = creators_table(
            session,
            period.span,
            currency,
            limit=listing.size,
            **_order(listing),
        )
    return render_template(
        "admin/overview.html",
        steps=steps,
        placed=placed,
        past=past,
        alerts=missing,
        figures=figures,
        trend=_trend_chart(days, currency),
        rows=rows,
        total=total,
        list=listing,
        period=period,
        choices=CHOICES,
    )


@blueprint.get("/overview.csv")
def overview_csv() -> Response:
    """Every creator's numbers of the period."""
    period, listing = _asked()
    currency = visitor().currency
    with report_session() as session:
        rows, _ = creators_table(session, period.span, currency, limit=None, **_order(listing))
    columns = [
        gettext("Creator"),
        gettext("First day"),
        gettext("Last day"),
        gettext("Currency"),
        gettext("Revenue"),
        gettext("Orders"),
        gettext("Average order"),
        gettext("Discount given"),
        gettext("New customers"),
        gettext("Customers known"),
        gettext("Revenue of point of sale and drafts, on top"),
    ]
    return csv_response("creators", columns, [_csv_row(row, period, currency) for row in rows])


def _asked() -> tuple[Period, Listing]:
    return read_period(request.args, now(), visitor().language.timezone), read_listing(SORTS)


def _order(listing: Listing) -> dict[str, Any]:
    return {"sort": listing.sort, "descending": listing.descending, "offset": listing.offset}


def _trend_chart(days: list[Day], currency: str) -> Chart:
    return chart(
        gettext("Revenue per day: credited to creators, and all sales"),
        gettext("Day"),
        [day.day for day in days],
        [
            Series(gettext("Creators"), [day.figures.revenue_minor for day in days]),
            Series(gettext("All sales"), [day.figures.sales.revenue_minor for day in days]),
        ],
        currency=currency,
    )


def _csv_row(row: CreatorRow, period: Period, currency: str) -> tuple[object, ...]:
    credited = row.figures.credited
    return (
        row.name,
        period.first,
        period.last,
        currency,
        amount(row.figures.revenue_minor, currency),
        round(row.figures.orders, 6),
        amount(row.figures.average_minor, currency),
        amount(row.figures.discount_minor, currency),
        credited.first_ppm / 1_000_000,
        credited.known_ppm / 1_000_000,
        amount(row.apart.revenue_minor, currency),
    )
