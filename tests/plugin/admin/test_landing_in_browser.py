"""A creator's page of picks made in a real browser, by keyboard alone where it is put in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Frame, Page, expect

from plugin.admin import blueprint
from plugin.app import create_app
from plugin.store.database import Database
from plugin.store.landing_pages import find_page
from tests import cast
from tests.browser import chromium, page, serve  # noqa: F401  fixtures
from tests.devshop import oauth
from tests.devshop.app import create_devshop
from tests.devshop.catalogue import seed
from tests.devshop.world import World
from tests.journeys.merchant import until
from tests.storefront.landing import Landing, make_landing

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Desk:
    """The page's address in Ana's admin."""

    address: str
    database: Database
    landing: Landing

    def products(self) -> list[str]:
        """The kept products, by handle."""
        with self.database.shop(self.landing.shop_id) as session:
            found = find_page(session, self.landing.campaign_id, self.landing.creator_id)
            return [row["handle"] for row in found.products]


@pytest.fixture
def desk(database, settings, ana, ben) -> Iterator[Desk]:
    world = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "http://127.0.0.1")
    seed(world)
    make_landing(database, ben, kind="picks", currency="USD")
    landing = make_landing(database, ana, kind="picks")
    with serve(create_devshop(world)) as stand_in:
        ours = replace(settings, standin_url=stand_in)
        with serve(create_app(ours, blueprint, database=database)) as app_url:
            world.app_url = app_url
            oauth.install(world, world.shops[cast.ANA.domain])
            place = f"/campaigns/{landing.campaign_id}/creators/{landing.creator_id}/page"
            yield Desk(f"{stand_in}/store/anas-atelier/apps/earmark{place}", database, landing)


def inside(page: Page) -> Frame:  # noqa: F811
    """The app's own frame; the previews are frames in it."""
    page.wait_for_selector("iframe")
    frame = page.main_frame.child_frames[0]
    frame.wait_for_selector("#page")
    return frame


def test_products_are_chosen_put_in_order_and_seen_as_shoppers_do(page: Page, desk: Desk) -> None:  # noqa: F811
    page.goto(desk.address)
    frame = inside(page)
    chosen = frame.locator(".picked-title")
    for count, title in enumerate(("Carafe", "Bud Vase", "Beeswax Candle"), start=1):
        frame.get_by_role("checkbox", name=title).click()
        expect(chosen).to_have_count(count)
    expect(chosen).to_have_text(["Carafe", "Bud Vase", "Beeswax Candle"])
    frame.locator('s-button[accessibilityLabel="Move Beeswax Candle up"]').focus()
    page.keyboard.press("Enter")
    expect(chosen).to_have_text(["Carafe", "Beeswax Candle", "Bud Vase"])
    expect(frame.locator("#announcer")).to_have_text("Beeswax Candle is now number 2 of 3.")
    page.keyboard.press("Enter")  # the focus has gone along
    expect(chosen).to_have_text(["Beeswax Candle", "Carafe", "Bud Vase"])
    frame.locator('s-button[accessibilityLabel="Take Carafe off"]').focus()
    page.keyboard.press("Enter")
    expect(chosen).to_have_text(["Beeswax Candle", "Bud Vase"])
    for look in ("On a phone", "On a desk"):
        seen = frame.frame_locator(f'iframe[title="Preview {look[0].lower()}{look[1:]}"]')
        expect(seen.locator(".earmark-picks h3")).to_have_text(["Beeswax Candle", "Bud Vase"])
        expect(seen.locator(".earmark-picks-card p").first).to_have_text("€18.00")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        frame.wait_for_function("(width) => document.documentElement.scrollWidth <= width", arg=width)
    frame.locator('s-button[type="submit"][variant="primary"]').last.click()
    until(lambda: desk.products() == ["beeswax-candle", "bud-vase"], what="The page saved")
