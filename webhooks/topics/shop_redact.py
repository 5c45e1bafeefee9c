"""shop/redact: 48 hours after an uninstall, everything about the shop goes."""

from __future__ import annotations

from datetime import datetime

from plugin.services.forget_shop import ask_to_forget
from plugin.settings import Settings
from plugin.shopify.payloads.shop_events import ShopRedact, read_body
from plugin.store.database import ShopSession
from webhooks.topics.heard import Heard
from webhooks.topics.named_shop import check_named_shop
from webhooks.topics.outcome import Awaited, Ignored


def handle(session: ShopSession, delivery: Heard, settings: Settings, now: datetime) -> str:
    """Ask the worker to delete the shop, unless the app is back. This very delivery goes with it; until then
    it waits, so that a request that is never fulfilled is seen to be so.
    """
    check_named_shop(session, read_body(delivery.body, ShopRedact).shop_domain)
    if ask_to_forget(session, asked_at=delivery.triggered_at or delivery.received_at):
        return Awaited("Everything about the shop is being deleted.")
    return Ignored("The shop has installed the app again since.")
