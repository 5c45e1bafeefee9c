"""The built survey extension on the pages after the purchase, in Chromium, in the sandbox it has there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser import serve
from tests.devshop import artefacts, oauth, placing
from tests.devshop.app import create_storefront
from tests.devshop.fixtures import variants
from tests.devshop.sales import Extras, new_customer, place_order
from tests.devshop.shopfront.extensions import HANDLE, ORDER_STATUS, THANK_YOU
from tests.devshop.shopfront.survey_server import SurveyServer
from tests.devshop.world import Shop, World

pytestmark = pytest.mark.browser

QUESTION = "How did you first hear about us?"
PUBLISHED = (
    "window.published = []; (window.Shopify ??= {}).analytics = {publish: (...row) => published.push(row)}"
)
AXE = """axe.run(document.body, {rules: {region: {enabled: false}}})
  .then(found => found.violations.map(row => row.id))"""


@dataclass
class Stage:
    """A shop with an order, and the app's server."""

    page: Page
    shop: str
    server: SurveyServer
    order_id: int
    token: str

    def open(self, path: str = "thank-you", **query: str) -> FrameLocator:
        """Open the page after the purchase; the block on it."""
        place = (
            f"/checkouts/{self.token}/thank-you" if path == "thank-you" else f"/account/orders/{self.token}"
        )
        self.page.goto(f"{self.shop}{place}" + "".join(f"?{name}={value}" for name, value in query.items()))
        return self.page.frame_locator("iframe[data-extension]")


@pytest.fixture
def stage(page: Page, world: World, ana: Shop) -> Iterator[Stage]:
    """Ana's shop with the block on both pages and one order of a new buyer."""
    oauth.install(world, ana)
    for target in (THANK_YOU, ORDER_STATUS):
        placing.place(ana, HANDLE, target)
    extras = Extras(checkout_token="checkout-token-of-the-test")
    order = place_order(world, ana, [(variants(ana)[0], 1)], customer=new_customer(world, ana), extras=extras)
    server = SurveyServer()
    with serve(server.flask()) as app_url, serve(create_storefront(world, ana.domain)) as shop:
        world.app_url = app_url
        yield Stage(page, shop, server, order.id, extras.checkout_token)
        page.close()


def told(stage: Stage, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Waits until the server was sent such an answer."""
    for _ in range(300):
        found = [body for body in stage.server.posts if wanted(body)]
        if found:
            return found[-1]
        stage.page.wait_for_timeout(50)
    raise AssertionError(f"Not among {stage.server.posts}")


def test_a_buyer_answers_with_one_tap_and_changes_the_answer(stage: Stage) -> None:
    block = stage.open()
    expect(block.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(block.get_by_role("list", name=QUESTION).get_by_role("listitem")).to_have_count(6)
    block.get_by_role("button", name="Friends or family").click()
    expect(block.get_by_role("status").filter(has_text="Thank you!")).to_contain_text("Friends or family")
    sent = told(stage, lambda body: body["option"] == "friend")
    assert (sent["order"], sent["token"], sent["target"]) == (str(stage.order_id), stage.token, "thank-you")
    (asked,) = stage.server.asked
    assert asked == {
        "target": "thank-you", "order": str(stage.order_id), "token": stage.token, "first": "1", "lang": "en",
    }  # fmt: skip
    assert stage.server.origins == {"null"}
    block.get_by_role("button", name="Change my answer").click()
    block.get_by_role("button", name="An ad on social media").click()
    expect(block.get_by_text("Your answer: An ad on social media")).to_be_visible()
    told(stage, lambda body: body["option"] == "ad")


def test_the_keyboard_is_enough_to_find_a_creator(stage: Stage) -> None:
    block = stage.open()
    block.get_by_role("button", name="A creator or influencer").focus()
    stage.page.keyboard.press("Enter")
    field = block.get_by_label("Search for a name")
    expect(field).to_be_visible()
    stage.page.keyboard.press("Tab")
    expect(field).to_be_focused()
    stage.page.keyboard.type("asa")
    expect(block.get_by_text("1 name found")).to_be_visible()
    stage.page.keyboard.press("Tab")
    expect(block.get_by_role("button", name="Åsa Lind")).to_be_focused()
    stage.page.keyboard.press("Space")
    expect(block.get_by_text("Your answer: Åsa Lind")).to_be_visible()
    sent = told(stage, lambda body: body["option"] == "casalindaaaaa")
    assert (sent["path"], sent["searched"]) == (["creator"], True)


def test_someone_else_is_asked_for_a_name_and_told_what_is_missing(stage: Stage) -> None:
    block = stage.open("order-status")
    block.get_by_role("button", name="A creator or influencer").click()
    block.get_by_role("button", name="Someone else").click()
    name = block.get_by_label("Their name, as you know it")
    block.get_by_role("button", name="Send").click()
    expect(block.get_by_role("alert").filter(has_text="Write a name")).to_be_visible()
    expect(name).to_have_attribute("aria-invalid", "true")
    name.fill("Nora 🎧 <b>Nobody</b>")
    name.press("Enter")
    expect(block.get_by_text("Your answer: Nora 🎧 <b>Nobody</b>")).to_be_visible()
    sent = told(stage, lambda body: body["option"] == "someone_else")
    assert (sent["text"], sent["target"]) == ("Nora 🎧 <b>Nobody</b>", "order-status")


def test_skipping_is_seen_and_kept(stage: Stage) -> None:
    block = stage.open()
    block.get_by_role("button", name="Skip").click()
    expect(block.get_by_text("All right. Thank you for your order!")).to_be_visible()
    told(stage, lambda body: body["option"] is None)


def test_the_question_speaks_the_buyer_s_language(stage: Stage) -> None:
    block = stage.open(locale="zh-CN")
    expect(block.get_by_role("heading", name="您最初是从哪里知道我们的？")).to_be_visible()
    block.get_by_role("button", name="创作者或网红").click()
    block.get_by_label("搜索名字").fill("bea")
    expect(block.get_by_text("找到 1 个名字")).to_be_visible()


def test_an_app_that_is_away_is_not_noticed(stage: Stage) -> None:
    stage.server.away = True
    stage.open()
    for _ in range(300):
        if stage.server.origins:
            break
        stage.page.wait_for_timeout(50)
    assert stage.server.origins == {"null"}
    frame = stage.page.locator("iframe[data-extension]")
    expect(frame).to_have_class("empty")
    expect(frame).to_have_css("height", "0px")
    expect(stage.page.get_by_role("heading", name="Thank you")).to_be_visible()


def test_an_answer_the_app_does_not_take_is_left_to_the_pixel(stage: Stage) -> None:
    block = stage.open()
    expect(block.get_by_role("heading", name=QUESTION)).to_be_visible()
    stage.page.evaluate(PUBLISHED)
    stage.server.away = True
    block.get_by_role("button", name="Friends or family").click()
    expect(block.get_by_text("Thank you!")).to_be_visible()
    ((name, payload),) = stage.page.evaluate("published")
    assert (name, payload["option"], payload["token"]) == ("earmark:survey_answer", "friend", stage.token)


def test_the_editor_shows_a_sample_and_asks_nobody(stage: Stage) -> None:
    stage.page.goto(f"{stage.shop}/extensions/{HANDLE}/frame?target={THANK_YOU}&editor=1")
    expect(stage.page.get_by_text("A preview: the names are examples")).to_be_visible()
    stage.page.get_by_role("button", name="A creator or influencer").click()
    stage.page.get_by_role("button", name="Maya Stone").click()
    expect(stage.page.get_by_text("Your answer: Maya Stone")).to_be_visible()
    assert (stage.server.asked, stage.server.posts) == ([], [])


def test_it_fits_a_small_phone_and_has_no_barriers(stage: Stage) -> None:
    stage.page.set_viewport_size({"width": 320, "height": 640})
    block = stage.open()
    expect(block.get_by_role("heading", name=QUESTION)).to_be_visible()
    frame = next(row for row in stage.page.frames if "/extensions/" in row.url)
    frame.add_script_tag(content=artefacts.axe().read_text(encoding="utf-8"))
    # Shopify's pages have landmarks around the block; its frame here has none.
    for press, shown in [
        (None, QUESTION),
        ("A creator or influencer", "Who was it?"),
        ("Someone else", "Their name, as you know it"),
    ]:
        if press:
            block.get_by_role("button", name=press).click()
        expect(block.get_by_text(shown).last).to_be_visible()
        found = frame.evaluate(AXE)
        assert (shown, found) == (shown, [])
        assert frame.evaluate("document.documentElement.scrollWidth") <= 320
    assert stage.page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_block_that_is_not_placed_is_not_there(stage: Stage, ana: Shop) -> None:
    placing.place(ana, HANDLE, THANK_YOU, on=False)
    stage.page.goto(f"{stage.shop}/checkouts/{stage.token}/thank-you")
    expect(stage.page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert stage.page.locator("iframe[data-extension]").count() == 0
    assert stage.server.asked == []
