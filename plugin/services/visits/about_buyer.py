"""A buyer's visits: handed out when they ask, unlinked when they want to be forgotten.

A visit names nobody. It can be told to be a buyer's only through an order: by the checkout that the web pixel
has seen, or as evidence on the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from plugin.language import N_
from plugin.store.database import ShopSession
from plugin.store.visit_privacy import (
    close_journeys,
    detach_visits,
    events_with,
    forget_waiting_of,
    journeys_of,
    refs_of_orders,
    unlink_visits,
    visits_with,
    waiting_of,
)

FORGOTTEN = N_("The buyer asked to be forgotten.")


def visits_of_buyer(session: ShopSession, order_ids: Sequence[int]) -> dict[str, Any]:
    """Everything about the visits behind these orders, as an export holds it."""
    refs = refs_of_orders(session, order_ids)
    return {
        "visits": [
            {
                "ref": visit.ref,
                "occurred_at": visit.occurred_at.isoformat(),
                "placement": visit.placement,
                "landing_kind": visit.landing_kind,
                "referrer_host": visit.referrer_host,
                "device": visit.device,
                "country": visit.country,
                "consent": visit.consent,
            }
            for visit in visits_with(session, refs)
        ],
        "events": [
            {
                "ref": event.ref,
                "kind": event.kind,
                "occurred_at": event.occurred_at.isoformat(),
                "product_id": event.product_id,
                "checkout_token": event.checkout_token,
            }
            for event in events_with(session, refs)
        ],
        "journeys": [
            {"order_id": journey.order_id, "state": journey.state, "moments": journey.moments}
            for journey in journeys_of(session, order_ids)
        ],
        "waiting": [
            {"kind": row.kind, "key": row.key, "facts": row.facts, "occurred_at": row.occurred_at.isoformat()}
            for row in waiting_of(session, order_ids)
        ],
    }


def forget_visits_of_buyer(session: ShopSession, order_ids: Sequence[int]) -> None:
    """Unlink the visits behind these orders, from both sides. To be called while the orders still have their
    checkouts.
    """
    unlink_visits(session, refs_of_orders(session, order_ids))
    forget_waiting_of(session, order_ids)
    detach_visits(session, order_ids)
    close_journeys(session, order_ids, FORGOTTEN)
