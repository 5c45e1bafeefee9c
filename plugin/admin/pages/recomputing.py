"""Orders being decided again, as every page shows it whose changes set that off; and what attaching a code
would move.
"""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from plugin.admin.blueprint import blueprint
from plugin.admin.listing import row_number
from plugin.admin.policy_wording import parts_said
from plugin.admin.session import now, shop_session
from plugin.admin.shopify import client
from plugin.admin.wording import gettext, language
from plugin.errors import ConflictError, InputError, ShopifyError
from plugin.services.attach_code import find_shop_code
from plugin.services.preview_code import preview_attach
from plugin.services.watch_recompute import recomputing

SHOWN_ORDERS = 50
SITEWIDE = "everybody"


@blueprint.get("/recomputing")
def recomputing_now() -> str:
    """The part of a page that shows how far it has come."""
    with shop_session() as session:
        works = recomputing(session, now())
    return render_template("admin/recomputing.html", works=works)


@blueprint.get("/campaigns/attach")
def preview_attached() -> ResponseReturnValue:
    """What giving a code of the shop to a creator, or naming it as everybody's, would move."""
    whose, typed = request.args.get("creator", ""), request.args.get("code", "")
    problem, creator_id = None, row_number(whose)
    if whose != SITEWIDE and creator_id is None:
        problem = gettext("Choose a creator, or everybody.")
    preview, code, standing = None, typed, None
    try:
        if problem is None:
            code, standing = find_shop_code(client(), typed)
            with shop_session() as session:
                preview = preview_attach(session, code, standing, creator_id, now())
    except (InputError, ConflictError, ShopifyError) as error:
        problem = language().text(error.args[0])
    page = render_template(
        "admin/attach_preview.html",
        problem=problem,
        preview=preview,
        code=code,
        in_shop=standing is not None,
        whose=whose,
        shown=preview.moved_orders[:SHOWN_ORDERS] if preview else (),
        parts_said=parts_said,
    )
    return page if problem is None else (page, 422)
