"""Bodies that are a whole order: orders/create, orders/updated and orders/cancelled are handled alike.

Which topic brought a version says nothing about which version is newer, so the body's `updated_at` decides.
"""

from __future__ import annotations

from datetime import datetime

from plugin.services.buyers import buyer_hash, buyer_key
from plugin.services.record_order import record_order
from plugin.settings import Settings
from plugin.shopify.payloads import ReadOrder, read_orders
from plugin.shopify.payloads.reading import rounded_by_javascript
from plugin.store.database import ShopSession
from webhooks.topics.cut_short import ask_for_the_rest
from webhooks.topics.heard import Heard
from webhooks.topics.outcome import said

NOTHING = "The body lists no order."


def handle(session: ShopSession, delivery: Heard, settings: Settings, now: datetime) -> str:
    """Record the order; where its body is cut short, have Shopify asked for it."""
    if (awaited := ask_for_the_rest(session, delivery)) is not None:
        return awaited
    outcomes = [
        record_order(
            session,
            order.facts,
            order.refunds,
            buyer=_buyer(session, settings, order),
            checkout_token=order.checkout_token,
            cart_token=order.cart_token,
            now=now,
            rounded_id=rounded_by_javascript(order.facts.id),
        )
        for order in read_orders(delivery.body)
    ]
    return said(outcomes, NOTHING)


def _buyer(session: ShopSession, settings: Settings, order: ReadOrder) -> bytes | None:
    if order.customer_id is None:
        return None
    return buyer_hash(buyer_key(session, settings), order.customer_id)
