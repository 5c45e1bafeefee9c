"""What may be kept of a body once it has been handled or parked: the fields we read, and no personal data.

The reduced body has the same shape, so a parked delivery can be replayed from it. It is cut by the structs of
`shapes`: a field that nobody reads is not there to be kept.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from plugin.errors import UnreadablePayloadError
from plugin.shopify.payloads.reading import identity, shape_of
from plugin.shopify.payloads.shapes import Order, OrderEdited, Refund

SHAPES: dict[str, tuple[type[msgspec.Struct], str, str]] = {
    "orders/create": (Order, "order", "orders"),
    "orders/updated": (Order, "order", "orders"),
    "orders/cancelled": (Order, "order", "orders"),
    "orders/edited": (OrderEdited, "order_edited", "orders_edited"),
    "refunds/create": (Refund, "refund", "refunds"),
}
"""Topic -> its document, and the names under which REST answers wrap it."""


def reduced(topic: str, body: bytes, hash_buyer: Callable[[int], bytes]) -> bytes:
    """What to keep of `body`. The customer is replaced by `hash_buyer(customer id)` as hex in
    `earmark_buyer`.

    Of a body that is not JSON, or of a topic without a shape here, nothing but its size is kept.
    """
    known = SHAPES.get(topic)
    try:
        read = msgspec.json.decode(body)
    except msgspec.DecodeError:
        read = None
    if known is None or not isinstance(read, dict):
        return msgspec.json.encode({"cut": True, "bytes": len(body)})
    shape, one, many = known
    if "id" not in read and isinstance(read.get(one), dict):
        return msgspec.json.encode({one: _document(read[one], shape, hash_buyer)})
    if "id" not in read and isinstance(read.get(many), list):
        rows = [_document(row, shape, hash_buyer) for row in read[many] if isinstance(row, dict)]
        return msgspec.json.encode({many: rows})
    return msgspec.json.encode(_document(read, shape, hash_buyer))


def _document(read: dict[str, Any], shape: type[msgspec.Struct], hash_buyer: Callable[[int], bytes]) -> Any:
    cut = _cut(read, shape)
    customer = cut.pop("customer", None)
    if shape is Order and isinstance(customer, dict):
        buyer = _buyer(customer, hash_buyer)
        if buyer is not None:
            cut["earmark_buyer"] = buyer
    return cut


def _buyer(customer: dict[str, Any], hash_buyer: Callable[[int], bytes]) -> str | None:
    try:
        return hash_buyer(
            identity("customer.", "Customer", customer.get("id"), customer.get("admin_graphql_api_id"))
        ).hex()
    except (UnreadablePayloadError, TypeError):
        # A customer without a readable id has no hash; nothing of it is kept.
        return None


def _cut(value: Any, wanted: Any) -> Any:
    """`value` with only what `wanted` names; where its shape is another, a word on its shape in its place."""
    if value is None:
        return None
    if get_origin(wanted) in (Union, type(str | None)):
        wanted = next((kind for kind in get_args(wanted) if _holds(kind)), str)
    if get_origin(wanted) is list:
        inner = get_args(wanted)[0]
        return [_cut(row, inner) for row in value] if isinstance(value, list) else _shape(value)
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        if not isinstance(value, dict):
            return _shape(value)
        fields = get_type_hints(wanted)
        return {name: _cut(value[name], kind) for name, kind in fields.items() if name in value}
    return _shape(value) if isinstance(value, dict | list) else value


def _holds(kind: Any) -> bool:
    return get_origin(kind) is list or (isinstance(kind, type) and issubclass(kind, msgspec.Struct))


def _shape(value: Any) -> str:
    return f"({shape_of(value)})"
