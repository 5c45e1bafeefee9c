"""Bodies cut short: above the size that a way of delivery allows, Shopify sends `{"id": ...}` alone.

Amazon EventBridge takes a megabyte of an order, and orders of more occur (reference: Shopify's changelog of
2026-11-17 on the payload limit).
"""

from __future__ import annotations

from typing import Any

import msgspec

LONGEST = 500
"""Bytes. What names a record and nothing else is far shorter; anything longer is not even looked at."""
NAMES = frozenset({"id", "admin_graphql_api_id", "order_id"})


class CutShort(msgspec.Struct, frozen=True):
    """What is left of a body. `order_id` is of a refund, where it is left."""

    id: int
    order_id: int | None = None


def cut_short(body: bytes) -> CutShort | None:
    """What `body` names, where it names one record and says nothing about it; None for every other body."""
    if len(body) > LONGEST:
        return None
    try:
        read: dict[str, Any] = msgspec.json.decode(body, type=dict[str, Any])
        if not NAMES.issuperset(read):
            return None
        return msgspec.convert(read, CutShort, strict=False)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError):
        return None
