"""app/uninstalled: stop working for the shop, keep its data until shop/redact."""

from __future__ import annotations

from datetime import datetime

from plugin.services.uninstall_shop import uninstall_shop
from plugin.settings import Settings
from plugin.shopify.payloads.shop_events import AppUninstalled, read_body
from plugin.store.database import ShopSession
from webhooks.topics.heard import Heard
from webhooks.topics.named_shop import check_named_shop
from webhooks.topics.outcome import Ignored


def handle(session: ShopSession, delivery: Heard, settings: Settings, now: datetime) -> str:
    """Uninstall, unless the shop has installed the app again since."""
    check_named_shop(session, read_body(delivery.body, AppUninstalled).myshopify_domain)
    if uninstall_shop(session, at=delivery.triggered_at or delivery.received_at):
        return "The app was uninstalled; work for the shop has stopped and its data is kept."
    return Ignored("The shop has installed the app again since.")
