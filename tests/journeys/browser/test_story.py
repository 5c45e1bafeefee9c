"""The main story by mouse: install, creators, a campaign, a purchase, and why it counts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.devshop.stack import Stack
from tests.journeys.browser.conftest import Admin
from tests.journeys.merchant import until
from tests.journeys.reading import codes_in_shopify
from tests.journeys.roster import roster_csv

pytestmark = pytest.mark.browser


def test_from_install_to_why(page: Page, ana: Admin, stack: Stack) -> None:
    app = ana.app
    page.goto(ana.address())
    page.get_by_role("button", name="Install").click()
    ana.shows("Overview")
    expect(app.get_by_role("heading", name="First steps")).to_be_visible()
    import_from_a_file(ana)
    create_a_campaign(ana)
    buy(page, stack, "AUTUMN_CLEO20")

    (order,) = until(ana.merchant.truth, what="The order")["rows"]
    way = f"/orders/{order['order_id']}"
    until(lambda: ana.merchant.open(way).status_code == 200, what="The order's page")
    ana.menu("Earmark")
    ana.shows("Overview")
    expect(app.locator("s-table-row", has_text="Cleo Cloud")).to_contain_text(_euros(order["net_minor"]))
    ana.menu("Orders")
    app.get_by_role("link", name=re.compile("Why order")).click()
    ana.shows(f"Why? Order {order['name']}")
    credit = f"Cleo Cloud is credited with {_euros(order['net_minor'])}"
    expect(app.locator(".answer")).to_contain_text(credit)
    expect(app.locator(".reasons").first).to_contain_text("Code AUTUMN_CLEO20 is Cleo Cloud's.")


def import_from_a_file(ana: Admin) -> None:
    """Creators: the file, its columns, what it would do, and what came of it."""
    app = ana.app
    ana.button("Add creators").click()
    ana.shows("Creators")
    ana.button("Import from a file").click()
    ana.shows("Import creators")
    file = FilePayload(name="creators.csv", mimeType="text/csv", buffer=roster_csv(4))
    app.locator("#creators-file input[type=file]").set_input_files(file)
    ana.button("Continue").click()
    ana.shows("Check the import")
    expect(app.get_by_text("Ada Apricot").first).to_be_visible()
    expect(app.locator("#column-1")).to_have_js_property("value", "instagram")
    ana.button("Import 4 creators").click()
    expect(app.get_by_text("Imported: creators.csv")).to_be_visible()
    ana.button("See the creators").click()
    ana.shows("Creators")
    expect(app.get_by_role("link", name="Cleo Cloud")).to_be_visible()


def create_a_campaign(ana: Admin) -> None:
    """A campaign by the form: every code is seen before anything is created, then watched being created."""
    app = ana.app
    ana.menu("Campaigns")
    ana.button("New campaign").first.click()
    ana.shows("New campaign")
    app.get_by_label("Name", exact=True).fill("Autumn")
    app.get_by_label("Percentage", exact=True).fill("20")
    app.get_by_label("Who takes part").select_option("all")
    app.get_by_label("Template").fill("AUTUMN_{FIRST}{VALUE}")
    expect(app.locator("#code-preview")).to_contain_text("AUTUMN_CLEO20")
    assert codes_in_shopify(ana.merchant) == {}
    ana.button("Save and check the codes").click()
    ana.shows("Autumn")
    assert codes_in_shopify(ana.merchant) == {}
    ana.button("Create 4 codes in Shopify").click()
    expect(app.locator("s-badge", has_text="Active")).to_have_count(4)
    assert codes_in_shopify(ana.merchant)["AUTUMN_CLEO20"]["status"] == "ACTIVE"


def buy(page: Page, stack: Stack, code: str) -> None:
    """A shopper follows a creator's link and buys."""
    shopper = page.context.new_page()
    shopper.goto(f"{stack.storefront_url()}/discount/{code}?redirect=%2Fproducts%2Fwool-throw")
    shopper.get_by_role("button", name="Add to cart").click()
    shopper.get_by_role("button", name="Check out").click()
    shopper.get_by_label("Email").fill("perpetua.notreal@buyer.example")
    shopper.get_by_label("Name").fill("Perpetua Notreal")
    shopper.get_by_role("button", name="Pay now").click()
    expect(shopper.get_by_role("heading", name=re.compile("Thank you"))).to_be_visible()
    shopper.close()


def _euros(minor: int) -> str:
    return f"€{minor / 100:,.2f}"
