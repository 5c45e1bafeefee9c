"""earmark/events: a message of the web pixel, kept by `storefront.collect`."""

from __future__ import annotations

from datetime import datetime

import msgspec

from plugin.errors import UnreadablePayloadError
from plugin.services.visits.keep_events import keep_events
from plugin.services.visits.shopper_events import ToldEvents
from plugin.settings import Settings
from plugin.store.database import ShopSession
from webhooks.topics.heard import Heard
from webhooks.topics.outcome import Ignored

_BODY = msgspec.json.Decoder(ToldEvents)


def handle(session: ShopSession, delivery: Heard, settings: Settings, now: datetime) -> str:
    """Record the events."""
    return record(session, delivery.body, settings, now)


def record(session: ShopSession, body: bytes, settings: Settings, now: datetime) -> str:
    """Record the events in `body`."""
    try:
        told = _BODY.decode(body)
    except msgspec.DecodeError as error:
        raise UnreadablePayloadError("The body is not a message of the web pixel.") from error
    if told.refused is not None:
        return Ignored(f"No person sent it: {told.refused}.")
    kept = keep_events(session, settings, told, now)
    said = f"{kept.new} events recorded, {kept.known} known, {kept.unknown_links} by no link of the shop."
    if kept.refused_answers:
        said += f" {kept.refused_answers} answers to the survey could not be taken."
    return said if kept.new else Ignored(said)
