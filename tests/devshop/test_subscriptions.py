"""What our manifest lets through: enough for the books, nothing about the person."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.devshop.fixtures import add_discount, gift_card, variants
from tests.devshop.oauth import install, uninstall
from tests.devshop.oauth.shop_body import OWNER
from tests.devshop.sales import (
    Extras,
    cancel_order,
    edit_order,
    new_customer,
    personal_values,
    place_order,
    refund,
)
from tests.devshop.sales.money import quantum
from tests.devshop.webhooks.manifest import keep_fields, read_manifest
from tests.devshop.world import MANIFEST, Shop, World


def play_one_of_each(world: World, shop: Shop) -> None:
    """An order with everything on it, and all that can happen to it."""
    for code, kind in (("CLEO10", "basic"), ("SHIPIT", "free_shipping")):
        add_discount(
            world, shop, code, kind=kind, **({"percentage": quantum("EUR")} if kind == "basic" else {})
        )
    first, second, *_ = variants(shop)
    buyer = new_customer(world, shop)
    order = place_order(
        world,
        shop,
        [(first, 3), (second, 1), (gift_card(shop), 1)],
        codes=["cleo10"],
        customer=buyer,
        extras=Extras(tip=quantum(shop.currency) * 100, note_attributes={"ref": "cleo"}),
    )
    edit_order(world, shop, order, quantities={order.lines[0].id: 2}, add=[(first, 1)])
    refund(
        world,
        shop,
        order,
        lines={order.lines[0].id: 1},
        shipping=quantum(shop.currency),
        note=f"to {buyer.email}",
    )
    cancel_order(world, shop, order)


def test_every_included_field_exists_in_a_body(world: World, ana: Shop, tmp_path: Path) -> None:
    """A misspelt field would silently be missing from every order."""
    install(world, ana)
    world.manifest = tmp_path / "whole.toml"
    world.manifest.write_text(
        re.sub(r"include_fields = \[.*?\]\n", "", MANIFEST.read_text("utf-8"), flags=re.DOTALL)
    )
    play_one_of_each(world, ana)
    uninstall(world, ana)
    bodies: dict[str, list[Any]] = {}
    for row in world.deliveries.log:
        bodies.setdefault(row.topic, []).append(json.loads(row.body))
    whole_orders = ("orders/create", "orders/updated", "orders/cancelled")
    together = [body for topic in whole_orders for body in bodies[topic]]
    bodies |= dict.fromkeys(whole_orders, together)
    checked = 0
    for subscription in read_manifest(MANIFEST).subscriptions:
        for field in subscription.include_fields:
            found = (keep_fields(body, (field,)) for body in bodies[subscription.topic])
            assert any(leaf_is_there(body, field.split(".")) for body in found), (subscription.topic, field)
            checked += 1
    assert checked > 100


def leaf_is_there(body: Any, way: list[str]) -> bool:
    """Whether the key at the end of `way` is in the body, in any element of a list on the way."""
    if not way:
        return True
    if isinstance(body, list):
        return any(leaf_is_there(row, way) for row in body)
    return isinstance(body, dict) and way[0] in body and leaf_is_there(body[way[0]], way[1:])


def test_no_delivery_holds_a_personal_value(world: World, ana: Shop, ben: Shop) -> None:
    for shop in (ana, ben):
        install(world, shop)
        play_one_of_each(world, shop)
        uninstall(world, shop)
    values = personal_values(ana) | personal_values(ben) | set(OWNER.values())
    assert len(values) > 12
    deliveries = list(world.deliveries.log)
    topics = {row.topic for row in deliveries}
    assert topics >= {
        "orders/create",
        "orders/updated",
        "orders/edited",
        "refunds/create",
        "orders/cancelled",
    }
    for delivery in deliveries:
        text = delivery.body.decode()
        assert [value for value in values if value in text] == [], delivery.topic


def test_keep_fields_goes_into_objects_and_lists() -> None:
    body = {
        "id": 1,
        "email": "x",
        "customer": {"id": 2, "email": "y"},
        "lines": [{"id": 3, "note": "z"}],
        "none": None,
    }
    kept = keep_fields(body, ("id", "customer.id", "lines.id", "none.id", "absent"))
    assert kept == {"id": 1, "customer": {"id": 2}, "lines": [{"id": 3}], "none": None}
    assert keep_fields(body, ()) == body


def test_the_books_have_what_they_need(world: World, ana: Shop) -> None:
    """The reduced order still says everything net revenue is made of."""
    install(world, ana)
    play_one_of_each(world, ana)
    body = next(
        json.loads(row.body) for row in reversed(world.deliveries.log) if row.topic == "orders/updated"
    )
    line = body["line_items"][0]
    assert {
        "price_set",
        "quantity",
        "current_quantity",
        "discount_allocations",
        "tax_lines",
        "gift_card",
    } <= set(line)
    assert {"line_item_id", "quantity", "subtotal_set", "total_tax_set"} <= set(
        body["refunds"][0]["refund_line_items"][0]
    )
    assert set(body["customer"]) == {"id"}
