"""Where a creator's link leads, by campaign and creator; the other shop leads its own elsewhere."""

from __future__ import annotations

import pytest

from plugin.services.landing_path import landing_path
from plugin.store.landing_pages import CampaignLanding, LandingPage
from tests.storefront.landing import make_landing
from tests.storefront.test_go import change


@pytest.fixture
def landing(database, ana, ben):
    make_landing(database, ben, kind="product", target="/products/bell", currency="USD")
    return make_landing(database, ana, kind="picks")


@pytest.mark.parametrize(
    ("campaign", "page", "path"),
    [
        pytest.param({}, {}, "/apps/earmark/p/cleo-cloud", id="picks"),
        pytest.param({"kind": "welcome"}, {}, "/", id="welcome"),
        pytest.param({"kind": "product", "target": "/products/mug"}, {}, "/products/mug", id="product"),
        pytest.param({}, {"kind": "welcome"}, "/", id="the_creator_s_own_kind"),
        pytest.param(
            {"kind": "product", "target": "/products/mug"},
            {"kind": "product", "target": "/collections/living"},
            "/collections/living",
            id="the_creator_s_own_product",
        ),
        pytest.param({}, {"status": "paused"}, "/", id="paused"),
        pytest.param({}, {"status": "retired"}, "/", id="retired"),
        pytest.param({"served_by": "page"}, {}, "/", id="not_in_the_store_yet"),
        pytest.param({"served_by": "page"}, {"page_handle": "cleo"}, "/pages/cleo", id="in_the_store"),
    ],
)
def test_the_path(database, landing, campaign, page, path):
    change(database, landing.shop_id, CampaignLanding, **campaign)
    change(database, landing.shop_id, LandingPage, **page)
    with database.shop(landing.shop_id) as session:
        assert landing_path(session, landing.campaign_id, landing.creator_id) == path


def test_without_a_campaign_or_a_page_it_is_the_home_page(database, landing):
    with database.shop(landing.shop_id) as session:
        assert landing_path(session, None, landing.creator_id) == "/"
        assert landing_path(session, landing.campaign_id, landing.creator_id + 99) == "/"
