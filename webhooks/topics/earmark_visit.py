"""earmark/visit: a request for one of our addresses on the shop's domain, as `plugin.services.record_visit`
kept it.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from plugin.errors import UnreadablePayloadError
from plugin.services.record_visit import TOPIC, SeenVisit
from plugin.services.visits.record_shoppers import record_shoppers
from plugin.settings import Settings
from plugin.store.database import ShopSession
from webhooks.topics.heard import Heard
from webhooks.topics.outcome import said

__all__ = ["TOPIC", "handle", "read"]
_BODY = msgspec.json.Decoder(SeenVisit)


def handle(session: ShopSession, delivery: Heard, settings: Settings, now: datetime) -> str:
    """Record the visit."""
    return said(record_shoppers(session, settings, [read(delivery.body)], now), "")


def read(body: bytes) -> SeenVisit:
    """The visit in `body`; raises `UnreadablePayloadError`."""
    try:
        seen = _BODY.decode(body)
        bytes.fromhex(seen.visitor)
    except (msgspec.DecodeError, ValueError) as error:
        raise UnreadablePayloadError("The body is not a visit.") from error
    return seen
