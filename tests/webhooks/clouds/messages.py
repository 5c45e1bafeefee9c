"""Messages of both queues in the shapes they document, around a body as Shopify writes it."""

from __future__ import annotations

import base64
import json
from typing import Any

from tests import cast

# A number beyond 2**53 and a space after a colon: what reading and writing again would change.
BODY = b'{"id": 9007199254740993, "name":"#1001","total_price":"10.00"}'
HEADERS = {
    "X-Shopify-Topic": "orders/create",
    "X-Shopify-Shop-Domain": cast.ANA.domain,
    "X-Shopify-Webhook-Id": "webhook-1",
    "X-Shopify-Event-Id": "event-1",
    "X-Shopify-API-Version": "2026-10",
    "X-Shopify-Triggered-At": "2026-11-21T11:59:00.000000000Z",
}


def push(body: bytes = BODY, headers: dict[str, Any] = HEADERS, **changes: Any) -> bytes:
    """What Pub/Sub posts to a push subscription's address, wrapped."""
    message = {
        "attributes": headers,
        "data": base64.b64encode(body).decode(),
        "messageId": "2070443601311540",
        "message_id": "2070443601311540",
        "publishTime": "2026-11-21T11:59:01.505Z",
        **changes,
    }
    return json.dumps({"message": message, "subscription": "projects/demo/subscriptions/earmark"}).encode()


def event(body: bytes = BODY, headers: dict[str, Any] = HEADERS, **changes: Any) -> bytes:
    """What EventBridge posts to an API destination."""
    envelope = {
        "version": "0",
        "id": "5d5a1f52-0000-4000-8000-000000000001",
        "detail-type": "shopifyWebhook",
        "source": "aws.partner/shopify.com/1/earmark",
        "account": "000000000000",
        "time": "2026-11-21T11:59:01Z",
        "region": "eu-north-1",
        "resources": [],
        **changes,
    }
    detail = b'{"payload":' + body + b',"metadata":' + json.dumps(headers).encode() + b"}"
    return json.dumps(envelope).encode()[:-1] + b', "detail": ' + detail + b"}"
