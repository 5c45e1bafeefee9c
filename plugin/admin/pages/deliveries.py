"""Deliveries: what Shopify sent, what could not be used, and trying that again."""

from __future__ import annotations

from flask import Response, render_template

from plugin.admin.answers import csv_response, done
from plugin.admin.blueprint import blueprint
from plugin.admin.listing import read_listing
from plugin.admin.session import now, shop_session
from plugin.admin.wording import gettext, ngettext
from plugin.services.import_orders.watch_import import past_orders
from plugin.services.reconcile_later import Reach, reconcile_later
from plugin.services.replay_delivery import replay_delivery
from plugin.services.watch_deliveries import MOST, delivery_state, list_parked, replay_all_parked
from plugin.services.watch_reconciliation import show_checks

SORTS = ("-received",)


@blueprint.get("/deliveries")
def deliveries() -> str:
    """How deliveries stand, and the parked ones."""
    listing = read_listing(SORTS)
    with shop_session() as session:
        state = delivery_state(session)
        checks, past = show_checks(session), past_orders(session)
        parked = list_parked(
            session, newest_first=listing.descending, limit=listing.size, offset=listing.offset
        )
    return render_template(
        "admin/deliveries.html", most=MOST, state=state, checks=checks, past=past, parked=parked, list=listing
    )


@blueprint.post("/deliveries/check")
def check_now() -> Response:
    """Have the shop's orders compared with Shopify's at once."""
    with shop_session() as session:
        reconcile_later(session, Reach.NOW, now())
    return done("/deliveries", gettext("Your orders are being compared with Shopify."))


@blueprint.get("/deliveries.csv")
def deliveries_csv() -> Response:
    """Every parked delivery."""
    with shop_session() as session:
        rows = list_parked(session, newest_first=read_listing(SORTS).descending)
    columns = [
        gettext("Topic"),
        gettext("Received"),
        gettext("Attempts"),
        gettext("What went wrong"),
        gettext("Shopify's id"),
    ]
    return csv_response(
        "parked-deliveries",
        columns,
        [(row.topic, row.received_at, row.attempts, row.error, row.webhook_id) for row in rows],
    )


@blueprint.post("/deliveries/<int:delivery_id>/replay")
def replay_one(delivery_id: int) -> Response:
    """Try one parked delivery again."""
    with shop_session() as session:
        replay_delivery(session, delivery_id)
    return done("/deliveries", gettext("The delivery is being tried again."))


@blueprint.post("/deliveries/replay")
def replay_every_one() -> Response:
    """Try every parked delivery again."""
    with shop_session() as session:
        count = replay_all_parked(session)
    toast = ngettext("One delivery is being tried again.", "%(num)s deliveries are being tried again.", count)
    return done("/deliveries", toast)
