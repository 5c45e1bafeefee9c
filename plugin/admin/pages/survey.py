"""The survey's overview: who answers, whom they name, and how many orders creators influenced."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template, request

from plugin.admin.answers import amount, csv_response
from plugin.admin.blueprint import blueprint
from plugin.admin.charts import Chart, Series, chart
from plugin.admin.intervals import orders_chart, share_chart
from plugin.admin.kept import kept, kept_for_file
from plugin.admin.listing import read_listing
from plugin.admin.names import SURVEY_CHANNELS
from plugin.admin.period import CHOICES, Period, read_period
from plugin.admin.session import now, visitor
from plugin.admin.wording import gettext
from plugin.services.reports.kinds import SURVEY, about_days
from plugin.services.reports.survey import Named, SurveyReport
from plugin.stats.survey import CreatorInfluence, Estimate, Influence, Share

MOST_ROWS = 25


@blueprint.get("/survey/overview")
def survey_overview() -> str:
    """The page."""
    period = _period()
    found, listing = kept(SURVEY, _about(period)), read_listing(("time",))
    report = found.value
    if report is None:
        return render_template(
            "admin/survey.html",
            kept=found,
            report=None,
            influence=None,
            list=listing,
            period=period,
            choices=CHOICES,
        )
    influence = report.influence
    creators = _by_influence(influence)
    return render_template(
        "admin/survey.html",
        kept=found,
        report=report,
        influence=influence,
        channels=share_chart(
            gettext("Share of answers by channel, with the margin of all together (95 %%)"),
            gettext("Channel"),
            [(gettext(SURVEY_CHANNELS.get(row.key, row.key)), None, row.share) for row in report.channels],
        ),
        named=share_chart(
            gettext("Share of answers that name each creator, with the margin of all together (95 %%)"),
            gettext("Creator"),
            [(row.name, f"/creators/{row.creator_id}", row.share) for row in report.creators[:MOST_ROWS]],
        ),
        by_creator=orders_chart(
            gettext("Influenced orders of each creator, with the margin (90 %%)"),
            gettext("Creator"),
            [
                (report.names[row.creator], f"/creators/{row.creator}", row.orders)
                for row in creators[:MOST_ROWS]
            ],
        ),
        creators=creators[:MOST_ROWS],
        more_creators=max(0, len(creators) - MOST_ROWS),
        trend=_trend(report),
        list=listing,
        period=period,
        choices=CHOICES,
    )


@blueprint.get("/survey/overview.csv")
def survey_creators_csv() -> Response:
    """Every creator's attributed and influenced orders and revenue."""
    period = _period()
    report, currency = _report(period), visitor().currency
    columns = [
        gettext("Creator"), gettext("First day"), gettext("Last day"), gettext("Attributed orders"),
        *_ends(gettext("Influenced orders")), gettext("Currency"), *_ends(gettext("Influenced revenue")),
        *_ends(gettext("Multiplier")),
    ]  # fmt: skip
    influence = report.influence if report else None
    rows = [
        (
            report.names[row.creator] if report else "",
            period.first,
            period.last,
            row.attributed,
            *_three(row.orders),
            currency,
            *(amount(int(value), currency) for value in _three(row.revenue)),
            *(round(value, 3) for value in _three(row.multiplier)),
        )
        for row in _by_influence(influence)
    ]
    return csv_response("survey-creators", columns, rows)


@blueprint.get("/survey/overview/answers.csv")
def survey_shares_csv() -> Response:
    """Channels and creators with their share of the answers."""
    report = _report(_period())
    columns = [
        gettext("Kind"), gettext("Name"), gettext("Answers"), gettext("Of all answers"), gettext("Share"),
        gettext("Lower end"), gettext("Upper end"),
    ]  # fmt: skip
    rows = [
        *(_share_row(gettext("Channel"), row) for row in (report.channels if report else ())),
        *(_share_row(gettext("Creator"), row) for row in (report.creators if report else ())),
    ]
    return csv_response("survey-shares", columns, rows)


@blueprint.get("/survey/overview/agreement.csv")
def survey_agreement_csv() -> Response:
    """Answers against codes and links, creator by creator."""
    report = _report(_period())
    columns = [
        gettext("Creator"), gettext("Role"), gettext("Share of names"), gettext("Share of codes and links"),
        gettext("Answered"), gettext("Name them"), gettext("Name another creator"), gettext("Coupon site"),
        gettext("Something else"),
    ]  # fmt: skip
    rows = [
        (
            row.name,
            row.role.role.value,
            _fraction(row.role.named),
            _fraction(row.role.attributed),
            row.answered,
            row.same,
            row.other_creator,
            row.coupon_site,
            row.else_named,
        )
        for row in (report.agreement.rows if report else ())
    ]
    return csv_response("survey-agreement", columns, rows)


def _period() -> Period:
    return read_period(request.args, now(), visitor().language.timezone)


def _about(period: Period) -> dict[str, Any]:
    return about_days(period.first, period.last, visitor().currency, period.timezone)


def _report(period: Period) -> SurveyReport | None:
    return kept_for_file(SURVEY, _about(period))


def _by_influence(influence: Influence | None) -> list[CreatorInfluence]:
    """Creators with an attributed or an influenced order, the most influential first."""
    rows = [
        row for row in (influence.creators if influence else ()) if row.attributed or row.orders.high >= 1
    ]
    return sorted(rows, key=lambda row: (-row.orders.point, -row.orders.high, row.creator))


def _trend(report: SurveyReport) -> Chart:
    return chart(
        gettext("Answers per day, by the day of the order"),
        gettext("Day"),
        [day.day for day in report.days],
        [
            Series(gettext("Answers"), [day.answered for day in report.days]),
            Series(gettext("Name a creator"), [day.named for day in report.days]),
        ],
    )


def _ends(name: str) -> tuple[str, str, str]:
    return name, f"{name}: {gettext('Lower end')}", f"{name}: {gettext('Upper end')}"


def _three(estimate: Estimate | None) -> tuple[float, ...]:
    return (estimate.point, estimate.low, estimate.high) if estimate else ()


def _share_row(kind: str, row: Named) -> tuple[object, ...]:
    share = row.share
    name = row.name or gettext(SURVEY_CHANNELS.get(row.key, row.key))
    interval = share.interval
    ends = (round(interval.low, 4), round(interval.high, 4)) if interval else ("", "")
    return (kind, name, share.count, share.answers, _fraction(share), *ends)


def _fraction(share: Share) -> float | None:
    return None if share.share is None else round(share.share, 4)
