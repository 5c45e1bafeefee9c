"""The body of orders/edited: only what changed, by line; the order itself follows as orders/updated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.devshop.sales.payload.money import when

if TYPE_CHECKING:
    from tests.devshop.sales.records import Order
    from tests.devshop.world import Shop, World


def edit_body(world: World, shop: Shop, order: Order, edit: dict[str, dict[int, int]]) -> dict[str, Any]:
    """`edit` holds `additions` and `removals`: line id to units."""
    moved = {
        name: [{"id": line_id, "delta": count} for line_id, count in edit[name].items()]
        for name in ("additions", "removals")
    }
    return {
        "order_edit": {
            "id": world.next_id(),
            "app_id": None,
            "created_at": when(shop, order.updated_at),
            "committed_at": when(shop, order.updated_at),
            "notify_customer": False,
            "order_id": order.id,
            "staff_note": "",
            "user_id": None,
            "line_items": moved,
            "discounts": {"line_item": {"additions": [], "removals": []}},
            "shipping_lines": {"additions": [], "removals": []},
        }
    }
