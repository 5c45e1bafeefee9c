"""Amazon EventBridge: Shopify is a partner event source; a rule sends its events to an API destination.

An event's detail holds Shopify's headers as `metadata` and its body as `payload`
(shopify.dev/docs/apps/build/webhooks/subscribe/get-started, delivery method EventBridge). The destination's
connection carries an API key of ours in a header
(docs.aws.amazon.com/eventbridge/latest/userguide/eb-target-connection-auth.html).
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from typing import Any

import msgspec

from plugin.errors import InputError, NotVerifiedError
from plugin.settings import Settings
from webhooks.clouds.delivered import Delivered, delivered

PATH = "/webhooks/eventbridge"
KEY_HEADER = "X-Api-Key"
DETAIL_TYPE = "shopifyWebhook"


class _Detail(msgspec.Struct):
    payload: msgspec.Raw
    metadata: dict[str, Any]


class _Event(msgspec.Struct):
    detail: _Detail
    detail_type: str = msgspec.field(name="detail-type")
    id: str = ""


_DECODER = msgspec.json.Decoder(_Event)


def verify(settings: Settings, headers: Mapping[str, str]) -> None:
    """Raise `NotVerifiedError` unless the key of `EVENTBRIDGE_API_KEY` came along."""
    given = headers.get(KEY_HEADER, "").encode("utf-8", "surrogateescape")
    if not hmac.compare_digest(given, (settings.eventbridge_api_key or "").encode()):
        raise NotVerifiedError(f"The {KEY_HEADER} does not hold; the connection's API key is another one.")


def deliver(headers: Mapping[str, str], body: bytes) -> Delivered:
    """Shopify's delivery in an event (`body`; `headers` are the queue's own and say nothing of it).

    The payload is taken as it stands in the event, byte by byte: to read it and write it again would round
    large numbers. Raises `InputError` for what is no event of Shopify's.
    """
    try:
        event = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InputError("This is no event of EventBridge's.", field="detail") from error
    if event.detail_type != DETAIL_TYPE:
        raise InputError(f"The event is no {DETAIL_TYPE}; let the rule pass only those.", field="detail-type")
    return delivered(event.detail.metadata, bytes(event.detail.payload), message_id=event.id)
