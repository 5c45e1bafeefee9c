"""Adding a creator, changing one, putting one away and bringing one back."""

from __future__ import annotations

from typing import NamedTuple

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.utils import redirect

from plugin.admin.answers import done
from plugin.admin.blueprint import blueprint
from plugin.admin.schemas.creator import read_creator
from plugin.admin.session import now, shop_session
from plugin.admin.wording import gettext
from plugin.services.add_creator import add_creator
from plugin.services.archive_creator import archive_creator, restore_creator
from plugin.services.creator_fields import HandleTakenError
from plugin.services.edit_creator import edit_creator
from plugin.services.handles import PLATFORM_NAMES
from plugin.services.show_creator import CreatorDetail, show_creator

HANDLE_HINTS = {
    "instagram": "cleo.cloud",
    "youtube": "cleocloud",
    "tiktok": "cleocloud",
    "podcast": "Cleo Cast",
    "blog": "cleo.example",
    "other": "twitch.tv/cleo",
}
"""Examples shown where a handle is to be typed: made-up ones, in no language."""


class Form(NamedTuple):
    """The form as a person left it: field -> what stands in it, field -> what is wrong, whose the handle."""

    typed: dict[str, str]
    errors: dict[str, str]
    owner_id: int | None = None


@blueprint.get("/creators/new")
def new_creator() -> str:
    """The empty form."""
    return _page(None, Form({}, {}))


@blueprint.post("/creators/new")
def add_new_creator() -> ResponseReturnValue:
    """Add the creator, or show the form again with what is wrong and all that was typed."""
    fields, errors = read_creator(request.form)
    if fields is None:
        return _page(None, Form(request.form.to_dict(), errors)), 422
    try:
        with shop_session() as session:
            creator_id = add_creator(session, fields, now())
    except HandleTakenError as error:
        return _page(None, _taken(error)), 422
    return done(f"/creators/{creator_id}", gettext("%(name)s is added.", name=fields.name))


@blueprint.get("/creators/<int:creator_id>/edit")
def edit_creator_form(creator_id: int) -> str:
    """The form with what is known."""
    with shop_session() as session:
        shown = show_creator(session, creator_id)
    typed = {
        "name": shown.creator.name,
        **shown.handles,
        "aliases": ", ".join(shown.creator.aliases),
        "tags": ", ".join(shown.creator.tags),
        "note": shown.creator.note,
    }
    return _page(shown, Form(typed, {}))


@blueprint.post("/creators/<int:creator_id>/edit")
def save_creator(creator_id: int) -> ResponseReturnValue:
    """Save the form, or show it again with what is wrong and all that was typed."""
    fields, errors = read_creator(request.form)
    with shop_session() as session:
        shown = show_creator(session, creator_id)
    if fields is None:
        return _page(shown, Form(request.form.to_dict(), errors)), 422
    try:
        with shop_session() as session:
            edit_creator(session, creator_id, fields, now())
    except HandleTakenError as error:
        return _page(shown, _taken(error)), 422
    return done(f"/creators/{creator_id}", gettext("%(name)s is saved.", name=fields.name))


@blueprint.post("/creators/<int:creator_id>/archive")
def archive(creator_id: int) -> Response:
    """Archive, with a way back in the toast."""
    with shop_session() as session:
        creator = archive_creator(session, creator_id, now())
    told = gettext("%(name)s is archived.", name=creator.name)
    return done("/creators", told, undo=f"/creators/{creator_id}/restore")


@blueprint.post("/creators/<int:creator_id>/restore")
def restore(creator_id: int) -> Response:
    """Bring an archived creator back."""
    with shop_session() as session:
        creator = restore_creator(session, creator_id, now())
    return done(f"/creators/{creator_id}", gettext("%(name)s is active again.", name=creator.name))


@blueprint.get("/creators/<int:creator_id>/archive")
@blueprint.get("/creators/<int:creator_id>/restore")
def archive_by_address(creator_id: int) -> ResponseReturnValue:
    """A reload after archiving lands on the creator instead of on an error: a GET changes nothing."""
    return redirect(f"/creators/{creator_id}", 303)


def _taken(error: HandleTakenError) -> Form:
    return Form(request.form.to_dict(), {error.field: error.args[0]}, error.owner_id)


def _page(shown: CreatorDetail | None, form: Form) -> str:
    return render_template(
        "admin/creator_form.html",
        creator=shown.creator if shown else None,
        form=form,
        hints=HANDLE_HINTS,
        platforms=PLATFORM_NAMES,
    )
