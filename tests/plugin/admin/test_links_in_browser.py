"""A link in the owner's hands: copied, tested against the running shop, moved; at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from plugin.admin import blueprint
from plugin.app import create_app
from plugin.services.create_codes import Creation
from plugin.services.launch_campaign import launch_campaign
from plugin.services.links.settle_links import SettlingLinks
from plugin.store.code_lookup import codes_of_campaign
from plugin.store.link_lookup import links_of_campaign
from plugin.store.shops import shop_by_id
from storefront.addresses import blueprint as storefront
from tests import cast
from tests.browser import chromium, fits, page, serve  # noqa: F401  fixtures
from tests.devshop import oauth
from tests.devshop.app import create_devshop, create_storefront
from tests.devshop.catalogue import seed
from tests.devshop.world import World
from tests.plugin.admin.test_in_browser import inside, shows
from tests.plugin.services.links.conftest import campaign_of_people, people_of
from tests.shopify_in_process import InProcessAdmin

pytestmark = pytest.mark.browser


@pytest.fixture
def admin(database, settings, ana, ben) -> Iterator[str]:
    """The app in Ana's admin, and her shop beside it, with a launched campaign of three creators."""
    world = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "http://127.0.0.1")
    seed(world)
    now = datetime.now(UTC)
    with (
        serve(create_devshop(world)) as stand_in,
        serve(create_storefront(world, cast.ANA.domain)) as shop_url,
    ):
        ours = replace(settings, standin_url=stand_in)
        with serve(create_app(ours, blueprint, storefront, database=database)) as app_url:
            world.app_url, world.storefront_urls = app_url, {cast.ANA.domain: shop_url}
            oauth.install(world, world.shops[cast.ANA.domain])
            world.shops[cast.ANA.domain].installation.scopes.append("read_online_store_navigation")
            client = InProcessAdmin(world)
            campaign_id = campaign_of_people(database, ana, now, people_of(database, ana, now), ends_on=None)
            with database.shop(ana) as session:
                shop_by_id(session, ana).storefront_url = shop_url
                run = launch_campaign(session, campaign_id, now)
                codes = [row.id for row in codes_of_campaign(session, campaign_id)]
                links = [row.id for row in links_of_campaign(session, campaign_id)]
            Creation(database, client, ana, run, lambda: now).run(codes)
            SettlingLinks(database, client, ana, lambda: now, lambda path: 404).run(links)
            yield f"{stand_in}/store/anas-atelier/apps/earmark"


def test_a_link_is_copied_opened_tested_and_moved(page: Page, admin: str) -> None:  # noqa: F811
    page.goto(f"{admin}/links")
    frame = inside(page)
    frame.get_by_label("Copy the link of Cleo Cloud").click()
    expect(page.get_by_text("Copied", exact=True).first).to_be_visible()
    frame.locator("#links-q input").focus()
    page.keyboard.press("Control+V")
    expect(frame.locator("#links-q input")).to_have_value(address := _copied(frame))
    assert address.endswith("/cleo-cloud")
    frame.get_by_text("Cleo Cloud", exact=True).first.click()
    shows(frame, "Cleo Cloud: /cleo-cloud")
    expect(frame.locator("figure.qr svg")).to_be_visible()
    frame.locator("#test-link").click()
    expect(frame.locator(".hop")).to_have_count(5)
    expect(frame.locator(".hop-problem")).to_have_count(0)
    expect(frame.locator("#walk s-banner")).to_have_attribute("heading", "Everything works")
    frame.locator("#link-path input").fill("/products")
    frame.locator("#save-link").click()
    expect(frame.get_by_text("Shopify keeps /products for itself", exact=False)).to_be_visible()
    frame.locator("#link-path input").fill("cleo")
    frame.locator("#save-link").click()
    shows(frame, "Cleo Cloud: /cleo")


def _copied(frame) -> str:
    button = frame.get_by_label("Copy the link of Cleo Cloud")
    return str(
        button.evaluate("(node) => (node.closest('[data-copy]') ?? node.getRootNode().host).dataset.copy")
    )


def test_nothing_of_links_is_wider_than_a_phone(page: Page, admin: str) -> None:  # noqa: F811
    page.set_viewport_size({"width": 390, "height": 844})
    for path in ("/links", "/links/1", "/links/new?creator=1", "/links/settings"):
        page.goto(f"{admin}{path}")
        frame = inside(page)
        assert fits(frame)
