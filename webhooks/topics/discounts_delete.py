"""discounts/delete: a discount was deleted in Shopify. Earmark never deletes one itself."""

from __future__ import annotations

from datetime import datetime

from plugin.services.check_codes import check_soon
from plugin.settings import Settings
from plugin.shopify.payloads.discounts import DiscountEvent
from plugin.shopify.payloads.shop_events import read_body
from plugin.store.database import ShopSession
from webhooks.topics.heard import Heard
from webhooks.topics.outcome import Ignored


def handle(session: ShopSession, delivery: Heard, settings: Settings, now: datetime) -> str:
    """Have the codes behind the discount looked up: deliveries come late and out of order, Shopify
    knows best.
    """
    if check_soon(session, read_body(delivery.body, DiscountEvent).admin_graphql_api_id):
        return "It will be checked that the discount is gone."
    return Ignored("Not a discount of Earmark's.")
