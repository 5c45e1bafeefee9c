"""Order edits: the body of orders/edited says what changed, not what the order is now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.errors import UnreadablePayloadError
from plugin.shopify.payloads.reading import count, decode, moment, plain_id
from plugin.shopify.payloads.shapes import Change, OrderEdited


@dataclass(frozen=True, slots=True)
class EditFacts:
    """An edit, for the order's timeline. Units added and removed over all lines."""

    id: int
    order_id: int
    committed_at: datetime
    added: int
    removed: int


def read_edit(body: bytes) -> EditFacts:
    """The edit in the body of orders/edited."""
    found = decode(body, OrderEdited, one="order_edited", many="orders_edited")[0][1].order_edit
    if found is None:
        raise UnreadablePayloadError("order_edit is missing, so this is no order edit.", field="order_edit")
    lines = found.line_items
    return EditFacts(
        id=plain_id("order_edit.id", found.id),
        order_id=plain_id("order_edit.order_id", found.order_id),
        committed_at=moment("order_edit.committed_at", (found.committed_at, found.created_at)),
        added=_units("additions", lines.additions if lines else None),
        removed=_units("removals", lines.removals if lines else None),
    )


def _units(name: str, rows: list[Change] | None) -> int:
    return sum(count(f"order_edit.line_items.{name}.delta", row.delta) or 0 for row in rows or [])
