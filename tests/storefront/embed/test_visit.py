"""What the block's script keeps of a visit, with leave, and how it gets into the cart beside all else."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.devshop.shopfront.theme import change_theme
from tests.storefront.stage import ASA, MARCO, Stage, kept, reference, wait_for_cart, wait_until_kept

pytestmark = pytest.mark.browser

GIFT = """() => fetch("/cart/update.js", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ attributes: { gift: "yes" } }),
})"""
WATCH_WRITES = """() => {
  const plain = window.fetch;
  sessionStorage.writes = sessionStorage.writes || "";
  window.fetch = (address, options = {}) => {
    if (options.method === "POST") sessionStorage.writes += `${address} `;
    return plain(address, options);
  };
}"""


@pytest.mark.parametrize(
    ("actions", "wanted"),
    [
        pytest.param("configured", ["/cart/standard-action"], id="the theme's updateCart"),
        pytest.param(
            "default", ["/cart/update.js"], id="Shopify's own updateCart, which would reload the page"
        ),
        pytest.param("none", ["/cart/update.js"], id="no updateCart"),
    ],
)
def test_the_reference_comes_beside_the_cart_s_attributes_once(
    page: Page, stage: Stage, actions: str, wanted: list[str]
) -> None:
    change_theme(stage.shop, actions=actions)
    page.goto(stage.url)
    page.evaluate(GIFT)
    page.add_init_script(f"({WATCH_WRITES})()")
    page.goto(f"{stage.url}/?em={ASA}")
    visit = wait_until_kept(page)
    assert re.fullmatch(rf"{ASA}\.[a-z0-9]{{16}}\.[a-z0-9]{{6}}", visit["ref"])
    assert abs(visit["at"] / 1000 - time.time()) < 60
    wait_for_cart(page, {"gift": "yes", "_earmark": visit["ref"]})
    with page.expect_response("**/cart.js"):
        page.goto(f"{stage.url}/?em={ASA}")
    page.wait_for_load_state("networkidle")
    wait_for_cart(page, {"gift": "yes", "_earmark": visit["ref"]})
    assert page.evaluate("sessionStorage.writes").split() == wanted


def test_the_newest_link_wins_and_every_order_of_the_window_carries_it(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.url}/?em={ASA}")
    wait_until_kept(page)
    newest = reference(MARCO)
    page.goto(f"{stage.url}/?em={newest}")
    visit = wait_until_kept(page, f"kept.ref.startsWith('{MARCO}') && kept.greet")
    assert visit["ref"] == newest
    for _ in range(2):
        page.goto(f"{stage.url}/products/stoneware-mug")
        wait_for_cart(page, {"_earmark": visit["ref"]})
        page.get_by_role("button", name="Add to cart").click()
        page.get_by_role("button", name="Check out").click()
        page.get_by_label("Email").fill("anna@buyer.example")
        page.get_by_label("Name").fill("Anna Pretendez")
        page.get_by_role("button", name="Pay now").click()
        expect(page.get_by_role("heading", name="Thank you, Anna!")).to_be_visible()
    assert [order.note_attributes for order in stage.shop.orders.values()] == [{"_earmark": visit["ref"]}] * 2


def test_what_is_no_reference_leaves_nothing(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.url}/?em=%3Cscript%3E{'a' * 5000}")
    page.wait_for_load_state("networkidle")
    assert kept(page) is None
    wait_for_cart(page, {})
    assert stage.app.asked == []


def test_a_visit_ends_with_its_window(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.url}/?em={ASA}")
    visit = wait_until_kept(page)
    assert visit["days"] == 14
    began = visit["at"] / 1000
    page.clock.set_fixed_time(began + 86400 + 60)
    page.goto(f"{stage.url}/collections/all")
    wait_until_kept(page, f"kept.asked > {visit['asked']}")
    assert stage.app.asked == [ASA, ASA]
    page.clock.set_fixed_time(began + 14 * 86400 + 1)
    page.goto(f"{stage.url}/collections/all")
    page.wait_for_function("localStorage.getItem('earmark') === null")
    expect(page.get_by_role("region", name="Greeting")).to_be_hidden()


def test_nothing_is_kept_before_the_shopper_agrees(page: Page, stage: Stage) -> None:
    change_theme(stage.shop, privacy="asks")
    page.goto(f"{stage.url}/?em={ASA}")
    expect(page.get_by_role("region", name="Greeting")).to_contain_text("Åsa")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("[localStorage.length, document.cookie.includes('earmark')]") == [0, False]
    wait_for_cart(page, {})
    page.get_by_role("button", name="Accept").click()
    visit = wait_until_kept(page)
    wait_for_cart(page, {"_earmark": visit["ref"]})
    page.goto(f"{stage.url}/collections/all")
    expect(page.get_by_role("region", name="Greeting")).to_contain_text("Åsa")
    assert stage.app.asked == [ASA]


def test_a_refusal_keeps_nothing_and_a_withdrawal_takes_everything_back(page: Page, stage: Stage) -> None:
    change_theme(stage.shop, privacy="asks")
    page.goto(f"{stage.url}/?em={ASA}")
    page.get_by_role("button", name="Decline").click()
    page.goto(f"{stage.url}/?em={ASA}")
    expect(page.get_by_role("region", name="Greeting")).to_be_visible()
    assert kept(page) is None
    page.evaluate("Shopify.customerPrivacy.setTrackingConsent({ analytics: true })")
    visit = wait_until_kept(page)
    # Else the gift's script, which writes all attributes, could overtake the one under way.
    wait_for_cart(page, {"_earmark": visit["ref"]})
    page.evaluate(GIFT)
    wait_for_cart(page, {"gift": "yes", "_earmark": visit["ref"]})
    page.evaluate("Shopify.customerPrivacy.setTrackingConsent({ analytics: false })")
    wait_for_cart(page, {"gift": "yes"})
    assert kept(page) is None


@pytest.mark.parametrize(
    ("script", "is_kept"),
    [
        pytest.param("Shopify.loadFeatures = (_, done) => done(new Error('blocked'))", False, id="it fails"),
        pytest.param("Shopify.loadFeatures = () => {}", False, id="it never answers"),
        pytest.param("delete Shopify.loadFeatures", True, id="the shop has none"),
    ],
)  # fmt: skip
def test_where_the_privacy_api_cannot_be_asked(page: Page, stage: Stage, script: str, is_kept: bool) -> None:
    page.goto(f"{stage.url}/?em={MARCO}")
    earlier = wait_until_kept(page)
    wait_for_cart(page, {"_earmark": earlier["ref"]})
    page.route("**/cdn/privacy.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page.clock.install()
    page.goto(f"{stage.url}/?em={ASA}")
    page.clock.fast_forward(3000)
    expect(page.get_by_role("region", name="Greeting")).to_contain_text("Åsa")
    if is_kept:
        wait_until_kept(page, f"kept.ref.startsWith('{ASA}')")
    else:
        # What was kept with leave stays as it was.
        assert kept(page) == earlier
        wait_for_cart(page, {"_earmark": earlier["ref"]})


def test_a_browser_that_forbids_storage_still_carries_the_visit_to_the_cart(page: Page, stage: Stage) -> None:
    page.add_init_script(
        """Object.defineProperty(window, "localStorage", {
            get() { throw new DOMException("Storage is forbidden.", "SecurityError"); },
        })"""
    )
    ref = reference(ASA)
    page.goto(f"{stage.url}/?em={ref}")
    expect(page.get_by_role("region", name="Greeting")).to_be_visible()
    wait_for_cart(page, {"_earmark": ref})
