"""The status page in a real browser: with everything that can be missing, open to all, and repaired there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from plugin.admin import blueprint
from plugin.app import create_app
from plugin.services.health.alerts import _TEXTS
from plugin.services.health.check_shop import check_shop
from plugin.shopify.manifest import manifest
from plugin.store.health import note_part
from plugin.store.shops import set_scopes
from tests import cast
from tests.browser import chromium, fits, page, serve  # noqa: F401  fixtures
from tests.devshop import artefacts, oauth
from tests.devshop.api.scopes import effective
from tests.devshop.app import create_devshop
from tests.devshop.catalogue import seed
from tests.devshop.world import World
from tests.journeys.browser.test_every_page import BARRIERS
from tests.plugin.admin.conftest import give_token
from tests.shopify_in_process import InProcessAdmin

pytestmark = pytest.mark.browser


@pytest.fixture
def world() -> World:
    """The stand-in's shops."""
    made = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "http://127.0.0.1")
    seed(made)
    return made


@pytest.fixture
def admin(world, database, settings, ana, ben, park) -> Iterator[str]:
    """The app in the admin of Ana's shop, which has a parked delivery and lacks every part it had."""
    now = datetime.now(UTC)
    park(ana)
    check_shop(database, ana, now - timedelta(minutes=4))
    with database.shop(ana) as session:
        for place, part in enumerate(_TEXTS):
            note_part(session, part, there=True, now=now - timedelta(days=1))
            note_part(session, part, there=False, now=now - timedelta(minutes=60 - place))
    with serve(create_devshop(world)) as stand_in:
        ours = replace(settings, standin_url=stand_in)
        give_token(database, ours, cast.ANA, now)
        app = create_app(ours, blueprint, database=database)
        app.extensions["clients"] = lambda shop_id, at: InProcessAdmin(world, cast.ANA.domain)
        with serve(app) as app_url:
            world.app_url = app_url
            oauth.install(world, world.shops[cast.ANA.domain])
            world.shops[cast.ANA.domain].installation.scopes = sorted(effective(manifest().scopes))
            yield f"{stand_in}/store/anas-atelier/apps/earmark"


def test_a_permission_taken_back_is_granted_at_a_button(page: Page, admin: str, world, database, ana) -> None:  # noqa: F811
    world.shops[cast.ANA.domain].installation.scopes = ["read_orders"]
    with database.shop(ana) as session:
        set_scopes(session, ana, ["read_orders"])
    page.goto(f"{admin}/status")
    app = page.frame_locator("iframe[name=app-iframe]")
    app.get_by_text("Grant it in Shopify").click()
    expect(page.get_by_role("heading", name="Install Earmark")).to_be_visible()


def test_what_is_missing_is_open_to_all_fits_a_phone_and_is_repaired(page: Page, admin: str) -> None:  # noqa: F811
    page.goto(f"{admin}/status")
    app = page.frame_locator("iframe[name=app-iframe]")
    expect(app.get_by_text("Something is wrong")).to_be_visible()
    frame = page.frame(name="app-iframe")
    frame.evaluate(artefacts.axe().read_text(encoding="utf-8"))
    assert frame.evaluate(BARRIERS) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert fits(frame)
    page.set_viewport_size({"width": 1280, "height": 900})
    banner = app.locator("s-banner", has_text="does not tell Earmark of orders")
    banner.get_by_text("Subscribe again").click()
    asked = app.locator("s-modal", has_text="subscriptions of its own")
    asked.locator("s-button").click()
    expect(page.get_by_text("subscriptions were made.")).to_be_visible()
    expect(banner).to_have_count(0)
    app.locator("s-banner", has_text="The web pixel is gone").get_by_text("Tell me tomorrow").click()
    expect(app.locator("s-banner", has_text="The web pixel is gone")).to_have_count(0)
    app.get_by_text("Check now").click()
    expect(page.get_by_text("Everything has been checked.")).to_be_visible()
