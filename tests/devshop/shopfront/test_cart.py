"""The cart by forms and by script."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.devshop.fixtures import add_discount, variants
from tests.devshop.world import Shop, World


def test_a_cart_is_filled_changed_and_emptied_by_forms(buyer: FlaskClient, ana: Shop) -> None:
    first, second = variants(ana)[:2]
    assert buyer.post("/cart/add", data={"id": first, "quantity": 2}).headers["Location"] == "/cart"
    buyer.post("/cart/add", data={"id": first})
    buyer.post("/cart/add", data={"id": second})
    assert [(row["id"], row["quantity"]) for row in buyer.get("/cart.js").get_json()["items"]] == [
        (first, 3),
        (second, 1),
    ]
    buyer.post("/cart", data={f"updates[{first}]": "1", f"updates[{second}]": "0", "update": ""})
    assert [(row["id"], row["quantity"]) for row in buyer.get("/cart.js").get_json()["items"]] == [(first, 1)]
    assert buyer.post("/cart", data={"checkout": ""}).headers["Location"] == "/checkout"
    assert buyer.post("/cart/add", data={"id": 1}).status_code == 404


def test_the_ajax_cart_speaks_in_hundredths(buyer: FlaskClient, ana: Shop) -> None:
    variant = variants(ana)[0]
    added = buyer.post("/cart/add.js", json={"items": [{"id": variant, "quantity": 2}]}).get_json()
    assert added["items"][0]["final_line_price"] == 4800
    one = buyer.post("/cart/add.js", data={"id": str(variant)}).get_json()
    assert (one["id"], one["quantity"], one["price"]) == (variant, 3, 2400)
    changed = buyer.post("/cart/change.js", json={"line": 1, "quantity": 1}).get_json()
    assert (changed["item_count"], changed["total_price"], changed["currency"]) == (1, 2400, "EUR")
    assert buyer.post("/cart/clear.js").get_json()["items"] == []


def test_what_is_not_sold_is_refused_and_changes_nothing(buyer: FlaskClient, ana: Shop, ben: Shop) -> None:
    buyer.post("/cart/add.js", json={"id": variants(ana)[0]})
    mixed = {"items": [{"id": variants(ana)[1]}, {"id": variants(ben)[0]}]}
    answer = buyer.post("/cart/add.js", json=mixed)
    assert (answer.status_code, answer.get_json()["description"]) == (422, "Cannot find variant")
    assert buyer.post("/cart/change.js", json={"id": 7, "quantity": 1}).status_code == 422
    assert buyer.get("/cart.js").get_json()["item_count"] == 1


def test_attributes_are_merged_by_the_ajax_api_and_replaced_by_the_standard_action(
    buyer: FlaskClient,
) -> None:
    buyer.post("/cart/update.js", json={"attributes": {"creator": "asa", "gift": "yes", "__secret": "1"}})
    seen = buyer.post("/cart/update.js", data={"attributes[gift]": "", "note": "Ring twice"}).get_json()
    assert (seen["attributes"], seen["note"]) == ({"creator": "asa"}, "Ring twice")
    buyer.post("/cart/standard-action", json={"attributes": {"other": "1"}})
    assert buyer.get("/cart.js").get_json()["attributes"] == {"other": "1"}


def test_the_standard_action_adds_updates_and_names_what_it_could_not_do(
    buyer: FlaskClient, world: World, ana: Shop
) -> None:
    add_discount(world, ana, "ASA10")
    variant = variants(ana)[0]
    lines = [
        {"merchandiseId": f"gid://shopify/ProductVariant/{variant}", "quantity": 2},
        {"merchandiseId": "1"},
    ]
    result = buyer.post(
        "/cart/standard-action", json={"lines": lines, "discountCodes": ["ASA10", "NOPE"]}
    ).get_json()
    assert result["cart"]["discount_codes"] == [
        {"code": "ASA10", "applicable": True},
        {"code": "NOPE", "applicable": False},
    ]
    assert [row["message"] for row in result["userErrors"]] == ["The merchandise with id 1 does not exist."]
    changed = buyer.post(
        "/cart/standard-action", json={"lines": [{"id": str(variant), "quantity": 0}]}
    ).get_json()
    assert changed["cart"]["item_count"] == 0


@pytest.mark.parametrize("broken", ["nonsense", "99999:1"])
def test_a_permalink_fills_a_cart_or_is_not_found(buyer: FlaskClient, ana: Shop, broken: str) -> None:
    first, second = variants(ana)[:2]
    answer = buyer.get(f"/cart/{first}:2,{second}:1?discount=ASA10&attributes[creator]=asa")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/checkout")
    body = buyer.get("/cart.js").get_json()
    assert (body["item_count"], body["attributes"]) == (3, {"creator": "asa"})
    assert buyer.get(f"/cart/{broken}").status_code == 404
