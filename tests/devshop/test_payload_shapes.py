"""The stand-in's bodies have exactly the keys of real ones, wherever the real ones are at hand."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from tests.conftest import SHARED_FIXTURES
from tests.devshop.fixtures import add_discount, last, variants
from tests.devshop.oauth import install
from tests.devshop.oauth.shop_body import shop_body
from tests.devshop.sales import Extras, ManualDiscount, edit_order, new_customer, place_order, refund
from tests.devshop.sales.merchant import redact_customer, request_data
from tests.devshop.sales.payload.edit import edit_body
from tests.devshop.sales.payload.order import order_body
from tests.devshop.sales.payload.refund import embedded_refund, refund_body
from tests.devshop.sales.records import Order, Refund
from tests.devshop.world import Shop, World

REAL = SHARED_FIXTURES / "shopify"
needs_real = pytest.mark.skipif(
    not REAL.is_dir(), reason="The real bodies in ../shared/fixtures are not here."
)


def real(name: str) -> Any:
    """A real body; one that is wrapped in its kind is unwrapped."""
    body = json.loads((REAL / name).read_text("utf-8"))
    return body.get("order") or (next(iter(body.values())) if len(body) == 1 else body)


@pytest.fixture
def order(world: World, ana: Shop) -> Order:
    """An order with a code, a buyer and shipping, partly refunded."""
    install(world, ana)
    add_discount(world, ana, "CLEO10")
    placed = place_order(
        world,
        ana,
        [(variants(ana)[0], 3), (variants(ana)[2], 1)],
        codes=["cleo10"],
        customer=new_customer(world, ana),
    )
    refund(world, ana, placed, lines={placed.lines[0].id: 1}, shipping=Decimal(1), amount=Decimal(20))
    return placed


@pytest.fixture
def given_back(order: Order) -> Refund:
    return order.refunds[0]


@needs_real
def test_an_order_has_the_keys_of_2026(ana: Shop, order: Order) -> None:
    ours, theirs = order_body(ana, order), real("w01_orders_create_2026-04.json")
    assert set(ours) == set(theirs)
    for part in ("line_items", "shipping_lines"):
        assert set(ours[part][0]) == set(theirs[part][0]), part
    for part in ("customer", "billing_address", "shipping_address", "total_price_set"):
        assert set(ours[part]) == set(theirs[part]), part
    assert set(ours["customer"]["default_address"]) == set(theirs["customer"]["default_address"])


@needs_real
def test_values_have_the_types_of_a_real_order(ana: Shop, order: Order) -> None:
    """Strings stay strings and numbers numbers: an app that adds them up must meet the same surprises."""
    theirs = real("r01_orders_list_partially_refunded.json")[0]
    ours = order_body(ana, order)
    for key in set(ours) & set(theirs):
        if ours[key] is not None and theirs[key] is not None:
            assert type(ours[key]) is type(theirs[key]), key


@needs_real
def test_discounts_have_the_keys_of_a_real_order(ana: Shop, order: Order) -> None:
    theirs, ours = real("r01_orders_list_partially_refunded.json")[0], order_body(ana, order)
    assert set(ours["discount_applications"][0]) == set(theirs["discount_applications"][0])
    assert set(ours["discount_codes"][0]) == set(theirs["discount_codes"][0])
    ours_line, their_line = ours["line_items"][0], theirs["line_items"][0]
    assert set(ours_line["discount_allocations"][0]) == set(their_line["discount_allocations"][0])
    assert set(ours_line["tax_lines"][0]) == set(their_line["tax_lines"][0])


@needs_real
def test_a_manual_discount_looks_like_a_real_one(world: World, ana: Shop) -> None:
    manual = ManualDiscount("FAKE30", Decimal(9))
    order = place_order(
        world, ana, [(variants(ana)[0], 1)], source_name="755357713", extras=Extras(manual=manual)
    )
    theirs, ours = real("r12_order_code_manual_application.json"), order_body(ana, order)
    assert set(ours["discount_applications"][0]) == set(theirs["discount_applications"][0])
    assert ours["discount_applications"][0]["type"] == theirs["discount_applications"][0]["type"] == "manual"
    assert set(ours["discount_codes"][0]) == set(theirs["discount_codes"][0])


@needs_real
def test_a_refund_has_the_keys_of_a_real_one(ana: Shop, order: Order, given_back: Refund) -> None:
    ours, theirs = refund_body(ana, order, given_back), real("w07_refunds_create_2026-04.json")
    assert set(ours) == set(theirs)
    for part in ("refund_line_items", "transactions"):
        assert set(ours[part][0]) == set(theirs[part][0]), part
    assert set(ours["refund_line_items"][0]["line_item"]) == set(theirs["refund_line_items"][0]["line_item"])
    assert isinstance(ours["refund_line_items"][0]["subtotal"], float)
    by_amount = real("r22_refund_create_2.json")
    assert set(ours["order_adjustments"][0]) == set(by_amount["order_adjustments"][0])
    assert set(ours["refund_shipping_lines"][0]) == set(by_amount["refund_shipping_lines"][0])


@needs_real
def test_a_refund_inside_its_order_has_the_keys_of_a_real_one(
    ana: Shop, order: Order, given_back: Refund
) -> None:
    ours, theirs = (
        embedded_refund(ana, order, given_back),
        real("r05_order_cancelled_partial.json")["refunds"][0],
    )
    assert set(ours) == set(theirs)
    for part in ("refund_line_items", "transactions"):
        assert set(ours[part][0]) == set(theirs[part][0]), part


@needs_real
def test_an_edit_has_the_keys_of_a_real_one(world: World, ana: Shop, order: Order) -> None:
    ours = edit_body(world, ana, order, {"additions": {1: 1}, "removals": {2: 1}})["order_edit"]
    theirs = real("w05_orders_edited_2026-04.json")
    assert set(ours) == set(theirs)
    assert {key: set(ours["line_items"][key][0]) for key in ours["line_items"]} == {
        key: set(theirs["line_items"][key][0]) for key in theirs["line_items"]
    }


@needs_real
def test_what_is_sent_of_shops_and_buyers_has_real_keys(world: World, ana: Shop, order: Order) -> None:
    assert set(shop_body(ana)) == set(real("w18_app_uninstalled_2026-04.json"))
    assert order.customer is not None
    request_data(world, ana, order.customer)
    redact_customer(world, ana, order.customer)
    for topic, name in (
        ("customers/data_request", "w16_customers_data_request_2026-04.json"),
        ("customers/redact", "w15_customers_redact_2026-04.json"),
    ):
        ours, theirs = last(world, topic), real(name)
        assert set(ours) == set(theirs), topic
        assert set(ours["customer"]) == set(theirs["customer"]), topic
    assert last(world, "customers/redact")["orders_to_redact"] == [order.id]


def test_only_tips_name_a_tip_gateway(world: World, ana: Shop) -> None:
    order = place_order(world, ana, [(variants(ana)[0], 1)], extras=Extras(tip=Decimal("2.50")))
    body = order_body(ana, order)
    goods, tip = body["line_items"]
    assert "tip_payment_gateway" not in goods
    assert (tip["title"], tip["price"], tip["tip_payment_gateway"]) == ("Tip", "2.50", "shopify_payments")
    assert body["total_tip_received"] == "2.50"
    assert body["subtotal_price"] == body["total_line_items_price"] == "24.00"


def test_times_are_the_shops_with_offset_and_whole_seconds(ana: Shop, order: Order) -> None:
    body = order_body(ana, order)
    assert body["created_at"] == "2026-11-21T13:00:00+01:00"
    assert body["updated_at"] == "2026-11-21T13:00:01+01:00"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+01:00", body["refunds"][0]["created_at"])


def test_presentment_money_stands_beside_shop_money(world: World, ana: Shop) -> None:
    order = place_order(
        world, ana, [(variants(ana)[0], 2)], extras=Extras(presentment=("JPY", Decimal("163.2")))
    )
    refund(world, ana, order, lines={order.lines[0].id: 1})
    body = order_body(ana, order)
    assert (body["currency"], body["presentment_currency"]) == ("EUR", "JPY")
    assert body["total_price_set"] == {
        "shop_money": {"amount": "54.90", "currency_code": "EUR"},
        "presentment_money": {"amount": "8960", "currency_code": "JPY"},
    }
    money = body["refunds"][0]["transactions"][0]
    assert (money["amount"], money["currency"]) == ("3917", "JPY")


def test_an_edited_order_tells_of_removals_in_one_of_two_ways(world: World, ana: Shop) -> None:
    for shown in (True, False):
        order = place_order(world, ana, [(variants(ana)[0], 3)])
        edit_order(world, ana, order, quantities={order.lines[0].id: 1}, shown_as_refund=shown)
        body = order_body(ana, order)
        line = body["line_items"][0]
        assert (line["quantity"], line["current_quantity"]) == (3, 1)
        assert [row["transactions"] for row in body["refunds"]] == ([[]] if shown else [])
        assert body["current_subtotal_price"] == "24.00"
        assert body["total_price"] == "78.90"
