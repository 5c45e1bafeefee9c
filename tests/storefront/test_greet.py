"""GET /proxy/greet/<key>: whom the script greets in whose name."""

from __future__ import annotations

import pytest

from plugin.store.landing_pages import CampaignLanding, LandingPage
from plugin.store.links import Link
from tests import cast
from tests.storefront.landing import make_landing
from tests.storefront.test_go import change


@pytest.fixture
def landing(database, ana, ben):
    make_landing(database, ben, creator="Bea Bike", code="BEABIKE", currency="USD")
    return make_landing(database, ana)


def test_the_creator_the_offer_and_the_code(landing, shopper, inbox):
    answer = shopper().get(f"/greet/{landing.key}")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert answer.json == {
        "creator": "Cleo Cloud",
        "offer": "10% off",
        "code": "CLEO10",
        "greeting": "Cleo Cloud sent you here: 10% off",
        "kind": "welcome",
        "days": 30,
    }
    assert shopper(cast.BEN).get(f"/greet/{landing.key}").json["code"] == "BEABIKE"
    assert inbox() == []  # asking is no visit


def test_the_owner_s_words_and_days(database, landing, shopper):
    change(
        database,
        landing.shop_id,
        CampaignLanding,
        greeting="Hello from {creator}: {offer}!",
        offer="A tenth less with {creator}",
    )
    change(database, landing.shop_id, Link, window_days=90)
    found = shopper().get(f"/greet/{landing.key}").json
    assert found["greeting"] == "Hello from Cleo Cloud: A tenth less with Cleo Cloud!"
    assert found["days"] == 90


@pytest.mark.parametrize(
    ("model", "values"),
    [
        pytest.param(Link, {"status": "paused"}, id="link_paused"),
        pytest.param(LandingPage, {"status": "retired"}, id="page_retired"),
    ],
)
def test_nobody_is_greeted_for_what_is_held_back(database, landing, shopper, model, values):
    change(database, landing.shop_id, model, **values)
    assert shopper().get(f"/greet/{landing.key}").status_code == 404


def test_a_key_nobody_has(landing, shopper):
    assert shopper().get("/greet/nobodyhas1").json == {"error": "There is nobody to greet for."}
