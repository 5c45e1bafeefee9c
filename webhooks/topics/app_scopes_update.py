"""app/scopes_update: the owner has granted or taken back access scopes."""

from __future__ import annotations

from datetime import datetime

from plugin.services.change_scopes import change_scopes
from plugin.settings import Settings
from plugin.shopify.payloads.shop_events import ScopesUpdate, read_body
from plugin.store.database import ShopSession
from webhooks.topics.heard import Heard


def handle(session: ShopSession, delivery: Heard, settings: Settings, now: datetime) -> str:
    """Record what is granted now."""
    missing = change_scopes(session, read_body(delivery.body, ScopesUpdate).current, now)
    if missing:
        return f"Scopes changed; not granted: {', '.join(missing)}."
    return "Scopes changed; everything the app needs is granted."
