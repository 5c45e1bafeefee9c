"""Past orders: how far bringing them in has come, doing it again, and stopping it."""

from __future__ import annotations

from flask import Response, render_template, request

from plugin.admin.answers import done
from plugin.admin.blueprint import blueprint
from plugin.admin.session import now, shop_session
from plugin.admin.wording import gettext
from plugin.services.import_orders.import_later import cancel_import, import_later
from plugin.services.import_orders.watch_import import past_orders


@blueprint.get("/past-orders")
def past_orders_now() -> str:
    """The part of a page that shows it; `brief` is the overview's."""
    with shop_session() as session:
        past = past_orders(session)
    return render_template("admin/past_orders.html", past=past, brief="brief" in request.args)


@blueprint.post("/past-orders")
def bring_in_past_orders() -> Response:
    """Bring them in, or once more."""
    with shop_session() as session:
        import_later(session, now())
    return done("/deliveries", gettext("Your past orders are being brought in."))


@blueprint.post("/past-orders/stop")
def stop_past_orders() -> Response:
    """Stop bringing them in; what is in the books stays."""
    with shop_session() as session:
        cancel_import(session, now())
    return done("/deliveries", gettext("Stopped. What was brought in stays."))
