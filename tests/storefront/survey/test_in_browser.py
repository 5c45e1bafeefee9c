"""A buyer answers on the thank-you page: the built extension, the stand-in's checkout and the app's own
addresses, in Chromium.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from plugin.app import create_app
from plugin.store.survey.answers import Answer
from plugin.store.survey.impressions import Impression
from plugin.store.waiting_evidence import WaitingEvidence
from storefront.addresses import blueprint
from tests import cast
from tests.browser import chromium, page, serve  # noqa: F401  fixtures
from tests.devshop import oauth, placing
from tests.devshop.app import create_storefront
from tests.devshop.catalogue import seed
from tests.devshop.fixtures import variants
from tests.devshop.sales import Extras, new_customer, place_order
from tests.devshop.shopfront.extensions import HANDLE, THANK_YOU
from tests.devshop.world import World

pytestmark = pytest.mark.browser


def test_an_answer_goes_from_the_page_to_the_database(
    page: Page,  # noqa: F811
    database,
    settings,
    ana,
    creators,
    decide,
) -> None:
    decide(ana)
    world = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "http://127.0.0.1")
    seed(world)
    shop = world.shops[cast.ANA.domain]
    with (
        serve(create_app(settings, blueprint, database=database)) as app_url,
        serve(create_storefront(world, cast.ANA.domain)) as front,
    ):
        world.app_url = app_url
        oauth.install(world, shop)
        placing.place(shop, HANDLE, THANK_YOU)
        extras = Extras(checkout_token="checkout-of-a-buyer")
        order = place_order(
            world, shop, [(variants(shop)[0], 1)], customer=new_customer(world, shop), extras=extras
        )
        page.goto(f"{front}/checkouts/checkout-of-a-buyer/thank-you")
        block = page.frame_locator("iframe[data-extension]")
        block.get_by_role("button", name="A creator or influencer").click()
        block.get_by_role("button", name="Cleo Cloud").click()
        expect(block.get_by_text("Your answer: Cleo Cloud")).to_be_visible()
        # Thanked once it is stored.
        with database.shop(ana) as session:
            [impression] = session.scalars(select(Impression)).all()
            answer = session.scalars(select(Answer).where(Answer.replaced_at.is_(None))).one()
            waits = session.scalars(select(WaitingEvidence)).one()
        assert (impression.order_claim, impression.checkout_token) == (order.id, "checkout-of-a-buyer")
        assert impression.first_claim is True
        assert (answer.creator_id, answer.way, answer.source) == (
            creators["Cleo Cloud"],
            "listed",
            "extension",
        )
        assert waits.facts["creator_id"] == creators["Cleo Cloud"]
        page.close()
