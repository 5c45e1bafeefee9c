"""Which codes a cart may use and what they take off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.devshop.fixtures import add_discount
from tests.devshop.sales import apply_codes
from tests.devshop.sales.discounts import REASONS, Outcome
from tests.devshop.sales.money import minor, quantum, split
from tests.devshop.world import Shop, World

D = Decimal


@dataclass
class Item:
    """A line of a cart."""

    price: Decimal
    quantity: int
    product_id: int | None = 1
    gift_card: bool = False


CART = [
    Item(D("30.00"), 1),
    Item(D("10.00"), 2, product_id=2),
    Item(D("50.00"), 1, product_id=3, gift_card=True),
]


def use(
    world: World, shop: Shop, *codes: str, cart: list[Item] | None = None, who: str | None = "sam"
) -> Outcome:
    return apply_codes(shop, cart or CART, codes, who, world.now(), shipping=D("6.90"))


def amounts(outcome: Outcome) -> dict[str, dict[int, Decimal]]:
    return {row.code: row.amounts for row in outcome.applied}


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        pytest.param({"starts_at": timedelta(hours=1)}, "scheduled", id="tomorrow's"),
        pytest.param({"ends_at": timedelta(0)}, "expired", id="ended this instant"),
        pytest.param({"minimum_subtotal": D("50.01")}, "minimum", id="a cent short, gift card not counted"),
        pytest.param({"minimum_subtotal": D("50.00")}, None, id="just enough"),
        pytest.param({"minimum_quantity": 4}, "minimum", id="one unit short"),
        pytest.param({"minimum_quantity": 3}, None, id="enough units"),
        pytest.param({"all_items": False, "product_ids": [9]}, "not_entitled", id="other products"),
        pytest.param({"all_items": False, "product_ids": [3]}, "not_entitled", id="only the gift card"),
        pytest.param(
            {"used_by": ["sam"], "applies_once_per_customer": True}, "once_per_customer", id="Sam again"
        ),
        pytest.param(
            {"used_by": ["kim"], "applies_once_per_customer": True}, None, id="somebody else before"
        ),
        pytest.param({"usage_limit": 0}, "usage_limit", id="used up"),
        pytest.param({"kind": "bxgy"}, "not_entitled", id="buy x get y is not built"),
    ],
)
def test_whether_a_code_works(world: World, ana: Shop, terms: dict[str, Any], reason: str | None) -> None:
    moved = {
        key: world.now() + value if isinstance(value, timedelta) else value for key, value in terms.items()
    }
    add_discount(world, ana, "CLEO10", **moved)
    outcome = use(world, ana, "cleo10")
    assert [row.reason for row in outcome.refused] == ([reason] if reason else [])
    assert [row.code for row in outcome.applied] == ([] if reason else ["cleo10"])
    assert all(row.message == REASONS[row.reason] for row in outcome.refused)


def test_an_unknown_code_and_a_blank_one(world: World, ana: Shop, ben: Shop) -> None:
    add_discount(world, ben, "BENS")
    assert [row.reason for row in use(world, ana, "BENS", " ").refused] == ["unknown", "unknown"]


def test_percentage_is_spread_by_largest_remainder(world: World, ana: Shop) -> None:
    add_discount(world, ana, "CLEO15", percentage=D("0.15"))
    cart = [Item(D("9.99"), 1), Item(D("9.99"), 1), Item(D("0.03"), 1)]
    assert amounts(use(world, ana, "CLEO15", cart=cart)) == {
        "CLEO15": {0: D("1.50"), 1: D("1.50"), 2: D("0.00")}
    }


def test_a_fixed_amount_is_spread_and_never_more_than_the_goods(world: World, ana: Shop) -> None:
    add_discount(world, ana, "TENOFF", amount=D("10.00"))
    assert amounts(use(world, ana, "TENOFF")) == {"TENOFF": {0: D("6.00"), 1: D("4.00")}}
    add_discount(world, ana, "HUGE", amount=D("500.00"))
    assert amounts(use(world, ana, "HUGE")) == {"HUGE": {0: D("30.00"), 1: D("20.00")}}


def test_a_fixed_amount_on_each_item(world: World, ana: Shop) -> None:
    add_discount(world, ana, "EACH3", amount=D("3.00"), applies_on_each_item=True)
    assert amounts(use(world, ana, "EACH3")) == {"EACH3": {0: D("3.00"), 1: D("6.00")}}


def test_products_and_collections(world: World, ana: Shop) -> None:
    collection = next(iter(ana.collections.values()))
    collection.product_ids.append(2)
    add_discount(world, ana, "TWO", all_items=False, collection_ids=[collection.id])
    assert amounts(use(world, ana, "TWO")) == {"TWO": {1: D("2.00")}}


def test_free_shipping(world: World, ana: Shop) -> None:
    add_discount(world, ana, "SHIPIT", kind="free_shipping")
    [applied] = use(world, ana, "shipit").applied
    assert (applied.shipping, applied.amounts, applied.total) == (D("6.90"), {}, D("6.90"))


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        pytest.param({"combines_with_order": True}, {"combines_with_order": True}, True, id="both say so"),
        pytest.param({"combines_with_order": True}, {}, False, id="only the first says so"),
        pytest.param({}, {"combines_with_order": True}, False, id="only the second says so"),
        pytest.param(
            {"combines_with_shipping": True},
            {"kind": "free_shipping", "combines_with_order": True},
            True,
            id="order and shipping",
        ),
        pytest.param(
            {"combines_with_product": True},
            {"all_items": False, "product_ids": [1], "combines_with_order": True},
            True,
            id="order and product",
        ),
    ],
)
def test_combining_needs_both(
    world: World, ana: Shop, first: dict[str, Any], second: dict[str, Any], together: bool
) -> None:
    add_discount(world, ana, "ONE", **first)
    add_discount(world, ana, "TWO", **second)
    outcome = use(world, ana, "ONE", "TWO")
    assert [row.code for row in outcome.applied] == (["ONE", "TWO"] if together else ["ONE"])
    assert [row.reason for row in outcome.refused] == ([] if together else ["not_combinable"])


def test_product_discounts_come_off_before_order_discounts(world: World, ana: Shop) -> None:
    free = {"combines_with_order": True, "combines_with_product": True}
    add_discount(world, ana, "ORDER10", **free)
    add_discount(world, ana, "PRODUCT", percentage=D("0.50"), all_items=False, product_ids=[1], **free)
    assert amounts(use(world, ana, "ORDER10", "PRODUCT")) == {
        "ORDER10": {0: D("1.50"), 1: D("2.00")},
        "PRODUCT": {0: D("15.00")},
    }


def test_two_order_discounts_reckon_from_the_same_subtotal(world: World, ana: Shop) -> None:
    for code in ("CLEO10", "DEV10"):
        add_discount(world, ana, code, combines_with_order=True)
    assert amounts(use(world, ana, "cleo10", "dev10")) == {
        "cleo10": {0: D("3.00"), 1: D("2.00")},
        "dev10": {0: D("3.00"), 1: D("2.00")},
    }


def test_five_codes_and_one_for_shipping(world: World, ana: Shop) -> None:
    every = {f"combines_with_{kind}": True for kind in ("order", "product", "shipping")}
    codes = [f"C{number}" for number in range(6)]
    for code in codes:
        add_discount(world, ana, code, percentage=D("0.01"), **every)
    for code in ("S0", "S1"):
        add_discount(world, ana, code, kind="free_shipping", **every)
    outcome = use(world, ana, *codes, "S0", "S1", "c0")
    assert [row.code for row in outcome.applied] == [*codes[:5], "S0"]
    assert {row.code: row.reason for row in outcome.refused} == {
        "C5": "too_many",
        "S1": "too_many",
        "c0": "repeated",
    }


def test_of_equal_remainders_the_earlier_part_gets_the_unit() -> None:
    """0.05 by 1, 4 and 10 is 0.33, 1.33 and 3.33 cents: three equal remainders, one unit to give."""
    assert split(D("0.05"), [D(1), D(4), D(10)], "EUR") == [D("0.01"), D("0.01"), D("0.03")]
    assert split(D("0.05"), [D(10), D(4), D(1)], "EUR") == [D("0.04"), D("0.01"), D("0.00")]


@given(
    total=st.integers(0, 10**9),
    weights=st.lists(st.integers(0, 10**7), min_size=1, max_size=12).filter(any),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
)
def test_split_adds_up_and_is_never_a_unit_off(total: int, weights: list[int], currency: str) -> None:
    whole = D(total) * quantum(currency)
    parts = split(whole, [D(weight) for weight in weights], currency)
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(minor(part, currency) - D(total) * weight / sum(weights)) < 1
