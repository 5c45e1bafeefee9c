"""A buyer answers on the stand-in's thank-you page, and the app itself has the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from plugin.app import create_app
from plugin.store.database import Database
from plugin.store.survey.answers import Answer
from plugin.store.survey.settings import add_settings, settings_in_force
from storefront.addresses import blueprint
from tests import cast
from tests.books import add_creator
from tests.browser import chromium, page, serve
from tests.devshop import oauth, placing
from tests.devshop.app import create_storefront
from tests.devshop.catalogue import seed
from tests.devshop.fixtures import variants
from tests.devshop.sales import Extras, new_customer, place_order
from tests.devshop.shopfront.extensions import HANDLE, THANK_YOU
from tests.devshop.world import World

__all__ = ["chromium", "page"]

NAMES = ("Bo Berg", "Cleo Cloud", "Dev Dune", "Elio Este", "Fay Fjord", "Gus Gale")
CHECKOUT = "checkout-of-a-buyer-who-answers"


@pytest.fixture
def thank_you(database, settings, ana, ben, now) -> Iterator[str]:
    """The address of a new buyer's thank-you page in Ana's shop; Ben's shop has creators of its own."""
    for name in NAMES:
        add_creator(database, ana, name)
    add_creator(database, ben, "Bea Breeze")
    with database.shop(ana) as session:
        asked = replace(settings_in_force(session), decoy=False, closer_fraction=0.0)
        add_settings(session, asked, now)
    world = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "http://127.0.0.1")
    seed(world)
    shop = world.shops[cast.ANA.domain]
    oauth.install(world, shop)
    placing.place(shop, HANDLE, THANK_YOU)
    items = [(variants(shop)[0], 1)]
    buyer = new_customer(world, shop)
    place_order(world, shop, items, customer=buyer, extras=Extras(checkout_token=CHECKOUT))
    app = create_app(replace(settings, app_url="http://127.0.0.1"), blueprint, database=database)
    with serve(app) as app_url, serve(create_storefront(world, shop.domain)) as storefront:
        world.app_url = app_url
        yield f"{storefront}/checkouts/{CHECKOUT}/thank-you"


def in_force(page: Page, database: Database, shop_id: int, right: Callable[[Any], bool]) -> Any:
    """Waits until the answer in force is such a one."""
    found = None
    for _ in range(300):
        with database.shop(shop_id) as session:
            found = session.scalar(select(Answer).where(Answer.replaced_at.is_(None)))
            if found is not None and right(found):
                session.expunge(found)
                return found
        page.wait_for_timeout(50)
    raise AssertionError(f"Not in force: {found and (found.option, found.meaning)}")


@pytest.mark.browser
def test_an_answer_is_stored_shown_again_and_changed(page: Page, thank_you, database, ana, ben):
    page.goto(thank_you)
    block = page.frame_locator("iframe[data-extension]")
    block.get_by_role("button", name="A creator or influencer").click()
    in_force(page, database, ana, lambda row: row.option == "creator")
    block.get_by_label("Search for a name").fill("cleo")
    expect(block.get_by_text("1 name found")).to_be_visible()
    block.get_by_role("button", name="Cleo Cloud").click()
    expect(block.get_by_text("Your answer: Cleo Cloud")).to_be_visible()
    named = in_force(page, database, ana, lambda row: row.meaning == "creator")
    assert (named.way, named.said_channel, named.page) == ("listed", "creator", "thank_you")
    page.reload()
    expect(block.get_by_text("Your answer: Cleo Cloud")).to_be_visible()
    block.get_by_role("button", name="Change my answer").click()
    block.get_by_role("button", name="Friends or family").click()
    expect(block.get_by_text("Your answer: Friends or family")).to_be_visible()
    in_force(page, database, ana, lambda row: row.channel == "friend")
    with database.shop(ben) as session:
        assert session.scalars(select(Answer)).all() == []
