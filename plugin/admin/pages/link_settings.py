"""What links say of each platform, and taking everything out of the shop before leaving."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from plugin.admin.answers import done
from plugin.admin.blueprint import blueprint
from plugin.admin.session import now, shop_session
from plugin.admin.wording import gettext, ngettext
from plugin.errors import InputError
from plugin.services.handles import PLATFORM_NAMES
from plugin.services.links.address import USUAL_SOURCES
from plugin.services.links.take_out import put_back, take_out
from plugin.services.links.utm_sources import LONGEST, change_utm_sources, utm_sources


@blueprint.get("/links/settings")
def link_settings() -> str:
    """The names as they stand."""
    return _page()


@blueprint.post("/links/settings")
def save_link_settings() -> ResponseReturnValue:
    """Keep the names the owner wants."""
    try:
        with shop_session() as session:
            changed = change_utm_sources(session, request.form, now())
    except InputError as error:
        if error.field is None:
            raise
        return _page(request.form, {error.field: error.args[0]}), 422
    told = ngettext("Saved. One link says the new name.", "Saved. %(num)s links say the new names.", changed)
    return done("/links/settings", told if changed else gettext("Saved."))


@blueprint.post("/links/take-out")
def take_links_out() -> Response:
    """Take every short path out of the shop."""
    with shop_session() as session:
        count = take_out(session, now())
    told = ngettext("One short path is being taken out.", "%(num)s short paths are being taken out.", count)
    return done("/links/settings", told, undo="/links/put-back")


@blueprint.post("/links/put-back")
def put_links_back() -> Response:
    """Make the short paths again."""
    with shop_session() as session:
        count = put_back(session, now())
    told = ngettext("One short path is being made again.", "%(num)s short paths are being made again.", count)
    return done("/links/settings", told)


def _page(typed: object = None, errors: dict[str, str] | None = None) -> str:
    with shop_session() as session:
        sources = utm_sources(session)
    return render_template(
        "admin/link_settings.html",
        errors=errors or {},
        longest=LONGEST,
        platforms=PLATFORM_NAMES,
        sources=typed if typed is not None else sources,
        usual=USUAL_SOURCES,
    )
