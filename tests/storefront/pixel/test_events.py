"""The built pixel in its sandbox, in Chromium: what of a purchase is collected, and what never is."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from storefront.collected import MESSAGE, CollectedEvent
from tests.devshop.fixtures import variants
from tests.devshop.shopfront.theme import change_theme
from tests.storefront.stage import ASA, SHOP_TOKEN, Stage, reference, wait_for_cart, wait_until_kept

pytestmark = pytest.mark.browser


def buy(page: Page) -> None:
    page.get_by_role("button", name="Check out").click()
    page.get_by_label("Email").fill("anna@buyer.example")
    page.get_by_label("Name").fill("Anna Pretendez")


def understood(stage: Stage) -> bool:
    """Whether the collector of the app takes every message, and knows every field in it."""
    known = set(CollectedEvent().fields)
    for message in stage.app.messages:
        MESSAGE.load(message)
        assert all(set(event) <= known for event in message["events"]), message
    return bool(stage.app.messages)


def test_a_purchase_reaches_the_collector_under_the_visit_s_reference(page: Page, stage: Stage) -> None:
    stage.activate_pixel()
    page.goto(f"{stage.url}/products/stoneware-mug?em={ASA}", referer="https://video.example/watch?v=anna")
    ref = wait_until_kept(page)["ref"]
    wait_for_cart(page, {"_earmark": ref})
    stage.app.wait_for("page_viewed", "product_viewed")
    page.get_by_role("button", name="Add to cart").click()
    stage.app.wait_for("product_added_to_cart")
    buy(page)
    stage.app.wait_for("checkout_started")
    page.get_by_role("button", name="Pay now").click()
    events = stage.app.wait_for("checkout_completed")
    (order,) = stage.shop.orders.values()
    assert {event["ref"] for event in events} == {ref}
    mug = next(iter(stage.shop.products))
    told = {event["kind"]: event for event in events}
    first = next(event for event in events if event["kind"] == "page_viewed")
    assert (first["landing"], first["referrer"]) == ("product", "video.example")
    assert told["product_viewed"]["product"] == told["product_added_to_cart"]["product"] == str(mug)
    assert told["checkout_started"]["checkout"] == order.checkout_token
    assert (told["checkout_completed"]["checkout"], told["checkout_completed"]["order"]) == (
        order.checkout_token,
        str(order.id),
    )
    assert {(message["shop"], message["origin"]) for message in stage.app.messages} == {(SHOP_TOKEN, "null")}
    assert all(message["type"].startswith("text/plain") for message in stage.app.messages)
    assert understood(stage)
    assert not any(
        word in json.dumps(stage.app.messages).casefold() for word in ("anna@", "pretendez", "mozilla")
    )
    page.reload()
    expect(page.get_by_role("heading", name="Thank you, Anna!")).to_be_visible()
    assert len({event["id"] for event in events}) == len(events)


def test_without_the_block_the_pixel_keeps_the_visit_and_hears_scripts_and_sign_ups(
    page: Page, stage: Stage
) -> None:
    stage.switch(False)
    stage.activate_pixel()
    page.goto(f"{stage.url}/?em={reference(ASA)}")
    stage.app.wait_for("page_viewed")
    gid = f"gid://shopify/ProductVariant/{variants(stage.shop)[0]}"
    page.evaluate("(id) => Shopify.actions.updateCart({ lines: [{ merchandiseId: id, quantity: 2 }] })", gid)
    stage.app.wait_for("product_added_to_cart")
    page.get_by_label("Newsletter").fill("anna@buyer.example")
    page.get_by_role("button", name="Sign up").click()
    stage.app.wait_for("newsletter")
    answer = {"question": "first_heard", "option": "friend"}
    page.evaluate("(answer) => Shopify.analytics.publish('earmark:survey_answer', answer)", answer)
    events = stage.app.wait_for("survey_answer")
    assert [event["answer"] for event in events if "answer" in event] == [answer]
    assert {event["ref"].split(".")[0] for event in events} == {ASA}
    assert understood(stage)
    assert "buyer.example" not in json.dumps(stage.app.messages)


def test_the_pixel_waits_for_consent_and_for_its_activation(page: Page, stage: Stage) -> None:
    change_theme(stage.shop, privacy="asks")
    page.goto(f"{stage.url}/?em={ASA}")
    page.get_by_role("button", name="Accept").click()
    wait_until_kept(page)
    assert page.locator("iframe").count() == 0
    stage.activate_pixel()
    page.context.clear_cookies()
    page.goto(f"{stage.url}/?em={ASA}")
    expect(page.get_by_role("button", name="Decline")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert (page.locator("iframe").count(), stage.app.messages) == (0, [])
    page.get_by_role("button", name="Accept").click()
    stage.app.wait_for("page_viewed")
    page.evaluate("Shopify.customerPrivacy.setTrackingConsent({ analytics: false })")
    page.wait_for_function("localStorage.getItem('earmark') === null")
    heard = len(stage.app.events())
    page.goto(f"{stage.url}/collections/all?em={ASA}")
    page.wait_for_load_state("networkidle")
    assert len(stage.app.events()) == heard


def test_a_shopper_whom_no_creator_brought_is_not_told_of(page: Page, stage: Stage) -> None:
    stage.activate_pixel()
    page.goto(f"{stage.url}/products/stoneware-mug?utm_source=google&utm_medium=cpc")
    expect(page.locator("iframe")).to_have_count(1)
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("heading", name="Cart")).to_be_visible()
    page.goto(f"{stage.url}/?utm_medium=creator&utm_source=ig&utm_term=asa")
    events = stage.app.wait_for("page_viewed")
    assert [event["kind"] for event in events] == ["page_viewed"]
    assert events[0]["utm"] == {"source": "ig", "medium": "creator", "term": "asa"}
    assert "ref" not in events[0]
    assert understood(stage)
