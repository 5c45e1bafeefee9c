"""Typed texts: what buyers wrote, grouped, and what the owner takes it for."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, render_template, request

from plugin.admin.answers import done
from plugin.admin.blueprint import blueprint
from plugin.admin.listing import read_listing, row_number
from plugin.admin.names import SURVEY_CHANNELS
from plugin.admin.session import now, shop_session
from plugin.admin.wording import gettext
from plugin.app import parts
from plugin.errors import InputError
from plugin.language import M_, N_
from plugin.services.creator_choices import creator_choices
from plugin.services.survey.map_text import Mapped, map_text, unmap_text
from plugin.services.survey.text_queue import text_queue

STATES = {
    "waiting": N_("To be read"),
    "auto": N_("Read by itself"),
    "decided": N_("Read by you"),
}
PAGE_SIZE = 25
"""A text is worked on, not looked over."""


@blueprint.get("/survey/texts")
def survey_texts() -> str:
    """Texts in one state, those with the most answers first."""
    state = request.args.get("state") or "waiting"
    if state not in STATES:
        raise InputError(M_("“%(state)s” is nothing texts can be.", state=state[:40]), field="state")
    listing = read_listing(("-answers",), size=PAGE_SIZE)
    with shop_session() as session:
        queue = text_queue(session, parts().settings, state, now(), limit=listing.size, offset=listing.offset)
        creators = creator_choices(session, None)
    return render_template(
        "admin/survey_texts.html",
        queue=queue,
        state=state,
        states=STATES,
        list=listing,
        creators=creators,
        channels=SURVEY_CHANNELS,
    )


@blueprint.post("/survey/texts")
def survey_text_meaning() -> Response:
    """Take a text for a creator (`creator:<number>`), a channel (`channel:<name>`) or nothing (`ignored`)."""
    key = request.form.get("text", "")
    meaning, _, what = request.form.get("means", "").partition(":")
    # Without a value the button means what was chosen beside it.
    what = what or request.form.get(meaning, "")
    with shop_session() as session:
        mapped = map_text(
            session,
            key,
            meaning,
            now(),
            creator_id=row_number(what) if meaning == "creator" else None,
            channel=what if meaning == "channel" else None,
            remember=request.form.get("remember") == "yes",
        )
    return done(_back(), _said(mapped), undo="/survey/texts/undo?" + urlencode({"text": key}))


@blueprint.post("/survey/texts/undo")
def survey_text_undo() -> Response:
    """Take the decision about a text back."""
    key = request.values.get("text", "")
    with shop_session() as session:
        unmap_text(session, key, now())
    return done(_back(), gettext("Taken back."))


def _said(mapped: Mapped) -> str:
    if mapped.later:
        return gettext("Saved. The answers with this text are being counted anew.")
    return gettext("Saved.")


def _back() -> str:
    """The list the owner is working through; it moves up by one, so it is always the first page."""
    state = request.values.get("state", "waiting")
    return "/survey/texts" if state not in STATES or state == "waiting" else f"/survey/texts?state={state}"
