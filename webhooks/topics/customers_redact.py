"""customers/redact: a buyer is to be forgotten."""

from __future__ import annotations

from datetime import datetime

from plugin.services.erase_customer import erase_customer
from plugin.settings import Settings
from plugin.shopify.payloads.shop_events import CustomerRedact, read_body
from plugin.store.database import ShopSession
from webhooks.topics.heard import Heard
from webhooks.topics.named_shop import check_named_shop


def handle(session: ShopSession, delivery: Heard, settings: Settings, now: datetime) -> str:
    """Forget the buyer; what they bought keeps counting, without them."""
    asked = read_body(delivery.body, CustomerRedact)
    check_named_shop(session, asked.shop_domain)
    orders = erase_customer(
        session, settings, customer_id=asked.customer.id, order_ids=asked.orders_to_redact
    )
    return f"The buyer was forgotten on {orders} orders."
