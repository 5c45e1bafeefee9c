"""One creator: who they are, what they brought in over a period, and through which codes."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, render_template, request

from plugin.admin.answers import amount, csv_response
from plugin.admin.blueprint import blueprint
from plugin.admin.charts import Series, chart
from plugin.admin.kept import kept, oldest
from plugin.admin.link_wording import STATES, TONES
from plugin.admin.listing import read_listing
from plugin.admin.names import PLACEMENTS
from plugin.admin.pages.visits import refused_reasons
from plugin.admin.period import CHOICES, Period, read_period
from plugin.admin.session import now, shop_session, visitor
from plugin.admin.wording import gettext
from plugin.language import N_
from plugin.services.campaign_dates import last_day
from plugin.services.handles import PLATFORM_NAMES, profile_url
from plugin.services.links.list_links import list_links
from plugin.services.reports.creators import CreatorReport, creator_report
from plugin.services.reports.figures import Figures
from plugin.services.reports.kinds import DISAGREEMENTS, SURVEY, VISITS, about_days
from plugin.services.reports.orders import OrderFilter, orders_table
from plugin.services.show_creator import CreatorDetail, show_creator
from plugin.stats.survey import CreatorInfluence, NotEnough
from plugin.store.link_search import LinkFilter

LAST_ORDERS = 10
MOST_LINKS = 20
CODE_STATES = {
    "planned": N_("Planned"),
    "creating": N_("Being created"),
    "active": N_("Active"),
    "paused": N_("Paused"),
    "retired": N_("Retired"),
    "failed": N_("Failed"),
}
CODE_TONES = {"active": "success", "paused": "warning", "failed": "critical"}


@blueprint.get("/creators/<int:creator_id>")
def creator(creator_id: int) -> str:
    """The creator's page."""
    period = _period()
    shown, report = _numbers(creator_id, period)
    with shop_session() as session:
        wanted = OrderFilter(start=period.start, end=period.end, creator_id=creator_id)
        orders, order_count, _ = orders_table(session, wanted, limit=LAST_ORDERS)
        links = list_links(session, LinkFilter(creator_id=creator_id), order="-added", limit=MOST_LINKS)
    about = about_days(period.first, period.last, visitor().currency, period.timezone)
    visits, survey, disagreements = kept(VISITS, about), kept(SURVEY, about), kept(DISAGREEMENTS, {})
    came = visits.value.of_creator(creator_id) if visits.value else None
    told = survey.value.of_creator(creator_id) if survey.value else None
    own = {row.code.id for row in shown.codes}
    trend = chart(
        gettext("Revenue per day credited to %(name)s", name=shown.creator.name),
        gettext("Day"),
        [day for day, _ in report.days],
        [Series(gettext("Revenue"), [figures.revenue_minor for _, figures in report.days])],
        currency=visitor().currency,
    )
    return render_template(
        "admin/creator.html",
        choices=CHOICES,
        code_states=CODE_STATES,
        code_tones=CODE_TONES,
        creator=shown.creator,
        last_day=lambda moment: last_day(moment, visitor().timezone),
        link_states=STATES,
        link_tones=TONES,
        links=links,
        list=read_listing(("time",)),
        nothing=Figures(),
        order_count=order_count,
        orders=orders,
        # The list of orders shows any time unless it is told: the period is named even where it is the usual
        # one.
        orders_address="/orders?"
        + urlencode({"period": period.choice, **period.query(), "creator": str(creator_id)}),
        period=period,
        placements=PLACEMENTS,
        platform_names=PLATFORM_NAMES,
        profile_url=profile_url,
        report=report,
        shown=shown,
        trend=trend,
        came=came,
        came_by=[(PLACEMENTS[name], funnel) for name, funnel in came.by_placement().items()] if came else [],
        refused=refused_reasons(came) if came else [],
        # The page asks again until everything is there that is worked out in the background.
        waiting=next((row for row in (visits, survey, disagreements) if not row.is_there), None),
        influence=told if isinstance(told, CreatorInfluence) else None,
        too_few=told.needed if isinstance(told, NotEnough) else 0,
        disagreements={code: row for code, row in (disagreements.value or {}).items() if code in own},
        came_kept=visits,
        told_kept=oldest(survey, disagreements),
    )


@blueprint.get("/creators/<int:creator_id>/codes.csv")
def creator_codes_csv(creator_id: int) -> Response:
    """The creator's codes with what each brought in over the period."""
    period = _period()
    shown, report = _numbers(creator_id, period)
    currency = visitor().currency
    columns = [
        gettext("Code"),
        gettext("Campaign"),
        gettext("Status"),
        gettext("Counts from"),
        gettext("Counts until"),
        gettext("First day"),
        gettext("Last day"),
        gettext("Currency"),
        gettext("Revenue"),
        gettext("Orders"),
        gettext("Discount given"),
    ]
    rows = []
    for row in shown.codes:
        figures = report.by_code.get(row.code.id, Figures())
        rows.append(
            (
                row.code.code,
                row.campaign.name if row.campaign else "",
                gettext(CODE_STATES.get(row.code.status, row.code.status)),
                row.code.valid_from,
                row.code.valid_until,
                period.first,
                period.last,
                currency,
                amount(figures.revenue_minor, currency),
                round(figures.orders, 6),
                amount(figures.discount_minor, currency),
            )
        )
    return csv_response("creator-codes", columns, rows)


def _period() -> Period:
    return read_period(request.args, now(), visitor().language.timezone)


def _numbers(creator_id: int, period: Period) -> tuple[CreatorDetail, CreatorReport]:
    with shop_session() as session:
        shown = show_creator(session, creator_id)
        report = creator_report(session, creator_id, period.span, visitor().currency)
    return shown, report
