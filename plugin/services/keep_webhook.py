"""Keep a verified webhook as it came, to be understood later."""

from __future__ import annotations

from datetime import datetime

from plugin.services.group_commit import GroupCommit
from plugin.shopify.verify.webhook import VerifiedWebhook
from plugin.store.inbox_writer import Arrival


async def keep_webhook(group: GroupCommit, webhook: VerifiedWebhook, body: bytes, now: datetime) -> None:
    """Store `body` durably and ring the drain, together with whatever else is arriving; a delivery that was
    kept before is left as it is.

    A shop nobody has opened yet gets its row here: a webhook may come before the first load. Raises
    `DatabaseAwayError` and `NotKeptError` as the group does.
    """
    await group.keep(
        Arrival(
            domain=webhook.shop,
            webhook_id=webhook.webhook_id,
            event_id=webhook.event_id,
            topic=webhook.topic,
            api_version=webhook.api_version,
            triggered_at=webhook.triggered_at,
            body=body,
            arrived_at=now,
        )
    )
