"""What Shopify is asked to send holds every field the books read: a field left out of `include_fields` would
be read as missing on every real delivery, and no test with a whole body would notice.
"""

from __future__ import annotations

from typing import Any, get_args, get_origin, get_type_hints

import msgspec
import pytest

from plugin.shopify.manifest import manifest
from plugin.shopify.payloads.shapes import Order, OrderEdited, Refund

NOT_ASKED_FOR = {
    "admin_graphql_api_id": "only tells an id that JavaScript rounded; Shopify itself sends exact numbers",
    "line_item": "a refund's line is found by line_item_id in its order",
    "order_id": "within an order the refund is the order's own",
}
"""Fields the structs know that real deliveries can do without, and why."""
NOT_SENT = {
    "orders": {
        "refunds.refund_shipping_lines": "an order's refunds state shipping among their order_adjustments"
    },
    "refunds": {
        "total_additional_fees_set": "in an order's refunds only",
        "refund_shipping_lines.tax_amount_set": "stated by the Admin API only",
    },
}
"""Fields that Shopify's published bodies have on one of the two topics only, by the beginning of the topic's
name.
"""


def paths(shape: type[msgspec.Struct], within: str = "") -> set[str]:
    """Every field a struct reads, dotted."""
    found = set()
    for name, kind in get_type_hints(shape).items():
        if name in NOT_ASKED_FOR and within:
            continue
        inner = _struct(kind)
        path = f"{within}{name}"
        found |= paths(inner, f"{path}.") if inner is not None else {path}
    return found


def _struct(kind: Any) -> type[msgspec.Struct] | None:
    for part in (kind, *get_args(kind)):
        for candidate in (part, *(get_args(part) if get_origin(part) is list else ())):
            if isinstance(candidate, type) and issubclass(candidate, msgspec.Struct):
                return candidate
    return None


@pytest.mark.parametrize(
    ("topic", "shape"),
    [
        ("orders/create", Order),
        ("orders/updated", Order),
        ("orders/cancelled", Order),
        ("orders/edited", OrderEdited),
        ("refunds/create", Refund),
    ],
)
def test_every_field_read_is_asked_for(topic, shape):
    asked = manifest().fields[topic]
    assert asked is not None
    absent = NOT_SENT[topic.split("/")[0]]
    read = {path for path in paths(shape) if not any(path.startswith(f"{name}.") for name in absent)}
    covered = {path for path in read if any(path == field or path.startswith(f"{field}.") for field in asked)}
    assert read - covered == set()
