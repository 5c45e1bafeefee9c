"""GET /proxy/go/<key>: leads on with stored values alone, keeps the visit, and refuses all else."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from plugin.errors import DatabaseAwayError
from plugin.store.campaigns import Campaign
from plugin.store.codes import DiscountCode
from plugin.store.creators import Creator
from plugin.store.landing_pages import LandingPage
from plugin.store.links import Link
from plugin.store.shops import shop_by_id
from storefront import kept, seen
from storefront.rate_limits import RateLimit
from tests import cast
from tests.storefront.landing import BROWSER, make_landing, signed_query


@pytest.fixture
def landing(database, ana, ben):
    """Cleo's link in Ana's shop; Ben's shop has one with the same key, code and slug."""
    make_landing(database, ben, kind="product", target="/products/bell", code="BENCLEO", currency="USD")
    return make_landing(database, ana)


def leads_to(answer) -> str:
    """The address of the link, the script and the refresh, which are one."""
    page = answer.get_data(as_text=True)
    (link,) = re.findall(r'<a id="on" rel="nofollow" href="([^"]*)"', page)
    (refresh,) = re.findall(r'<noscript><meta http-equiv="refresh" content="0;url=([^"]*)"></noscript>', page)
    assert link == refresh
    assert 'location.replace(document.getElementById("on").href)' in page
    return html.unescape(link)


def change(database, shop_id, model, **values):
    with database.shop(shop_id) as session:
        for row in session.query(model):
            for name, value in values.items():
                setattr(row, name, value)


def test_it_leads_through_the_discount_with_the_visit_and_the_campaign(landing, shopper, inbox):
    answer = shopper().get(
        f"/go/{landing.key}", {"fbclid": "x", "utm_source": "forged", "redirect": "//evil.example"}
    )
    assert answer.status_code == 200
    assert answer.content_type == "text/html; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "default-src 'none'; script-src 'sha256-" in answer.headers["Content-Security-Policy"]
    parts = urlsplit(leads_to(answer))
    assert (parts.scheme, parts.netloc, parts.path) == ("", "", "/discount/CLEO10")
    ((redirect,),) = parse_qs(parts.query).values()
    inner = urlsplit(redirect)
    query = {name: value for name, (value,) in parse_qs(inner.query).items()}
    reference = query.pop("em")
    assert inner.path == "/"
    assert query == {
        "utm_source": "instagram",
        "utm_medium": "creator",
        "utm_campaign": "spring",
        "utm_content": "bio",
        "utm_term": "cleo-cloud",
    }
    assert re.fullmatch(rf"{landing.key}\.[a-z0-9]{{16}}\.[a-z0-9]{{6}}", reference)
    ((shop_id, topic, body),) = inbox()
    assert (shop_id, topic, body["ref"], body["landing_kind"]) == (
        landing.shop_id,
        "earmark/visit",
        reference,
        "welcome",
    )


def test_the_other_shop_s_link_is_another(landing, ben, shopper, inbox):
    address = leads_to(shopper(cast.BEN).get(f"/go/{landing.key}"))
    assert address.startswith("/discount/BENCLEO?redirect=%2Fproducts%2Fbell%3Fem%3D")
    assert [row[0] for row in inbox()] == [ben]


@pytest.mark.parametrize(
    ("model", "values", "expected"),
    [
        pytest.param(DiscountCode, {"status": "paused"}, "/?em=", id="code_paused"),
        pytest.param(DiscountCode, {"wanted": "paused"}, "/?em=", id="code_being_paused"),
        pytest.param(Campaign, {"ends_at": cast.NOW}, "/?em=", id="campaign_over"),
        pytest.param(Campaign, {"starts_at": cast.NOW + timedelta(days=1)}, "/?em=", id="campaign_to_come"),
        pytest.param(
            LandingPage, {"kind": "picks"}, "/discount/CLEO10?redirect=%2Fapps%2Fearmark%2Fp%2F", id="picks"
        ),
        pytest.param(
            LandingPage,
            {"kind": "product", "target": "/collections/table-kitchen"},
            "/discount/CLEO10?redirect=%2Fcollections%2Ftable-kitchen%3Fem%3D",
            id="the_creator_s_own_product",
        ),
    ],
)
def test_what_is_over_or_chosen_otherwise(database, landing, shopper, inbox, model, values, expected):
    change(database, landing.shop_id, model, **values)
    assert leads_to(shopper().get(f"/go/{landing.key}")).startswith(expected)
    assert len(inbox()) == 1


@pytest.mark.parametrize(
    ("model", "values"),
    [
        pytest.param(Link, {"status": "paused"}, id="link_paused"),
        pytest.param(Link, {"status": "retired"}, id="link_retired"),
        pytest.param(LandingPage, {"status": "paused"}, id="page_paused"),
        pytest.param(LandingPage, {"status": "retired"}, id="page_retired"),
        pytest.param(Campaign, {"status": "paused"}, id="campaign_paused"),
        pytest.param(Campaign, {"status": "draft"}, id="campaign_not_launched"),
        pytest.param(Creator, {"status": "archived"}, id="creator_archived"),
    ],
)
def test_what_is_held_back_leads_home_without_discount_and_is_not_kept(
    database, landing, shopper, inbox, model, values
):
    change(database, landing.shop_id, model, **values)
    answer = shopper().get(f"/go/{landing.key}")
    assert (answer.status_code, leads_to(answer)) == (200, "/")
    assert inbox() == []


@pytest.mark.parametrize(
    "key",
    [
        "cleo000002",
        "x",
        "cleo000001.0123456789abcdef.t0",
        "..%2f..%2fadmin",
        "{{shop.name}}",
        "A" * 3000,
        "%00",
    ],
)
def test_a_link_nobody_has_is_a_friendly_page_of_the_shop(landing, shopper, inbox, key):
    answer = shopper().get(f"/go/{key}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert answer.content_type == "application/liquid; charset=utf-8"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert 'href="/"' in page
    assert "shop.name" not in page
    assert inbox() == []


def test_a_key_of_the_other_shop_is_unknown(database, ana, ben, shopper, inbox):
    make_landing(database, ben, key="onlyatbens", currency="USD")
    assert shopper(cast.ANA).get("/go/onlyatbens").status_code == 404
    assert inbox() == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        # Signed when the test runs: a signature is stale after 90 seconds.
        pytest.param(lambda: "", 401, id="unsigned"),
        pytest.param(lambda: signed_query(cast.ANA, secret="forged"), 401, id="forged"),
        pytest.param(lambda: signed_query(cast.ANA, age=91), 401, id="stale"),
        pytest.param(
            lambda: signed_query(cast.ANA) + "&shop=" + cast.BEN.domain, 401, id="another_shop_added"
        ),
        pytest.param(
            lambda: signed_query(cast.ANA).replace("anas-atelier", "bens-bikes"),
            401,
            id="another_shop_s_name",
        ),
        pytest.param(lambda: signed_query(cast.ANA, {"x": "y" * 10_240}), 414, id="ten_kilobytes"),
        pytest.param(lambda: signed_query(cast.MALLORY), 404, id="a_shop_without_the_app"),
    ],
)
@pytest.mark.parametrize("path", ["/proxy/go/cleo000001", "/proxy/p/cleo-cloud", "/proxy/greet/cleo000001"])
def test_bad_input_gets_a_short_answer_and_leaves_nothing(landing, shopfront, inbox, path, query, status):
    answer = shopfront.test_client().get(f"{path}?{query()}")
    assert answer.status_code == status
    assert len(answer.data) < 400
    assert "CLEO10" not in answer.get_data(as_text=True)
    assert inbox() == []


def test_a_head_and_a_crawler_are_told_apart(landing, shopper, inbox):
    shopper().get(f"/go/{landing.key}", agent="facebookexternalhit/1.1")
    ((_, _, body),) = inbox()
    assert body["refused"] == "crawler"


@pytest.mark.parametrize(
    ("limit", "agents"),
    [
        pytest.param("_of_visitors", [BROWSER] * 4, id="of one browser"),
        pytest.param("_of_addresses", [f"{BROWSER} {n}" for n in range(4)], id="of one address"),
    ],
)
def test_a_flood_is_answered_and_not_kept(landing, shopper, inbox, monkeypatch, limit, agents):
    monkeypatch.setattr(seen, limit, RateLimit(2, clock=lambda: 0.0))
    for agent in agents:
        answer = shopper().get(f"/go/{landing.key}", agent=agent)
        assert leads_to(answer).startswith("/discount/CLEO10")
    assert len(inbox()) == 2


def test_while_the_database_is_away_the_shopper_gets_to_the_shop(landing, shopper, monkeypatch):
    def away(session, key):
        raise DatabaseAwayError("The database cannot be reached.")

    monkeypatch.setattr(kept, "landing_of_link", away)
    answer = shopper().get(f"/go/{landing.key}")
    assert (answer.status_code, leads_to(answer)) == (503, "/")


def test_the_proxy_s_place_is_learnt_from_shopify(database, landing, ben, shopper):
    change(database, landing.shop_id, LandingPage, kind="picks")
    address = leads_to(shopper().get(f"/go/{landing.key}", {"path_prefix": "/a/friends"}))
    assert address.startswith("/discount/CLEO10?redirect=%2Fa%2Ffriends%2Fp%2Fcleo-cloud%3Fem%3D")
    with database.everywhere() as session:
        assert shop_by_id(session, landing.shop_id).proxy_prefix == "/a/friends"
        assert shop_by_id(session, ben).proxy_prefix == "/apps/earmark"
