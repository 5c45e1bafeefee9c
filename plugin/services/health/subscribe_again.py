"""Subscribe a shop to the manifest's topics through the API, beside the manifest's own subscriptions.

Where both work, every message comes twice; what it says is counted once, because everything it leads to is
decided from the order's state.
"""

from __future__ import annotations

from datetime import datetime

from plugin.services.health.look_at_shopify import ADDRESS
from plugin.services.health.parts import SUBSCRIPTION, WEBHOOKS
from plugin.services.reconcile_later import Reach, reconcile_later
from plugin.services.shop_access import Clients
from plugin.settings import Settings
from plugin.shopify.subscriptions import list_subscriptions, subscribe, topics_wanted
from plugin.store.database import Database
from plugin.store.health import forget_part, note_part


def subscribe_again(
    database: Database, settings: Settings, clients: Clients, shop_id: int, now: datetime
) -> int:
    """Make what is missing, and have orders compared with Shopify's once more; how many were made.

    Raises `ShopifyError` where Shopify refuses; what was made before stays, and asking again makes the rest.
    """
    client, address = clients(shop_id, now), settings.app_url + ADDRESS
    standing = {row.topic for row in list_subscriptions(client, address)}
    made = 0
    for topic, fields in topics_wanted().items():
        if topic not in standing:
            subscribe(client, topic, address, fields)
            made += 1
    with database.shop(shop_id) as session:
        for topic in topics_wanted():
            note_part(session, SUBSCRIPTION + topic, there=True, now=now)
        # Whether messages come now is told by the next check with Shopify, not by the past.
        forget_part(session, WEBHOOKS)
        reconcile_later(session, Reach.NOW, now)
    return made
