"""What a queue's message turns out to be: Shopify's own delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plugin.errors import InputError
from plugin.shopify.verify.webhook import VerifiedWebhook, read_headers


@dataclass(frozen=True, slots=True)
class Delivered:
    """What the headers said, and the body as Shopify wrote it."""

    webhook: VerifiedWebhook
    body: bytes


def delivered(headers: Mapping[str, Any], body: bytes, *, message_id: str) -> Delivered:
    """The delivery with `headers` as the message carries them (any case). Raises `InputError` where they name
    no shop or topic, or nothing tells a repeated delivery.

    `message_id` is the queue's own number of the message: it stands in where Shopify's webhook id is missing.
    """
    known = {name.lower(): value for name, value in headers.items() if isinstance(value, str)}
    if not (known.get("x-shopify-webhook-id") or known.get("shopify-webhook-id")):
        if not message_id:
            raise InputError("The message has neither a webhook id nor a number of its own.", field="id")
        known["x-shopify-webhook-id"] = f"message:{message_id}"
    return Delivered(read_headers(known, body), body)
