"""orders/edited: what an edit changed, without the order. The order's new state comes with orders/updated."""

from __future__ import annotations

from datetime import datetime

from plugin.services.record_edit import record_edit
from plugin.settings import Settings
from plugin.shopify.payloads import read_edit
from plugin.store.database import ShopSession
from webhooks.topics.heard import Heard
from webhooks.topics.outcome import Ignored


def handle(session: ShopSession, delivery: Heard, settings: Settings, now: datetime) -> str:
    """Note the edit for the order's timeline."""
    edit = read_edit(delivery.body)
    outcome = record_edit(
        session,
        edit_id=edit.id,
        order_id=edit.order_id,
        committed_at=edit.committed_at,
        added=edit.added,
        removed=edit.removed,
        now=now,
    )
    return outcome.text if outcome.changed else Ignored(outcome.text)
