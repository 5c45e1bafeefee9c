"""customers/data_request: a buyer asks what is known about them; the owner gets it to hand on."""

from __future__ import annotations

from datetime import datetime

from plugin.services.export_customer import export_customer
from plugin.settings import Settings
from plugin.shopify.payloads.shop_events import CustomerDataRequest, read_body
from plugin.store.database import ShopSession
from webhooks.topics.heard import Heard
from webhooks.topics.named_shop import check_named_shop


def handle(session: ShopSession, delivery: Heard, settings: Settings, now: datetime) -> str:
    """Write the export that the deliveries page offers to the owner."""
    asked = read_body(delivery.body, CustomerDataRequest)
    check_named_shop(session, asked.shop_domain)
    orders = export_customer(
        session,
        settings,
        request_id=asked.data_request.id,
        customer_id=asked.customer.id,
        order_ids=asked.orders_requested,
        now=now,
    )
    return f"The export for data request {asked.data_request.id} is ready: {orders} orders."
