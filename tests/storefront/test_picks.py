"""GET /proxy/p/<slug>: one page for everybody, inside the theme, with nothing of the request in it."""

from __future__ import annotations

import pytest

from plugin.store.landing_pages import LandingPage
from tests import cast
from tests.storefront.landing import BOWL, MUG, make_landing
from tests.storefront.test_go import change, leads_to

REFERENCE = "cleo000001.0123456789abcdef.t0abcd"


@pytest.fixture
def landing(database, ana, ben):
    """Cleo's picks in Ana's shop; Ben's shop has a page with the same slug."""
    make_landing(database, ben, kind="picks", creator="Bea Bike", code="BEABIKE", currency="USD")
    return make_landing(
        database, ana, kind="picks", products=[MUG, BOWL], title="What I love", introduction="One.\n\nTwo."
    )


def test_the_page_as_the_theme_gets_it(landing, shopper, inbox):
    answer = shopper().get("/p/cleo-cloud", {"em": landing.key})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert answer.content_type == "application/liquid; charset=utf-8"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store"
    # The theme's own scripts and styles must run: no default-src.
    assert "default-src" not in answer.headers["Content-Security-Policy"]
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert "<h1>What I love</h1>" in page
    assert page.index("<p>One.</p>") < page.index("<p>Two.</p>")
    assert page.index('all_products["stoneware-mug"]') < page.index('all_products["breakfast-bowl"]')
    assert "10% off" in page
    assert '<strong class="earmark-picks-code">CLEO10</strong>' in page
    assert 'href="/discount/CLEO10?redirect=%2Fapps%2Fearmark%2Fp%2Fcleo-cloud%3Fem%3Dcleo000001"' in page
    assert f'href="{{{{ earmark_pick.url }}}}?em={landing.key}"' in page
    assert "Bea Bike" not in page
    ((shop_id, _, body),) = inbox()
    assert (shop_id, body["landing_kind"], body["ref"][:11]) == (landing.shop_id, "picks", "cleo000001.")


def test_the_visit_its_link_began_goes_on(landing, shopper, inbox):
    for _ in range(2):
        shopper().get("/p/cleo-cloud", {"em": REFERENCE})
    assert [body["ref"] for _, _, body in inbox()] == [REFERENCE]


@pytest.mark.parametrize(
    "em",
    [
        pytest.param(None, id="none"),
        pytest.param("{{ shop.name }}", id="liquid"),
        pytest.param('"><script>alert(1)</script>', id="html"),
        pytest.param("beabike001", id="a_link_of_nobody"),
        pytest.param("\x00", id="null"),
    ],
)
def test_whatever_the_request_says_the_page_is_the_same(landing, shopper, inbox, em):
    page = shopper().get("/p/cleo-cloud", {"em": em} if em is not None else None).data
    assert page == shopper().get("/p/cleo-cloud", {"em": landing.key}).data
    first = inbox()[0][2]
    assert (first["ref"].partition(".")[0], first["creator_id"]) == ("direct", landing.creator_id)


def test_a_page_of_the_other_shop_is_unknown(database, ana, ben, shopper, inbox):
    make_landing(database, ben, kind="picks", slug="only-at-bens", currency="USD")
    assert shopper(cast.ANA).get("/p/only-at-bens").status_code == 404
    assert inbox() == []


@pytest.mark.parametrize("status", ["paused", "retired"])
def test_a_page_that_is_held_back_leads_home(database, landing, shopper, inbox, status):
    change(database, landing.shop_id, LandingPage, status=status)
    assert leads_to(shopper().get("/p/cleo-cloud")) == "/"
    assert inbox() == []


@pytest.mark.parametrize("path", ["/p/nobody", "/p/{%25 if %25}", "/p/..%2Fgo", "/elsewhere", ""])
def test_other_addresses_are_a_friendly_page(landing, shopper, inbox, path):
    answer = shopper().get(path)
    assert (answer.status_code, answer.content_type) == (404, "application/liquid; charset=utf-8")
    assert inbox() == []


def test_an_edit_shows_at_once_although_pages_are_kept(database, landing, shopper):
    assert b"What I love" in shopper().get("/p/cleo-cloud").data
    change(database, landing.shop_id, LandingPage, title="Now this", version=2)
    assert b"Now this" in shopper().get("/p/cleo-cloud").data
