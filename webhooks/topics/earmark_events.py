"""earmark/events: a message of the web pixel, as `storefront.collect` kept it."""

from __future__ import annotations

from datetime import datetime

import msgspec

from plugin.errors import UnreadablePayloadError
from plugin.services.visits.record_shoppers import record_shoppers
from plugin.services.visits.shopper_events import TOPIC, ToldEvents
from plugin.settings import Settings
from plugin.store.database import ShopSession
from webhooks.topics.heard import Heard
from webhooks.topics.outcome import said

__all__ = ["TOPIC", "handle", "read"]
_BODY = msgspec.json.Decoder(ToldEvents)


def handle(session: ShopSession, delivery: Heard, settings: Settings, now: datetime) -> str:
    """Record the events."""
    return said(record_shoppers(session, settings, [read(delivery.body)], now), "")


def read(body: bytes) -> ToldEvents:
    """The message in `body`; raises `UnreadablePayloadError`."""
    try:
        told = _BODY.decode(body)
        bytes.fromhex(told.visitor)
    except (msgspec.DecodeError, ValueError) as error:
        raise UnreadablePayloadError("The body is not a message of the web pixel.") from error
    return told
