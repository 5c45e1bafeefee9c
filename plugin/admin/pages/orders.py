"""Orders: which were credited to whom, which were not, and the way to each one's why."""

from __future__ import annotations

from flask import Response, render_template, request

from plugin.admin.answers import amount, csv_stream
from plugin.admin.blueprint import blueprint
from plugin.admin.listing import Listing, read_listing, row_number
from plugin.admin.names import CHANNELS, OUTCOMES
from plugin.admin.period import CHOICES, Period, read_period
from plugin.admin.session import now, report_session, visitor
from plugin.admin.wording import gettext
from plugin.errors import InputError
from plugin.language import M_, N_
from plugin.services.creator_choices import creator_choices
from plugin.services.first_steps import first_steps
from plugin.services.reports.orders import MOST, OrderFilter, OrderRow, orders_by_time, orders_table

SORTS = ("-time", "-revenue", "-discount")
ANY_TIME = {"all": N_("Any time"), **CHOICES}


@blueprint.get("/orders")
def orders() -> str:
    """The orders that fit the filters in the address."""
    listing = read_listing(SORTS)
    period, wanted = _wanted()
    with report_session() as session:
        found = orders_table(
            session,
            wanted,
            sort=listing.sort,
            descending=listing.descending,
            limit=listing.size,
            offset=listing.offset,
        )
        creators = creator_choices(session, wanted.creator_id)
        heard = bool(found.total) or any(step.done for step in first_steps(session) if step.name == "orders")
    return render_template(
        "admin/orders.html",
        rows=found.rows,
        total=found.total,
        whole=found.whole,
        most=MOST,
        heard=heard,
        list=listing,
        period=period,
        choices=ANY_TIME,
        creators=creators,
        channels=CHANNELS,
        outcomes=OUTCOMES,
        filtered=_is_filtered(listing),
    )


@blueprint.get("/orders.csv")
def orders_csv() -> Response:
    """Every order that fits the filters."""
    listing = read_listing(SORTS)
    _, wanted = _wanted()
    # By time, whatever the page is sorted by: a file of millions is written as it is read.
    newest = listing.descending or listing.sort != "time"
    columns = [
        gettext("Order"),
        gettext("Time"),
        gettext("Channel"),
        gettext("Outcome"),
        gettext("Codes"),
        gettext("Creators"),
        gettext("Currency"),
        gettext("Net revenue"),
        gettext("Refunded"),
        gettext("Discount"),
        gettext("First order of this buyer"),
        gettext("Test order"),
        gettext("Cancelled"),
    ]
    return csv_stream(
        "orders", columns, lambda session: map(_csv_row, orders_by_time(session, wanted, newest=newest))
    )


def _wanted() -> tuple[Period | None, OrderFilter]:
    period = None
    if request.args.get("period", "all") != "all":
        period = read_period(request.args, now(), visitor().language.timezone)
    creator = request.args.get("creator") or None
    if creator is not None and row_number(creator) is None:
        raise InputError(M_("“%(creator)s” is no creator's number.", creator=creator[:40]), field="creator")
    wanted = OrderFilter(
        start=period.start if period else None,
        end=period.end if period else None,
        outcome=_one_of("outcome", OUTCOMES),
        channel=_one_of("channel", CHANNELS),
        creator_id=row_number(creator) if creator else None,
        text=(request.args.get("q") or "")[:100],
    )
    return period, wanted


def _one_of(name: str, known: dict[str, str]) -> str | None:
    value = request.args.get(name) or None
    if value is not None and value not in known:
        raise InputError(
            M_("“%(value)s” is nothing orders can be filtered by.", value=value[:40]), field=name
        )
    return value


def _is_filtered(listing: Listing) -> bool:
    return any(listing.query.get(name) for name in ("q", "outcome", "channel", "creator")) or (
        listing.query.get("period", "all") != "all"
    )


def _csv_row(row: OrderRow) -> tuple[object, ...]:
    return (
        row.name,
        row.ordered_at,
        gettext(CHANNELS.get(row.channel, row.channel)),
        gettext(OUTCOMES.get(row.outcome, row.outcome)),
        ", ".join(row.codes),
        ", ".join(f"{part.name} {part.share:.0%}" for part in row.parts),
        row.currency,
        amount(row.net_minor, row.currency),
        amount(row.refunded_minor, row.currency),
        amount(row.discount_minor, row.currency),
        _yes(row.first_order),
        _yes(row.test),
        _yes(row.cancelled),
    )


def _yes(value: bool | None) -> str:
    return gettext("not known") if value is None else gettext("yes") if value else gettext("no")
