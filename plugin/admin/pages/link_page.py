"""One link: its addresses and QR code, a test of it, and what the owner can change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from flask import Response, current_app, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from plugin.admin.answers import done
from plugin.admin.blueprint import blueprint
from plugin.admin.link_wording import ENDED_BY, HELD_BY, STATES, STEPS, TONES
from plugin.admin.names import PLACEMENTS
from plugin.admin.session import now, shop_session
from plugin.admin.shopify import client
from plugin.admin.wording import gettext
from plugin.app import parts
from plugin.errors import InputError
from plugin.services.handles import PLATFORM_NAMES
from plugin.services.links.list_links import show_link
from plugin.services.links.owner_links import (
    LONGEST_WINDOW,
    LinkFields,
    edit_link,
    pause_link,
    restore_link,
    resume_link,
    retire_link,
    retry_link,
)
from plugin.services.links.qr_code import qr_inline, qr_png, qr_svg
from plugin.services.links.walk_link import Walk, walk_link
from plugin.services.links.walk_now import ready_to_walk
from plugin.shopify.storefront import look_at
from plugin.store.database import ShopSession

Deed = Callable[[ShopSession, int, datetime], object]


@blueprint.get("/links/<int:link_id>")
def link_page(link_id: int) -> str:
    """The link's page."""
    return _page(link_id)


@blueprint.post("/links/<int:link_id>/test")
def test_link(link_id: int) -> str:
    """Walk the link now, as a buyer would, and show every hop."""
    with shop_session() as session:
        ready = ready_to_walk(session, link_id, now())
    look = current_app.extensions.get("look_at") or look_at
    with look(parts().settings, ready.origins) as storefront:
        walk = walk_link(ready.link, ready.expected, storefront, client(), now())
    return _page(link_id, walk=walk)


@blueprint.get("/links/<int:link_id>/qr.<any(svg, png):kind>")
def link_qr(link_id: int, kind: str) -> Response:
    """The QR code as a file."""
    with shop_session() as session:
        shown = show_link(session, link_id)
    drawn = qr_svg(shown.to_send) if kind == "svg" else qr_png(shown.to_send)
    answer = Response(drawn, mimetype="image/svg+xml" if kind == "svg" else "image/png")
    name = (shown.link.path or shown.link.key).strip("/").replace("/", "-")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


@blueprint.post("/links/<int:link_id>")
def change_link(link_id: int) -> ResponseReturnValue:
    """Change where it stands, its short path and its window."""
    fields = link_fields()
    try:
        with shop_session() as session:
            moved = edit_link(session, link_id, fields, now())
    except InputError as error:
        if error.field is None:
            raise
        return _page(link_id, typed=fields, errors={error.field: error.args[0]}), 422
    told = gettext("Saved. The short path is being changed.") if moved else gettext("Saved.")
    return done(f"/links/{link_id}", told)


@blueprint.post("/links/<int:link_id>/retry")
def retry_one_link(link_id: int) -> Response:
    """Try the short path again."""
    return _do(link_id, retry_link, gettext("The short path is being tried again."))


@blueprint.post("/links/<int:link_id>/pause")
def pause_one_link(link_id: int) -> Response:
    """Have the link lead to the home page for now."""
    return _do(link_id, pause_link, gettext("The link is paused."), undo="resume")


@blueprint.post("/links/<int:link_id>/resume")
def resume_one_link(link_id: int) -> Response:
    """End the pause."""
    return _do(link_id, resume_link, gettext("The link works again."))


@blueprint.post("/links/<int:link_id>/retire")
def retire_one_link(link_id: int) -> Response:
    """End the link."""
    return _do(link_id, retire_link, gettext("The link is retired."), undo="restore")


@blueprint.post("/links/<int:link_id>/restore")
def restore_one_link(link_id: int) -> Response:
    """Take the retiring back."""
    return _do(link_id, restore_link, gettext("The link is back."))


def link_fields() -> LinkFields:
    """The form's fields, as typed."""
    given = request.form
    return LinkFields(
        placement=given.get("placement", ""),
        platform=given.get("platform", ""),
        path=given.get("path", ""),
        window=given.get("window", ""),
    )


def _do(link_id: int, deed: Deed, toast: str, *, undo: str | None = None) -> Response:
    with shop_session() as session:
        deed(session, link_id, now())
    return done(f"/links/{link_id}", toast, undo=f"/links/{link_id}/{undo}" if undo else None)


def _page(
    link_id: int,
    *,
    typed: LinkFields | None = None,
    errors: dict[str, str] | None = None,
    walk: Walk | None = None,
) -> str:
    with shop_session() as session:
        shown = show_link(session, link_id)
    link = shown.link
    standing = LinkFields(link.placement, link.platform, link.path or "", str(link.window_days or ""))
    return render_template(
        "admin/link.html",
        shown=shown,
        link=link,
        typed=typed or standing,
        errors=errors or {},
        walk=walk,
        # Drawn by the library from an address of ours; nothing a person typed is in it as text.
        qr=Markup(qr_inline(shown.to_send)),  # noqa: S704
        ended_by=ENDED_BY,
        held_by=HELD_BY,
        longest_window=LONGEST_WINDOW,
        placements=PLACEMENTS,
        platforms=PLATFORM_NAMES,
        states=STATES,
        steps=STEPS,
        tones=TONES,
    )
