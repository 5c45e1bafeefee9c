"""Creators by every measurement model, side by side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, render_template, request

from plugin.admin.answers import amount, csv_response
from plugin.admin.blueprint import blueprint
from plugin.admin.listing import read_listing
from plugin.admin.names import MODELS
from plugin.admin.period import CHOICES, Period, read_period
from plugin.admin.session import now, report_session, visitor
from plugin.admin.wording import gettext
from plugin.services.reports.models import ModelRow, models_report, totals

SORTS = ("-policy", "name", *(f"-{model}" for model in MODELS if model != "policy"))


@blueprint.get("/reports/models")
def models() -> str:
    """What each model credits to each creator in a period."""
    period, listing = _period(), read_listing(SORTS)
    with report_session() as session:
        found = models_report(session, period.span, visitor().currency)
    rows = sorted(found, key=_key(listing.sort), reverse=listing.descending)
    return render_template(
        "admin/models.html",
        choices=CHOICES,
        list=listing,
        models=MODELS,
        period=period,
        rows=rows[listing.offset : listing.offset + listing.size],
        total=len(rows),
        totals=totals(rows),
    )


@blueprint.get("/reports/models.csv")
def models_csv() -> Response:
    """One line for each creator and model."""
    period, currency = _period(), visitor().currency
    with report_session() as session:
        rows = models_report(session, period.span, currency)
    columns = [
        gettext("Creator"),
        gettext("Model"),
        gettext("First day"),
        gettext("Last day"),
        gettext("Revenue"),
        gettext("Currency"),
        gettext("Orders"),
    ]
    return csv_response(
        "models",
        columns,
        [
            (
                row.name,
                gettext(MODELS[model][0]),
                period.first,
                period.last,
                amount(figures.revenue_minor, currency),
                currency,
                round(figures.orders, 6),
            )
            for row in rows
            for model, figures in row.by_model.items()
        ],
    )


def _period() -> Period:
    return read_period(request.args, now(), visitor().language.timezone)


def _key(sort: str) -> Callable[[ModelRow], Any]:
    if sort == "name":
        return lambda row: row.name.casefold()
    return lambda row: row.by_model[sort].revenue_minor
