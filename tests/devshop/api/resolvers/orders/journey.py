"""The customer's journey: the sessions Shopify saw before an order.

It is `ready` only some minutes after the order (`World.journey_seconds`), and for orders without a session
(point of sale, drafts, blocked tracking) it becomes ready with no moment at all.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from tests.devshop.api.connections import connection, count
from tests.devshop.api.gid import gid
from tests.devshop.api.registry import Call, Record

if TYPE_CHECKING:
    from tests.devshop.sales.records import Order

UTM = ("source", "medium", "campaign", "content", "term")
REFERRAL_KEYS = ("ref", "source", "r")


def show_journey(call: Call, order: Order) -> Record:
    """The summary of one order's journey: here at most one session, that of the landing page."""
    ready = call.now - order.created_at >= timedelta(seconds=call.world.journey_seconds)
    visits = [order] if ready and order.landing_site is not None else []
    visit = show_visit(call, order) if visits else None
    return {
        "ready": ready,
        "customerOrderIndex": order_index(call, order) if ready else None,
        "daysToConversion": 0 if visits else None,
        "firstVisit": visit,
        "lastVisit": visit,
        "momentsCount": count(len(visits), {}) if ready else None,
        "moments": (lambda arguments: connection(visits, arguments, lambda row: show_visit(call, row)))
        if ready
        else None,
    }


def show_visit(call: Call, order: Order) -> Record:
    """The session that led to the order."""
    landing = order.landing_site or "/"
    if order.click is not None and order.click.way == "link_journey":
        landing = f"/?em={order.click.ref}"
    parameters = {name: values[0] for name, values in parse_qs(urlsplit(landing).query).items()}
    referrer = urlsplit(order.referring_site or "").hostname
    utm = {name: parameters.get(f"utm_{name}") for name in UTM}
    return {
        "__typename": "CustomerVisit",
        "id": gid("CustomerVisit", order.id),
        "landingPage": f"https://{call.shop.domain}{landing}",
        "referrerUrl": order.referring_site,
        "referralCode": next((parameters[key] for key in REFERRAL_KEYS if key in parameters), None),
        "source": utm["source"] or referrer or "direct",
        "sourceType": None,
        "sourceDescription": None,
        "utmParameters": utm if any(utm.values()) else None,
        "marketingEvent": None,
        "occurredAt": order.created_at - timedelta(minutes=7),
    }


def order_index(call: Call, order: Order) -> int | None:
    """Which of the customer's orders this is, counted from 1 without test orders; None for one without
    customer.
    """
    if order.customer is None or order.test:
        return None
    same = (row for row in call.shop.orders.values() if row.customer is not None and not row.test)
    return sum(row.customer.id == order.customer.id and row.id <= order.id for row in same if row.customer)
