"""A shop comes, goes, comes back and is forgotten; its buyers ask for their data and to be forgotten."""

from __future__ import annotations

import re

from sqlalchemy import text

from plugin.store.tables import metadata
from tests.cast import BEN
from tests.devshop.stack import Stack
from tests.journeys.agreement import app_orders, books, opened
from tests.journeys.conftest import OpenShop
from tests.journeys.merchant import Merchant
from tests.journeys.reading import codes_in_shopify, credited, entries, table, why
from tests.journeys.roster import roster_csv
from tests.journeys.story import create_campaign, import_creators, wait_until_quiet
from tests.journeys.webhook import send

CREATORS = {"SPRING_ADA": "Ada Apricot", "SPRING_BO": "Bo Biscuit"}


def furnish(merchant: Merchant, stack: Stack) -> int:
    """Install the app, two creators with codes, one order; its id."""
    merchant.install()
    merchant.open("/").raise_for_status()
    import_creators(merchant, roster_csv(2))
    create_campaign(merchant, name="Spring", template="SPRING_{FIRST}", percent=10)
    order = merchant.control("orders", codes=["SPRING_ADA"])
    wait_until_quiet(merchant, stack)
    assert credited(merchant, order["id"])
    return int(order["id"])


def rows_of(stack: Stack, merchant: Merchant) -> dict[str, int]:
    """How many rows each table holds of the shop; tables without any are left out."""
    found = {}
    with opened(stack.env["DATABASE_URL"]) as database, database.engine.connect() as connection:
        shop_id = connection.execute(
            text("select id from shops where domain = :d"), {"d": merchant.domain}
        ).scalar_one_or_none()
        if shop_id is None:
            assert shop_id is None
            return {}
        for name in metadata.tables:
            column = "id" if name == "shops" else "shop_id"
            count = text(f"select count(*) from {name} where {column} = :shop")  # noqa: S608
            found[name] = connection.execute(count, {"shop": shop_id}).scalar_one()
    return {name: count for name, count in found.items() if count}


def test_uninstalling_stops_the_work_and_keeps_the_data(new_shop: OpenShop, stack: Stack) -> None:
    ana = new_shop()
    order = furnish(ana, stack)
    held, kept = entries(ana, order), rows_of(stack, ana)
    stale = ana.launch()
    ana.control("uninstall")
    wait_until_quiet(ana, stack)
    assert rows_of(stack, ana).keys() == kept.keys() - {"access_tokens"}
    # A token from a moment ago opens nothing any more, and nothing that still comes in is worked on.
    refused = ana.app.get("/orders", params=stale)
    assert refused.status_code >= 400
    assert "the app was removed" in refused.text
    assert "Ada Apricot" not in refused.text
    assert send(stack, ana, "orders/create", {"id": 1}).status_code == 200
    wait_until_quiet(ana, stack)
    assert app_orders(stack.env["DATABASE_URL"], ana.domain).keys() == {order}

    ana.install()
    assert ana.open("/").status_code == 200
    assert entries(ana, order) == held
    again = ana.control("orders", codes=["SPRING_BO"])
    wait_until_quiet(ana, stack)
    assert credited(ana, again["id"]) == {"Bo Biscuit": again["truth"]["net_minor"]}
    campaign = create_campaign(ana, name="Autumn", template="AUTUMN_{FIRST}", percent=5)
    assert {row["Status"] for row in table(ana, f"/campaigns/{campaign}/codes.csv")} == {"Active"}


def test_shop_redact_forgets_the_shop_and_no_other(new_shop: OpenShop, stack: Stack) -> None:
    ana, ben = new_shop(), new_shop(BEN.domain)
    furnish(ana, stack)
    bens = furnish(ben, stack)
    kept = rows_of(stack, ben)
    # Shopify never sends it while the app is there; whoever manages to send one loses nothing.
    assert send(stack, ana, "shop/redact", {"shop_domain": ana.domain}).status_code == 200
    wait_until_quiet(ana, stack)
    assert "orders" in rows_of(stack, ana)

    ana.control("uninstall")
    wait_until_quiet(ana, stack)
    assert "orders" in rows_of(stack, ana)
    ana.control("redact-shop")
    wait_until_quiet(ana, stack)
    assert rows_of(stack, ana) == {}
    assert rows_of(stack, ben) == kept
    assert credited(ben, bens)

    ana.install()
    assert "First steps" in ana.open("/").text
    assert table(ana, "/creators.csv") == []
    assert table(ana, "/orders.csv") == []
    assert "SPRING_ADA" in codes_in_shopify(ana), "what stands in Shopify is the owner's"


def test_a_buyer_gets_an_export_and_is_forgotten(new_shop: OpenShop, stack: Stack) -> None:
    ana, ben = new_shop(), new_shop(BEN.domain)
    furnish(ana, stack)
    furnish(ben, stack)
    first = ana.control("orders", codes=["SPRING_ADA"])
    buyer = first["customer_id"]
    second = ana.control("orders", codes=["SPRING_BO"], customer=buyer)
    wait_until_quiet(ana, stack)
    assert "new: this is their first order" in why(ana, first["id"])
    assert "Buyer returning" in why(ana, second["id"])

    ana.control("privacy", customer_id=buyer, kind="data_request")
    wait_until_quiet(ana, stack)
    (path,) = re.findall(r'href="(/settings/requests/\d+\.json)"', ana.open("/settings").text)
    export = ana.fetch("GET", path)
    assert export.headers["Content-Disposition"].startswith("attachment")
    assert {row["name"] for row in export.json()["orders"]} == {first["name"], second["name"]}
    assert ben.fetch("GET", path).status_code == 404
    assert "/settings/requests/" not in ben.open("/settings").text

    before = books(stack.env["DATABASE_URL"], ana.domain)
    ana.control("privacy", customer_id=buyer, kind="redact")
    wait_until_quiet(ana, stack)
    assert ana.fetch("GET", path).status_code == 404
    for order in (first, second):
        assert credited(ana, order["id"]) == {CREATORS[order["codes"][0]]: order["truth"]["net_minor"]}
    after = books(stack.env["DATABASE_URL"], ana.domain)
    assert (after.ledger_minor, after.balanced) == (before.ledger_minor, True)
    # Forgotten is forgotten: whoever comes back is new.
    third = ana.control("orders", codes=["SPRING_BO"], customer=buyer)
    wait_until_quiet(ana, stack)
    assert "new: this is their first order" in why(ana, third["id"])


def test_missing_scopes_are_named_and_granting_them_opens_every_page(shop: Merchant, stack: Stack) -> None:
    state = shop.standin.get("/control/api/state").json()
    (granted,) = [row["scopes"] for row in state["shops"] if row["domain"] == shop.domain]
    assert "write_discounts" in granted
    shop.control("scopes", scopes=[name for name in granted if name != "write_discounts"])
    wait_until_quiet(shop, stack)
    for path in ("/", "/orders", "/creators.csv"):
        page = shop.open(path)
        assert page.status_code == 403
        assert "write_discounts" in page.text
        assert "to create creators&#39; codes, and to pause or end them" in page.text
        assert "read_orders" not in page.text
    assert shop.fetch("POST", "/creators/new", {"name": "Too Early"}).status_code == 403
    shop.control("scopes", scopes=granted)
    assert shop.open("/creators").status_code == 200
    assert table(shop, "/creators.csv") == []
