"""refunds/create: something was given back. It may come before the order it belongs to."""

from __future__ import annotations

from datetime import datetime

from plugin.services.record_refund import record_refund
from plugin.settings import Settings
from plugin.shopify.payloads import read_refunds
from plugin.store.database import ShopSession, shop_of
from plugin.store.shops import shop_by_id
from webhooks.topics.cut_short import ask_for_the_rest
from webhooks.topics.heard import Heard
from webhooks.topics.outcome import said

TOPIC = "refunds/create"
NOTHING = "The body lists no refund."


def handle(session: ShopSession, delivery: Heard, settings: Settings, now: datetime) -> str:
    """Record the refund; where its body is cut short, have Shopify asked for its order."""
    if (awaited := ask_for_the_rest(session, delivery)) is not None:
        return awaited
    currency = shop_by_id(session, shop_of(session)).currency
    outcomes = [record_refund(session, refund, now=now) for refund in read_refunds(delivery.body, currency)]
    return said(outcomes, NOTHING)
