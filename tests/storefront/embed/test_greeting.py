"""The greeting in Chromium: who is greeted with what, where, and how it goes away."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.devshop import artefacts
from tests.devshop.placing import place
from tests.devshop.world import Shop
from tests.storefront.stage import ASA, CLEO, MARCO, Stage, kept, wait_for_cart, wait_until_kept

pytestmark = pytest.mark.browser

SCREENSHOTS = Path(__file__).parents[3] / ".cache" / "screenshots"
"""Pictures of the greeting on a desk and on a phone are left there."""
BARRIERS = """async () => {
  const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
  const { violations } = await axe.run("#earmark-greeting", { resultTypes: ["violations"], runOnly });
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`);
}"""
WATCH_SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) window.shifted += value;
  }).observe({ type: "layout-shift", buffered: true });
}"""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(shifted), 50)))"
LOOK = """(box) => {
  const { backgroundColor, color, animationName } = getComputedStyle(box);
  return [backgroundColor, color, animationName];
}"""
PUSH_DOWN = """() => {
  const block = document.createElement("div");
  block.style.height = "200px";
  document.querySelector("main").prepend(block);
}"""


def greeting(page: Page, label: str = "Greeting") -> Locator:
    return page.get_by_role("region", name=label)


@pytest.mark.parametrize("width", [1280, 390])
def test_a_shopper_is_greeted_by_name_with_the_offer_and_nothing_moves(
    page: Page, stage: Stage, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    page.goto(f"{stage.url}/products/stoneware-mug?em={ASA}&utm_source=ig")
    expect(greeting(page)).to_be_visible()
    expect(greeting(page).locator("p")).to_have_text(
        ["Hello from Åsa <b>Lind</b>", "10% off everything", "Your code: ASA10"]
    )
    assert greeting(page).locator("b").count() == 0
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"greeting-{width}.png", animations="disabled")
    page.evaluate(artefacts.axe().read_text(encoding="utf-8"))
    assert page.evaluate(BARRIERS) == []
    expect(page.locator("#earmark-greeting")).to_have_attribute("aria-live", "polite")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(WATCH_SHIFTS)
    assert page.evaluate(SETTLED) == 0
    page.evaluate(PUSH_DOWN)
    page.wait_for_function("shifted > 0")
    assert page.locator("link[rel=canonical]").get_attribute("href") == (
        f"https://{stage.shop.domain}/products/stoneware-mug"
    )
    assert hosts == {stage.url.removeprefix("http://")}


def test_the_next_pages_greet_without_asking_until_it_is_closed_by_keyboard(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.url}/?em={ASA}")
    expect(greeting(page)).to_be_visible()
    wait_until_kept(page)
    page.goto(f"{stage.url}/collections/all")
    expect(greeting(page)).to_contain_text("Åsa")
    assert stage.app.asked == [ASA]
    page.get_by_role("button", name="Close greeting").focus()
    page.keyboard.press("Escape")
    expect(greeting(page)).to_be_hidden()
    wait_until_kept(page, "kept.closed")
    page.goto(f"{stage.url}/?em={MARCO}")
    expect(greeting(page)).to_contain_text("Marco")
    expect(greeting(page).locator("p:visible")).to_have_count(1)
    page.get_by_role("button", name="Close greeting").press("Enter")
    wait_until_kept(page, "kept.closed")
    page.goto(f"{stage.url}/collections/all")
    page.wait_for_load_state("networkidle")
    expect(greeting(page)).to_be_hidden()
    assert stage.app.asked == [ASA, MARCO]


@pytest.mark.parametrize(
    ("settings", "landing", "later"),
    [
        pytest.param({"show": "landing"}, True, False, id="first page only"),
        pytest.param({"show": "never"}, False, False, id="never"),
    ],
)
def test_the_merchant_says_where_shoppers_are_greeted_and_the_visit_is_kept_all_the_same(
    page: Page, stage: Stage, settings: dict[str, str], landing: bool, later: bool
) -> None:
    stage.switch(**settings)
    for path, wanted in ((f"/?em={ASA}", landing), ("/collections/all", later)):
        page.goto(stage.url + path)
        assert wait_until_kept(page)["days"] == 14
        page.wait_for_load_state("networkidle")
        expect(greeting(page)).to_be_visible(visible=wanted)
    assert stage.app.asked == [ASA]


def test_own_words_place_colours_and_address_of_the_app(page: Page, stage: Stage) -> None:
    text = '"{creator}" & {offer} <i>{code}</i> {other}'
    stage.switch(text=text, position="top", color_scheme="scheme-2")
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{stage.url}/?em={ASA}")
    expect(greeting(page).locator("p").first).to_have_text(
        '"Åsa <b>Lind</b>" & 10% off everything <i>ASA10</i> {other}'
    )
    assert greeting(page).evaluate("(box) => box.getBoundingClientRect().top") < 100
    assert greeting(page).evaluate(LOOK) == ["rgb(50, 74, 63)", "rgb(255, 255, 255)", "none"]
    stage.switch(text=" ")
    page.goto(f"{stage.url}/?em={CLEO}")
    expect(greeting(page).locator("p:visible")).to_have_text(
        ["Cleo sent you <i>here</i>: 5% off", "Your code: CLEO5"]
    )
    stage.switch(prefix="/apps/elsewhere")
    with page.expect_response("**/apps/elsewhere/greet/*"):
        page.goto(f"{stage.url}/?em={MARCO}")
    assert "greet" not in wait_until_kept(page, f"kept.ref.startsWith('{MARCO}')")
    expect(greeting(page)).to_be_hidden()


def test_a_link_there_is_not_greets_nobody_and_an_app_that_is_away_is_asked_again(
    page: Page, stage: Stage
) -> None:
    page.goto(f"{stage.url}/?em=zzzzzzzzzz")
    page.wait_for_load_state("networkidle")
    assert kept(page) is None
    wait_for_cart(page, {})
    stage.app.away = True
    page.goto(f"{stage.url}/?em={ASA}")
    page.wait_for_load_state("networkidle")
    expect(greeting(page)).to_be_hidden()
    stage.app.away = False
    page.goto(stage.url)
    expect(greeting(page)).to_contain_text("Åsa")
    visit = wait_until_kept(page)
    page.goto(f"{stage.url}/?em=zzzzzzzzzz")
    expect(greeting(page)).to_contain_text("Åsa")
    wait_for_cart(page, {"_earmark": visit["ref"]})
    assert kept(page) == visit
    assert stage.app.asked == ["zzzzzzzzzz", ASA, ASA, "zzzzzzzzzz"]


def test_it_is_off_until_it_is_switched_on_and_not_in_the_checkout(
    page: Page, stage: Stage, ana: Shop, ben: Shop
) -> None:
    stage.switch(False)
    page.goto(f"{stage.url}/?em={ASA}")
    page.wait_for_load_state("networkidle")
    assert page.locator("#earmark-greeting").count() == 0
    assert kept(page) is None
    place(ben, "creator-theme", "creator-embed")
    page.goto(f"{stage.url}/?em={ASA}")
    assert page.locator("#earmark-greeting").count() == 0
    stage.switch()
    variant = next(iter(ana.products.values())).variants[0].id
    page.goto(f"{stage.url}/cart/{variant}:1")
    expect(page.get_by_role("heading", name="Checkout")).to_be_visible()
    assert page.locator("#earmark-greeting").count() == 0


def test_pages_of_picks_greet_by_themselves(page: Page, stage: Stage) -> None:
    stage.app.flask.add_url_rule("/proxy/p/<slug>", view_func=picks)
    page.goto(f"{stage.url}/apps/earmark/p/asa?em={ASA}")
    expect(page.get_by_role("heading", name="Picks of asa")).to_be_visible()
    assert wait_until_kept(page)["greet"]["creator"] == "Åsa <b>Lind</b>"
    expect(greeting(page)).to_be_hidden()


def picks(slug: str) -> tuple[str, int, dict[str, str]]:
    return f"<h1>Picks of {slug}</h1>", 200, {"Content-Type": "application/liquid"}


def test_the_theme_editor_shows_an_example_and_keeps_nothing(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.url}/?design_mode=1&em={MARCO}")
    expect(greeting(page).locator("p")).to_have_text(
        ["Hello from Ana", "10% off your first order", "Your code: ANA10"]
    )
    page.wait_for_load_state("networkidle")
    assert (kept(page), stage.app.asked) == (None, [])


def test_it_speaks_the_shop_s_language(page: Page, stage: Stage) -> None:
    stage.shop.locale = "zh-CN"
    page.goto(f"{stage.url}/?em={MARCO}")
    expect(greeting(page, "问候")).to_contain_text("Marco 向你问好")


def test_with_script_off_the_page_is_the_shop_s_own(chromium: Browser, stage: Stage) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{stage.url}/?em={ASA}")
    expect(page.get_by_role("heading", name=stage.shop.name)).to_be_visible()
    expect(page.locator("#earmark-greeting section")).to_be_hidden()
    context.close()
