"""From cart to order: codes that count and codes that do not, and what the order remembers of the visit."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.devshop.fixtures import add_discount, last, variants
from tests.devshop.sales.discounts import REASONS
from tests.devshop.sales.sums import total_price
from tests.devshop.shopfront.conftest import PAGE, Visit
from tests.devshop.world import Shop, World

ANNA = {"email": "Anna@Buyer.example", "name": "Anna Pretendez"}


def filled(buyer: FlaskClient, shop: Shop, quantity: int = 1) -> FlaskClient:
    buyer.post("/cart/add", data={"id": variants(shop)[0], "quantity": quantity})
    return buyer


def apply(buyer: FlaskClient, code: str) -> TestResponse:
    return buyer.post("/checkout", data={**ANNA, "discount": code, "apply": "1"})


def pay(buyer: FlaskClient, **form: str) -> TestResponse:
    return buyer.post("/checkout", data={**ANNA, "pay": "1", **form})


def test_an_order_keeps_what_the_visit_brought(
    buyer: FlaskClient, world: World, ana: Shop, ben: Shop
) -> None:
    add_discount(world, ana, "ASA10")
    buyer.get(
        "/collections/living?utm_source=asa", headers={**PAGE, "Referer": "https://video.example/watch"}
    )
    buyer.get("/", headers=PAGE)
    filled(buyer, ana, 2).post("/cart/update.js", json={"attributes": {"creator": "asa"}})
    apply(buyer, "asa10")
    answer = pay(buyer)
    (order,) = ana.orders.values()
    assert answer.headers["Location"] == f"/checkouts/{order.checkout_token}/thank-you"
    assert order.landing_site == "/collections/living?utm_source=asa"
    assert order.referring_site == "https://video.example/watch"
    assert order.note_attributes == {"creator": "asa"}
    assert total_price(order) == Decimal("43.20") + Decimal("6.90")
    assert [row.code for row in order.applications] == ["asa10"]
    assert order.customer is not None
    assert order.customer.email == "Anna@Buyer.example"
    assert ben.orders == {}


def test_the_order_is_told_and_its_page_shows_number_and_place_for_extensions(
    buyer: FlaskClient, world: World, ana: Shop, visit: Visit, ben: Shop
) -> None:
    from tests.devshop import oauth

    oauth.install(world, ana)
    filled(buyer, ana)
    path = pay(buyer).headers["Location"]
    (order,) = ana.orders.values()
    html = buyer.get(path).get_data(as_text=True)
    assert f"Order #{order.number}" in html
    assert (
        f'data-extension-target="purchase.thank-you.block.render" data-order-id="gid://shopify/OrderIdentity/{order.id}"'
        in html
    )
    assert last(world, "orders/create")["checkout_token"] == order.checkout_token
    assert buyer.get("/cart.js").get_json()["item_count"] == 0
    assert visit(ben).get(path).status_code == 404


def test_several_codes_count_together_where_they_combine(buyer: FlaskClient, world: World, ana: Shop) -> None:
    add_discount(world, ana, "ASA10", combines_with_order=True)
    add_discount(world, ana, "MARCO5", percentage=Decimal("0.05"), combines_with_order=True)
    filled(buyer, ana)
    assert apply(buyer, "ASA10").status_code == 200
    assert apply(buyer, "marco5").status_code == 200
    pay(buyer)
    (order,) = ana.orders.values()
    assert [row.code for row in order.applications] == ["ASA10", "marco5"]


def terms(world: World) -> dict[str, dict[str, Any]]:
    day = timedelta(days=1)
    return {
        "unknown": {},
        "expired": {"ends_at": world.now() - day},
        "scheduled": {"starts_at": world.now() + day},
        "minimum": {"minimum_subtotal": Decimal(500)},
        "usage_limit": {"usage_limit": 0},
        "not_combinable": {},
        "repeated": {},
    }


@pytest.mark.parametrize(
    "reason", ["unknown", "expired", "scheduled", "minimum", "usage_limit", "not_combinable", "repeated"]
)
def test_a_code_that_does_not_count_is_answered_with_its_reason(
    buyer: FlaskClient, world: World, ana: Shop, reason: str
) -> None:
    add_discount(world, ana, "FIRST", percentage=Decimal("0.05"))
    if reason != "unknown":
        add_discount(world, ana, "SECOND", **terms(world)[reason])
    filled(buyer, ana)
    if reason in {"not_combinable", "repeated"}:
        apply(buyer, "FIRST")
    answer = apply(buyer, "first" if reason == "repeated" else "SECOND")
    assert answer.status_code == 422
    assert REASONS[reason] in answer.get_data(as_text=True)
    pay(buyer)
    (order,) = ana.orders.values()
    assert [row.code for row in order.applications] == (
        ["FIRST"] if reason in {"not_combinable", "repeated"} else []
    )


def test_once_per_customer_is_told_before_paying(
    buyer: FlaskClient, visit: Visit, world: World, ana: Shop
) -> None:
    add_discount(world, ana, "ONCE", applies_once_per_customer=True)
    apply(filled(buyer, ana), "ONCE")
    pay(buyer)
    again = filled(visit(ana), ana)
    again.get("/discount/ONCE")
    refused = pay(again)
    assert refused.status_code == 422
    assert REASONS["once_per_customer"] in refused.get_data(as_text=True)
    assert len(ana.orders) == 1
    assert pay(again).status_code == 303
    assert [len(order.applications) for order in ana.orders.values()] == [1, 0]


@pytest.mark.parametrize("form", [{"email": "nobody"}, {"name": " "}], ids=["email", "name"])
def test_a_buyer_must_be_named(buyer: FlaskClient, ana: Shop, form: dict[str, str]) -> None:
    answer = pay(filled(buyer, ana), **form)
    assert answer.status_code == 422
    assert "Enter your name and a valid email address." in answer.get_data(as_text=True)
    assert ana.orders == {}


def test_an_empty_cart_has_no_checkout(buyer: FlaskClient, ana: Shop) -> None:
    assert buyer.get("/checkout").headers["Location"] == "/cart"
    assert pay(buyer).headers["Location"] == "/cart"
    assert ana.orders == {}


def test_the_total_shown_is_the_total_booked(visit: Visit, world: World, ben: Shop) -> None:
    add_discount(world, ben, "BEN15", percentage=Decimal("0.15"))
    buyer = filled(visit(ben), ben, 3)
    shown = apply(buyer, "BEN15").get_data(as_text=True).split("data-total>")[1].split("<")[0]
    pay(buyer)
    (order,) = ben.orders.values()
    assert shown == f"${total_price(order):,.2f}"
