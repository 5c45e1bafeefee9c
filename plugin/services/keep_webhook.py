"""Keep a verified webhook as it came, to be understood later."""

from __future__ import annotations

from datetime import datetime

from plugin.shopify.verify.webhook import VerifiedWebhook
from plugin.store.inbox_writer import Arrival


def arrival_of(webhook: VerifiedWebhook, body: bytes, now: datetime) -> Arrival:
    """What `GroupCommit` is to keep of a webhook that arrived at `now` (UTC): the raw `body`, and what its
    headers say.

    A shop nobody has opened yet gets its row from it: a webhook may come before the first load.
    """
    return Arrival(
        domain=webhook.shop,
        webhook_id=webhook.webhook_id,
        event_id=webhook.event_id,
        topic=webhook.topic,
        api_version=webhook.api_version,
        triggered_at=webhook.triggered_at,
        body=body,
        arrived_at=now,
    )
