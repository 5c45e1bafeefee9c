"""A purchase in Chromium, by mouse and by the storefront's standard actions, at both widths."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import serve
from tests.devshop.app import create_storefront
from tests.devshop.fixtures import add_discount, variants
from tests.devshop.world import Shop, World

pytestmark = pytest.mark.browser

LISTEN = """() => {
  window.heard = [];
  for (const type of ["lines-update", "discount-update", "note-update"]) {
    document.addEventListener(`shopify:cart:${type}`, (event) => heard.push(event.type));
  }
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_a_buyer_follows_a_creator_s_link_and_buys(page: Page, world: World, ana: Shop, width: int) -> None:
    add_discount(world, ana, "ASA10")
    page.set_viewport_size({"width": width, "height": 844})
    with serve(create_storefront(world, ana.domain)) as shop:
        page.goto(f"{shop}/discount/ASA10?redirect=%2Fproducts%2Fstoneware-mug")
        page.get_by_text("Large").click()
        page.get_by_role("button", name="Add to cart").click()
        expect(page.get_by_role("heading", name="Cart")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("button", name="Check out").click()
        page.get_by_label("Email").fill("anna@buyer.example")
        page.get_by_label("Name").fill("Anna Pretendez")
        page.get_by_label("Discount code").fill("NOPE")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("Enter a valid discount code.")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("button", name="Pay now").click()
        expect(page.get_by_role("heading", name="Thank you, Anna!")).to_be_visible()
    (order,) = ana.orders.values()
    assert [row.code for row in order.applications] == ["ASA10"]
    assert order.lines[0].variant_id == variants(ana)[1]


def test_the_standard_actions_change_the_cart_and_tell_of_it(page: Page, world: World, ana: Shop) -> None:
    add_discount(world, ana, "ASA10")
    with serve(create_storefront(world, ana.domain)) as shop:
        page.goto(shop)
        page.evaluate(LISTEN)
        payload = {
            "lines": [{"merchandiseId": f"gid://shopify/ProductVariant/{variants(ana)[0]}", "quantity": 2}],
            "discountCodes": ["asa10"],
            "attributes": [{"key": "creator", "value": "asa"}],
        }
        result = page.evaluate("payload => Shopify.actions.updateCart(payload)", payload)
        assert result["cart"]["totalQuantity"] == 2
        assert result["cart"]["cost"]["totalAmount"] == {"amount": "43.20", "currencyCode": "EUR"}
        assert result["cart"]["discountCodes"] == [{"code": "asa10", "applicable": True}]
        assert result["cart"]["attributes"] == [{"key": "creator", "value": "asa"}]
        assert page.evaluate("heard") == ["shopify:cart:lines-update", "shopify:cart:discount-update"]
        expect(page.locator("[data-cart-count]")).to_have_text("2")
