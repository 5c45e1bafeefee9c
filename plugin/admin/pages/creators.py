"""The list of creators."""

from __future__ import annotations

from typing import Literal, cast

from flask import Response, render_template, request

from plugin.admin.answers import csv_response
from plugin.admin.blueprint import blueprint
from plugin.admin.listing import Listing, read_listing
from plugin.admin.session import shop_session
from plugin.admin.wording import gettext
from plugin.services.creator_import.match_columns import FIELD_NAMES
from plugin.services.handles import PLATFORM_NAMES, profile_url
from plugin.services.list_creators import every_creator, has_creators, list_creators, list_tags
from plugin.store.creator_search import CreatorFilter, Order

SORTS = ("name", "-added", "-changed")
STATUSES: dict[str, Literal["active", "archived"] | None] = {
    "active": "active",
    "archived": "archived",
    "all": None,
}


@blueprint.get("/creators")
def creators() -> str:
    """Creators, searched, filtered and sorted by the address."""
    listing = read_listing(SORTS)
    wanted = _wanted()
    with shop_session() as session:
        page = list_creators(
            session, wanted, order=_order(listing), page=listing.page, page_size=listing.size
        )
        any_at_all = page.total > 0 or has_creators(session)
        tags = list_tags(session)
    return render_template(
        "admin/creators.html",
        any_at_all=any_at_all,
        list=listing,
        page=page,
        platform_names=PLATFORM_NAMES,
        profile_url=profile_url,
        status=request.args.get("status", "active"),
        tags=tags,
        wanted=wanted,
    )


@blueprint.get("/creators.csv")
def creators_csv() -> Response:
    """Every creator the same address shows, in the columns an import reads."""
    with shop_session() as session:
        rows = every_creator(session, _wanted(), order=_order(read_listing(SORTS)))
    columns = [*(gettext(name) for name in FIELD_NAMES.values()), gettext("Codes"), gettext("Added")]
    return csv_response(
        "creators",
        columns,
        [
            (
                row.name,
                *(row.handles.get(platform, "") for platform in PLATFORM_NAMES),
                ", ".join(row.aliases),
                ", ".join(row.tags),
                row.note,
                row.status,
                row.codes,
                row.created_at,
            )
            for row in rows
        ],
    )


def _wanted() -> CreatorFilter:
    return CreatorFilter(
        text=request.args.get("q", "").strip()[:200],
        status=STATUSES.get(request.args.get("status", "active"), "active"),
        tag=request.args.get("tag") or None,
    )


def _order(listing: Listing) -> Order:
    return cast("Order", f"-{listing.sort}" if listing.descending else listing.sort)
