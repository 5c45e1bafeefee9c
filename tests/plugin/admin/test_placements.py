"""Which blocks a merchant has placed: told by the browser, shown on the way to the first order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from plugin.admin import blueprint
from plugin.app import create_app
from plugin.services.note_placements import (
    GREETING,
    SURVEY_ON_ORDER_STATUS,
    SURVEY_ON_THANK_YOU,
    note_placements,
    placements,
)
from tests import cast
from tests.browser import chromium, page, serve  # noqa: F401  fixtures
from tests.devshop import oauth
from tests.devshop.app import create_devshop
from tests.devshop.catalogue import seed
from tests.devshop.world import World
from tests.plugin.admin.conftest import give_token
from tests.plugin.admin.test_pages import text_of

STEP = "Place the survey on the thank-you page"


def test_only_what_changes_is_news_and_each_shop_has_its_own(database, ana, ben, now):
    with database.shop(ana) as session:
        assert placements(session) == frozenset()
        assert note_placements(session, [SURVEY_ON_THANK_YOU, "another-app/somewhere"], now) is True
        assert note_placements(session, [SURVEY_ON_THANK_YOU], now) is False
        assert placements(session) == {SURVEY_ON_THANK_YOU}
    with database.shop(ben) as session:
        assert placements(session) == frozenset()
        assert note_placements(session, [], now) is False
    with database.shop(ana) as session:
        assert note_placements(session, [SURVEY_ON_ORDER_STATUS, GREETING], now) is True
        assert placements(session) == {SURVEY_ON_ORDER_STATUS, GREETING}


def test_the_places_are_the_extensions_own():
    from tests.devshop import placing

    known = {
        f"{handle}/{target}"
        for handle in ("creator-survey", "creator-theme")
        for target in placing.targets(handle)
    }
    assert known == {SURVEY_ON_THANK_YOU, SURVEY_ON_ORDER_STATUS, GREETING}


def test_the_step_is_done_once_the_block_is_listed(browse, database, ana, ben):
    visitor = browse(cast.ANA)
    assert f"{STEP} : to do" in text_of(visitor.get("/").text)
    sent = visitor.post("/placements", {"placed": [SURVEY_ON_THANK_YOU, "<script>"]})
    assert sent.status_code == 205
    assert visitor.post("/placements", {"placed": [SURVEY_ON_THANK_YOU]}).status_code == 204
    drawn = visitor.get("/").text
    assert f"{STEP} : done" in text_of(drawn)
    assert f'data-placements="{SURVEY_ON_THANK_YOU}"' in drawn
    assert f"{STEP} : to do" in text_of(browse(cast.BEN).get("/").text)
    visitor.post("/placements", {})
    assert f"{STEP} : to do" in text_of(visitor.get("/").text)


@pytest.fixture
def admin(database, settings, ana, ben) -> Iterator[str]:
    """The address of the app in the admin of Ana's new shop."""
    world = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "http://127.0.0.1")
    seed(world)
    with serve(create_devshop(world)) as stand_in:
        ours = replace(settings, standin_url=stand_in)
        give_token(database, ours, cast.ANA, datetime.now(UTC))
        with serve(create_app(ours, blueprint, database=database)) as app_url:
            world.app_url = app_url
            oauth.install(world, world.shops[cast.ANA.domain])
            yield f"{stand_in}/store/anas-atelier"


@pytest.mark.browser
def test_a_merchant_places_the_block_and_comes_back_to_a_step_that_is_done(page: Page, admin: str) -> None:  # noqa: F811
    page.goto(f"{admin}/apps/earmark")
    app = page.frame_locator("iframe[name=app-iframe]")
    expect(app.locator(".step", has_text=STEP)).to_contain_text("to do")
    page.goto(f"{admin}/settings/checkout/editor?page=thank-you&context=apps")
    page.get_by_role("button", name="Add block").click()
    expect(page.get_by_role("button", name="Remove block")).to_be_visible()
    page.goto(f"{admin}/apps/earmark")
    expect(app.locator(".step-done", has_text=STEP)).to_contain_text("done")
    expect(app.locator(".steps")).to_have_attribute("data-placements", SURVEY_ON_THANK_YOU)
