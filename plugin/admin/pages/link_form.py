"""A further link for a creator."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from plugin.admin.answers import done
from plugin.admin.blueprint import blueprint
from plugin.admin.listing import row_number
from plugin.admin.names import PLACEMENTS
from plugin.admin.pages.link_page import link_fields
from plugin.admin.session import now, shop_session
from plugin.admin.wording import gettext
from plugin.errors import InputError
from plugin.services.creator_choices import creator_choices
from plugin.services.handles import PLATFORM_NAMES
from plugin.services.links.owner_links import LONGEST_WINDOW, LinkFields, add_link
from plugin.services.links.where_links_belong import NOTHING, belongings, read_belonging

USUAL = LinkFields(placement="video", platform="youtube")


@blueprint.get("/links/new")
def new_link() -> str:
    """The form; without a creator it asks for one first."""
    return _page(row_number(request.args.get("creator", "")))


@blueprint.post("/links/new")
def make_link() -> ResponseReturnValue:
    """Add the link."""
    creator_id = row_number(request.form.get("creator", ""))
    belongs, fields = request.form.get("belongs", NOTHING), link_fields()
    if creator_id is None:
        return _page(None), 422
    try:
        campaign_id, code_id = read_belonging(belongs)
        with shop_session() as session:
            link_id = add_link(session, creator_id, fields, now(), campaign_id=campaign_id, code_id=code_id)
    except InputError as error:
        if error.field is None:
            raise
        return _page(creator_id, fields, belongs, {error.field: error.args[0]}), 422
    return done(f"/links/{link_id}", gettext("The link is there; its short path is being made."))


def _page(
    creator_id: int | None,
    typed: LinkFields = USUAL,
    belongs: str | None = None,
    errors: dict[str, str] | None = None,
) -> str:
    with shop_session() as session:
        chosen = belongings(session, creator_id) if creator_id is not None else None
        creators = creator_choices(session) if chosen is None else []
    return render_template(
        "admin/link_form.html",
        chosen=chosen,
        creators=creators,
        typed=typed,
        belongs=belongs or (chosen.choices[0][0] if chosen else NOTHING),
        errors=errors or {},
        longest_window=LONGEST_WINDOW,
        placements=PLACEMENTS,
        platforms=PLATFORM_NAMES,
    )
