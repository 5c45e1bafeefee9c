"""Status: whether everything works, in plain words, and buttons that repair what has gone missing."""

from __future__ import annotations

from flask import Response, current_app, render_template, request

from plugin.admin.answers import done
from plugin.admin.blueprint import blueprint
from plugin.admin.session import now, shop_session, visitor
from plugin.admin.wording import gettext, ngettext
from plugin.app import parts
from plugin.services.activate_pixel import activate_later
from plugin.services.health.alerts import put_off, taken_away
from plugin.services.health.check_shop import check_shop
from plugin.services.health.look_at_shopify import look_at_shopify
from plugin.services.health.show_status import show_status
from plugin.services.health.subscribe_again import subscribe_again
from plugin.services.note_placements import placements
from plugin.services.rebuild_rollups import rebuild_later
from plugin.services.shop_access import Clients, ShopifyClients


@blueprint.get("/status")
def status() -> str:
    """How everything stands."""
    with shop_session() as session:
        shown, placed = show_status(session, now()), " ".join(sorted(placements(session)))
    return render_template("admin/status.html", status=shown, placed=placed)


@blueprint.post("/status/check")
def check_status() -> Response:
    """Ask Shopify and run every check now."""
    shop_id, found = visitor().shop_id, parts()
    asked = look_at_shopify(found.database, found.settings, _clients(), shop_id, now())
    check_shop(found.database, shop_id, now())
    if not asked:
        return done("/status", gettext("Checked, but Shopify could not be asked just now."))
    return done("/status", gettext("Everything has been checked."))


@blueprint.post("/status/subscribe")
def subscribe() -> Response:
    """Subscribe to Shopify's messages through the API."""
    found = parts()
    made = subscribe_again(found.database, found.settings, _clients(), visitor().shop_id, now())
    if not made:
        return done("/status", gettext("Shopify already has all subscriptions made by Earmark on this shop."))
    return done(
        "/status",
        ngettext("One subscription was made.", "%(num)s subscriptions were made.", made),
    )


@blueprint.post("/status/pixel")
def pixel() -> Response:
    """Switch the web pixel on."""
    with shop_session() as session:
        activate_later(session)
    return done("/status", gettext("The web pixel is being switched on. Check again in a moment."))


@blueprint.post("/status/sums")
def sums() -> Response:
    """Build the sums by day anew."""
    with shop_session() as session:
        rebuild_later(session)
    return done("/status", gettext("The sums are being made again. Check again in a moment."))


@blueprint.post("/status/later")
def later() -> Response:
    """Do not speak of a missing part for a day."""
    with shop_session() as session:
        put_off(session, request.form.get("part", ""), now())
    return done(_back(), gettext("You will be told again tomorrow."))


@blueprint.post("/status/removed")
def removed() -> Response:
    """The owner took a part away on purpose."""
    with shop_session() as session:
        taken_away(session, request.form.get("part", ""))
    return done(_back(), gettext("Noted: it is not missed any more."))


def _back() -> str:
    return "/" if request.form.get("from") == "overview" else "/status"


def _clients() -> Clients:
    return current_app.extensions.get("clients") or ShopifyClients(parts().database, parts().settings)
