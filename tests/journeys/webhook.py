"""A webhook sent by hand: signed as Shopify signs it, with whatever body a test needs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import uuid
from datetime import UTC, datetime
from typing import Any

import httpx

from tests.devshop.stack import Stack
from tests.journeys.merchant import Merchant


def send(
    stack: Stack,
    merchant: Merchant,
    topic: str,
    body: dict[str, Any] | bytes,
    *,
    webhook_id: str | None = None,
    at: datetime | None = None,
    headers: dict[str, str | None] | None = None,
) -> httpx.Response:
    """Deliver `body` as Shopify would; the app's answer. `headers` spoil those sent; None leaves one out."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    digest = hmac.new(stack.env["SHOPIFY_API_SECRET"].encode(), raw, hashlib.sha256).digest()
    usual = {
        "Content-Type": "application/json",
        "X-Shopify-Topic": topic,
        "X-Shopify-Shop-Domain": merchant.domain,
        "X-Shopify-API-Version": "2026-10",
        "X-Shopify-Webhook-Id": webhook_id or str(uuid.uuid4()),
        "X-Shopify-Event-Id": str(uuid.uuid4()),
        "X-Shopify-Triggered-At": (at or datetime.now(UTC)).isoformat(),
        "X-Shopify-Hmac-SHA256": base64.b64encode(digest).decode(),
    }
    given = {name: value for name, value in {**usual, **(headers or {})}.items() if value is not None}
    return merchant.app.post("/webhooks", content=raw, headers=given)


def sent(merchant: Merchant, topic: str) -> list[dict[str, Any]]:
    """What the stand-in has sent to the app on a topic for this shop, oldest first, with bodies."""
    query: dict[str, str | int] = {"shop": merchant.domain, "topic": topic, "limit": 200}
    rows = merchant.standin.get("/control/api/deliveries", params=query).json()["deliveries"]
    return [merchant.standin.get(f"/control/api/deliveries/{row['number']}").json() for row in reversed(rows)]
