"""Which order a webhook is about, so that deliveries about one order are handled one at a time."""

from __future__ import annotations

import msgspec


class _Edit(msgspec.Struct):
    order_id: int | None = None


class _Body(msgspec.Struct):
    id: int | None = None
    order_id: int | None = None
    order_edit: _Edit | None = None


def subject_of(topic: str, body: bytes) -> str | None:
    """`order/<number>` for orders/* and refunds/*, None for other topics and for bodies that do not say."""
    family = topic.partition("/")[0]
    if family not in {"orders", "refunds"}:
        return None
    try:
        read = msgspec.json.decode(body, type=_Body, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    edited = read.order_edit.order_id if read.order_edit else None
    number = edited or read.order_id or (read.id if family == "orders" else None)
    return None if number is None else f"order/{number}"
