"""The list of links, and the table of everything creators are sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from flask import Response, render_template, request

from plugin.admin.answers import csv_cell, csv_response
from plugin.admin.blueprint import blueprint
from plugin.admin.link_wording import FILTERS, STATES, TONES
from plugin.admin.listing import Listing, read_listing, row_number
from plugin.admin.names import PLACEMENTS
from plugin.admin.session import shop_session
from plugin.admin.wording import gettext
from plugin.services.creator_choices import creator_choices
from plugin.services.handles import PLATFORM_NAMES
from plugin.services.links.list_links import ShownLink, list_links
from plugin.store.link_search import LinkFilter, Order

SORTS = ("creator", "path", "-added")
MOST_COPIED = 500
"""Rows that are copied at once: a browser keeps them in the page. The CSV has them all."""


@blueprint.get("/links")
def links() -> str:
    """Links, searched, filtered and sorted by the address."""
    listing, wanted = read_listing(SORTS), _wanted()
    with shop_session() as session:
        page = list_links(session, wanted, order=_order(listing), limit=listing.size, offset=listing.offset)
        whole = page.rows
        if len(page.rows) < page.total <= MOST_COPIED:
            whole = list_links(session, wanted, order=_order(listing)).rows
        creators = creator_choices(session)
    return render_template(
        "admin/links.html",
        list=listing,
        page=page,
        copied=_pasted(whole) if len(whole) == page.total else None,
        creators=creators,
        filters=FILTERS,
        making=any(row.state == "making" for row in page.rows),
        placements=PLACEMENTS,
        states=STATES,
        status=request.args.get("status", "standing"),
        tones=TONES,
        wanted=wanted,
    )


@blueprint.get("/links.csv")
def links_csv() -> Response:
    """Every link the same address shows, with all that a creator is sent."""
    with shop_session() as session:
        rows = list_links(session, _wanted(), order=_order(read_listing(SORTS))).rows
    return csv_response("links", _columns(), [_line(row) for row in rows])


def _columns() -> list[str]:
    return [
        gettext("Creator"),
        gettext("Campaign"),
        gettext("Where it stands"),
        gettext("Platform"),
        gettext("Code"),
        gettext("Short link"),
        gettext("Long link"),
        gettext("QR code"),
        gettext("Status"),
    ]


def _line(row: ShownLink) -> tuple[str, ...]:
    return (
        row.creator,
        row.campaign or "",
        gettext(PLACEMENTS[row.link.placement]),
        gettext(PLATFORM_NAMES[row.link.platform]),
        row.code or "",
        row.to_send,
        row.long,
        row.qr,
        gettext(STATES[row.state]),
    )


def _pasted(rows: Sequence[ShownLink]) -> str:
    """The same table as a spreadsheet takes it from the clipboard: tabs between cells, a line for a row."""
    lines = [_columns(), *(_line(row) for row in rows)]
    return "\n".join("\t".join(" ".join(csv_cell(cell).split()) for cell in line) for line in lines)


def _wanted() -> LinkFilter:
    status = request.args.get("status", "standing")
    return LinkFilter(
        text=request.args.get("q", "").strip()[:200],
        status=None if status == "all" else status if status in FILTERS else "standing",
        campaign_id=row_number(request.args.get("campaign", "")),
        creator_id=row_number(request.args.get("creator", "")),
    )


def _order(listing: Listing) -> Order:
    return cast("Order", f"-{listing.sort}" if listing.descending else listing.sort)
