"""One code: how it stands, what differs in Shopify, and what the owner can do about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from plugin.admin.answers import done
from plugin.admin.blueprint import blueprint
from plugin.admin.kept import kept
from plugin.admin.session import now, shop_session, visitor
from plugin.admin.terms_wording import (
    FIELDS,
    ON_THE_WAY,
    STATUSES,
    TONES,
    WORDS,
    drift_value,
    terms_lines,
)
from plugin.admin.wording import gettext
from plugin.errors import ConflictError, InputError
from plugin.services.answer_drift import accept_drift, repair_code, use_campaign_terms
from plugin.services.campaign_terms import read_terms
from plugin.services.choose_code import adopt_code, look_up_later, rename_code
from plugin.services.hold_code import code_of, pause_code, resume_code, retire_code
from plugin.services.launch_campaign import create_later
from plugin.services.list_campaigns import show_code
from plugin.services.reports.kinds import DISAGREEMENTS
from plugin.store.database import ShopSession

Deed = Callable[[ShopSession, int, datetime], object]


@blueprint.get("/codes/<int:code_id>")
def code_page(code_id: int) -> str:
    """The code's page."""
    return _page(code_id)


@blueprint.post("/codes/<int:code_id>/adopt")
def adopt(code_id: int) -> Response:
    """Take over what the shop has under this code."""
    return _chosen(code_id, lambda session: adopt_code(session, code_id, now()))


@blueprint.post("/codes/<int:code_id>/rename")
def rename(code_id: int) -> ResponseReturnValue:
    """Give the creator another code."""
    typed = request.form.get("code", "").strip()
    try:
        return _chosen(code_id, lambda session: rename_code(session, code_id, typed or None, now()))
    except InputError as error:
        return _page(code_id, error.args[0]), 422


@blueprint.post("/codes/<int:code_id>/pause")
def pause_one(code_id: int) -> Response:
    """Stop the code for now."""
    return _do(code_id, pause_code, gettext("The code is being paused."))


@blueprint.post("/codes/<int:code_id>/resume")
def resume_one(code_id: int) -> Response:
    """Let the code work again."""
    return _do(code_id, resume_code, gettext("The code is being resumed."))


@blueprint.post("/codes/<int:code_id>/retire")
def retire_one(code_id: int) -> Response:
    """Stop the code for good."""
    return _do(code_id, retire_code, gettext("The code is being retired."))


@blueprint.post("/codes/<int:code_id>/repair")
def repair(code_id: int) -> Response:
    """Put the discount back as Earmark has it."""
    return _do(code_id, repair_code, gettext("The discount is being put back."))


@blueprint.post("/codes/<int:code_id>/accept")
def accept(code_id: int) -> Response:
    """Take over what stands in Shopify."""
    return _do(code_id, accept_drift, gettext("What stands in Shopify is this code's own now."))


@blueprint.post("/codes/<int:code_id>/campaign-terms")
def campaign_terms(code_id: int) -> Response:
    """Give the code the campaign's terms again."""
    return _do(code_id, use_campaign_terms, gettext("The code is being given the campaign's terms."))


def _do(code_id: int, deed: Deed, told: str) -> Response:
    with shop_session() as session:
        deed(session, code_id, now())
    return done(f"/codes/{code_id}", told)


def _chosen(code_id: int, choose: Callable[[ShopSession], Any]) -> Response:
    """After a choice: a code that had failed is created at once, one still planned waits for the launch."""
    with shop_session() as session:
        code = choose(session)
        if code.campaign_id is None:
            raise ConflictError(gettext("This code belongs to no campaign."))
        if code.status == "failed":
            create_later(session, code.campaign_id, [code], now())
        else:
            look_up_later(session, code.campaign_id)
        path = f"/campaigns/{code.campaign_id}"
    return done(path, gettext("%(code)s is chosen.", code=code.code))


def _page(code_id: int, rename_error: str | None = None) -> str:
    with shop_session() as session:
        code_of(session, code_id)
        shown = show_code(session, code_id, visitor().currency)
    found = kept(DISAGREEMENTS, {})
    answers = (found.value or {}).get(code_id)
    code = shown.row.code
    standing = (code.conflict or {}).get("own_terms") or {}
    changes = [
        (
            gettext(FIELDS.get(row["field"], row["field"])),
            drift_value(row["field"], row["wanted"], visitor().currency),
            drift_value(row["field"], row["found"], visitor().currency),
        )
        for row in (code.drift or {}).get("changes", ())
    ]
    return render_template(
        "admin/code.html",
        shown=shown,
        code=code,
        creator=shown.row.creator,
        campaign=shown.row.campaign,
        terms=terms_lines(shown.wanted.terms) if shown.wanted else [],
        conflict_terms=terms_lines(read_terms(standing["terms"])) if standing.get("terms") else [],
        conflict_status=WORDS.get((code.conflict or {}).get("status", ""), ""),
        answers=answers,
        kept=found,
        changes=changes,
        found_at=datetime.fromisoformat(code.drift["found_at"]) if code.drift else None,
        rename_error=rename_error,
        share_link=f"https://{visitor().domain}/discount/{code.code}",
        statuses=STATUSES,
        on_the_way=ON_THE_WAY,
        tones=TONES,
    )
