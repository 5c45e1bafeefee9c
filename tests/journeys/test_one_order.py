"""One order from the install to its cancellation, read where the shop owner reads it."""

from __future__ import annotations

from typing import Any

from tests.devshop.stack import Stack
from tests.journeys.agreement import app_orders, books, differences
from tests.journeys.merchant import Merchant
from tests.journeys.reading import codes_in_shopify, credited, entries, minor, order_row, table, why
from tests.journeys.roster import roster_csv
from tests.journeys.story import create_campaign, import_creators, wait_until_quiet


def test_from_install_to_cancellation(shop: Merchant, stack: Stack) -> None:
    assert "First steps" in shop.open("/").text
    import_creators(shop, roster_csv(3))
    names = [row["Name"] for row in table(shop, "/creators.csv")]
    assert sorted(names) == ["Ada Apricot", "Bo Biscuit", "Cleo Cloud"]

    campaign = create_campaign(shop, name="Harvest", template="HARVEST_{FIRST}", percent=10)
    created = codes_in_shopify(shop)
    assert {code: (row["by_app"], row["status"]) for code, row in created.items()} == {
        f"HARVEST_{first}": (True, "ACTIVE") for first in ("ADA", "BO", "CLEO")
    }
    listed = table(shop, f"/campaigns/{campaign}/codes.csv")
    assert {row["Code"] for row in listed} == set(created)

    goods = _variants(shop)
    items = [{"variant_id": goods[0], "quantity": 2}, {"variant_id": goods[2], "quantity": 3}]
    order = shop.control("orders", codes=["hArVeSt_aDa"], items=items)
    page = _agree(shop, stack, order, ["Credited"])
    assert "Ada Apricot is credited with" in page
    assert "Code hArVeSt_aDa is Ada Apricot's." in page
    assert order_row(shop, order["name"])["Outcome"] == "Credited"
    (ada,) = [row for row in table(shop, "/overview.csv") if row["Creator"] == "Ada Apricot"]
    assert minor(ada["Revenue"]) == order["truth"]["net_minor"]
    assert "Ada Apricot" in shop.open("/").text

    way, (first, second) = f"orders/{order['id']}", [str(line["id"]) for line in order["lines"]]
    order = shop.control(f"{way}/refund", lines={first: 1})
    _agree(shop, stack, order, ["Credited", "Lowered"])
    order = shop.control(f"{way}/refund", amount="3.21")
    page = _agree(shop, stack, order, ["Credited", "Lowered", "Lowered"])
    assert page.count("Decided after a refund") == page.count("Lowered, after a refund") == 2
    order = shop.control(f"{way}/edit", quantities={second: 1}, add=[{"variant_id": goods[4]}])
    page = _agree(shop, stack, order, None)
    assert "The order was edited (units added: 1, removed: 2)." in page
    order = shop.control(f"{way}/cancel", refunded=True)
    page = _agree(shop, stack, order, None)
    assert credited(shop, order["id"]) == {}
    assert entries(shop, order["id"])[-1][0] == "Taken back"
    assert "Cancelled" in page
    assert "Nobody is credited with this order." in page
    assert minor(order_row(shop, order["name"])["Net revenue"]) == 0

    deliveries = shop.open("/deliveries").text
    assert "Nothing is parked" in deliveries


def _agree(shop: Merchant, stack: Stack, order: dict[str, Any], kinds: list[str] | None) -> str:
    """Wait, compare the order's page and the books with the stand-in's; the text of the Why? page."""
    wait_until_quiet(shop, stack)
    net = order["truth"]["net_minor"]
    held = entries(shop, order["id"])
    if kinds is not None:
        assert [kind for kind, _, _ in held] == kinds
    assert credited(shop, order["id"]) == ({"Ada Apricot": net} if net else {})
    assert minor(order_row(shop, order["name"])["Net revenue"]) == net
    url = stack.env["DATABASE_URL"]
    assert differences(app_orders(url, shop.domain), shop.truth()) == []
    assert books(url, shop.domain).balanced
    return why(shop, order["id"])


def _variants(shop: Merchant) -> list[int]:
    answer = shop.standin.get("/control/api/state").json()
    (found,) = [row for row in answer["shops"] if row["domain"] == shop.domain]
    return [one["id"] for row in found["products"] if not row["gift_card"] for one in row["variants"]]
