"""Keep a verified webhook as it came, to be understood later."""

from __future__ import annotations

from datetime import datetime

from plugin.shopify.verify.webhook import VerifiedWebhook
from plugin.store.bell import ring
from plugin.store.database import Database
from plugin.store.deliveries import keep_delivery
from plugin.store.shops import shop_for_domain


def keep_webhook(database: Database, webhook: VerifiedWebhook, body: bytes, now: datetime) -> bool:
    """Store `body` durably and ring the drain; False where this delivery was kept before.

    A shop nobody has opened yet gets its row here: a webhook may come before the first load.
    """
    with database.everywhere() as session:
        new = keep_delivery(
            session,
            shop_id=shop_for_domain(session, webhook.shop, now),
            webhook_id=webhook.webhook_id,
            event_id=webhook.event_id,
            topic=webhook.topic,
            api_version=webhook.api_version,
            triggered_at=webhook.triggered_at,
            body=body,
        )
        if new:
            ring(session)
    return new
