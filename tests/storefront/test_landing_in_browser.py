"""A creator's link in a real browser: all three kinds of landing page in the stand-in's theme, on a desk and
a phone. Pictures of the pages are left in `.cache/screenshots/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from plugin.app import create_app
from plugin.settings import Settings
from plugin.store.database import Database
from storefront.addresses import blueprint
from storefront.kept import Kept
from tests import cast
from tests.browser import serve
from tests.conftest import ROOT
from tests.devshop import oauth
from tests.devshop.app import create_storefront
from tests.devshop.catalogue import seed
from tests.devshop.fixtures import add_discount
from tests.devshop.placing import place
from tests.devshop.world import World
from tests.storefront.landing import BOWL, MUG, make_landing

pytestmark = pytest.mark.browser
SCREENSHOTS = ROOT / ".cache" / "screenshots"
WIDTHS = (1280, 390)
WORDS = "What stands on my breakfast table.\n\nAll of it survives the dishwasher <3 {{ shop.name }}"


@dataclass(frozen=True)
class Street:
    """Ana's shop as shoppers reach it, with the app behind it."""

    url: str
    database: Database
    shop_id: int


@pytest.fixture
def street(database: Database, settings: Settings, ana: int, ben: int) -> Iterator[Street]:
    world = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "http://127.0.0.1")
    seed(world)
    shop = world.shops[cast.ANA.domain]
    oauth.install(world, shop)
    add_discount(world, shop, "CLEO10")
    place(shop, "creator-theme", "creator-embed", True, {})
    app = create_app(settings, blueprint, database=database)
    app.extensions["clock"] = lambda: cast.NOW
    app.extensions["earmark_kept"] = Kept(database, seconds=0)
    make_landing(database, ben, currency="USD")
    with serve(app) as app_url, serve(create_storefront(world, shop.domain)) as url:
        world.app_url = app_url
        yield Street(url, database, ana)


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page, and see that nothing sticks out of it sideways."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    path = Path(SCREENSHOTS / f"landing-{name}-{width}.png")
    page.screenshot(path=path, full_page=True, animations="disabled")
    assert path.stat().st_size > 5_000


def cart(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = page.evaluate("async () => (await fetch('/cart.js')).json()")
    return found


@pytest.mark.parametrize(
    ("kind", "target", "heading"),
    [
        pytest.param("welcome", None, "Ana's Atelier", id="welcome"),
        pytest.param("product", "/products/stoneware-mug", "Stoneware Mug", id="product"),
    ],
)
def test_a_greeting_on_the_shop_s_own_page(
    page: Page, street: Street, kind: str, target: str | None, heading: str
) -> None:
    landing = make_landing(street.database, street.shop_id, kind=kind, target=target)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{street.url}/apps/earmark/go/{landing.key}")
        page.wait_for_url(f"**{target or '/'}?em={landing.key}.*utm_source=instagram*")
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        greeting = page.get_by_role("region", name="Greeting")
        expect(greeting).to_contain_text("Cleo Cloud sent you here: 10% off")
        expect(greeting).to_contain_text("CLEO10")
        picture(page, kind)
    assert [row["code"] for row in cart(page)["discount_codes"]] == ["CLEO10"]


def test_a_page_of_picks_in_the_shop_s_look(page: Page, street: Street) -> None:
    gone = MUG | {"handle": "no-longer-sold"}
    landing = make_landing(
        street.database, street.shop_id, kind="picks", title="My table", introduction=WORDS,
        products=[BOWL, gone, MUG],
    )  # fmt: skip
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        page.goto(f"{street.url}/apps/earmark/go/{landing.key}")
        page.wait_for_url(f"**/apps/earmark/p/cleo-cloud?em={landing.key}.*")
        expect(page.get_by_role("heading", level=1, name="My table")).to_be_visible()
        expect(page).to_have_title("My table")
        expect(page.get_by_text("dishwasher <3 {{ shop.name }}")).to_be_visible()
        # In the order chosen, with the shop's prices of this moment; what is gone is left out.
        expect(page.locator(".earmark-picks h3")).to_have_text(["Breakfast Bowl", "Stoneware Mug"])
        expect(page.locator(".earmark-picks-card p").first).to_have_text("€29.50")
        expect(page.locator(".shop-head")).to_be_visible()
        picture(page, "picks")
    page.get_by_role("button", name="Add to cart Breakfast Bowl").click()
    expect(page.get_by_role("heading", name="Cart")).to_be_visible()
    held = cart(page)
    assert [row["handle"] for row in held["items"]] == ["breakfast-bowl"]
    assert held["discount_codes"] == [{"code": "CLEO10", "applicable": True}]


def test_everything_reads_and_leads_on_without_script(chromium: Browser, street: Street) -> None:
    landing = make_landing(
        street.database, street.shop_id, kind="picks", title="My table", products=[BOWL, MUG]
    )
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(f"{street.url}/apps/earmark/go/{landing.key}")
    page.wait_for_url("**/apps/earmark/p/cleo-cloud?em=*")
    expect(page.get_by_role("heading", level=1, name="My table")).to_be_visible()
    expect(page.get_by_text("10% off")).to_be_visible()
    page.get_by_role("link", name="Choose Stoneware Mug").click()
    page.wait_for_url(f"**/products/stoneware-mug?em={landing.key}")
    context.close()


def test_what_is_gone_is_a_friendly_page_that_leads_home(page: Page, street: Street) -> None:
    page.goto(f"{street.url}/apps/earmark/p/nobody")
    expect(page.get_by_role("heading", name="This page is not here any more")).to_be_visible()
    expect(page.locator(".shop-head")).to_be_visible()
    page.get_by_role("link", name="Go to the shop").click()
    page.wait_for_url(f"{street.url}/")
