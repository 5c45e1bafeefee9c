"""Testing a link: every hop is seen, said and judged, and nobody but the shop is asked."""

from datetime import UTC, datetime

import httpx
import pytest

from plugin.app import create_app
from plugin.errors import ShopifyError
from plugin.services.landing.served import CLOSED, Served
from plugin.services.landing.set_landing import LandingFields, set_landing
from plugin.services.links.address import LinkTags, go_path, long_address, qr_path
from plugin.services.links.list_links import ShownLink
from plugin.services.links.owner_links import pause_link
from plugin.services.links.pages_seen import leads_on, says_noindex
from plugin.services.links.walk_link import MOST_HOPS, walk_link
from plugin.services.links.walk_now import ready_to_walk
from plugin.shopify.storefront import Storefront
from plugin.store.deliveries import Delivery
from plugin.store.links import Link
from storefront.addresses import blueprint
from tests import cast
from tests.browser import serve
from tests.devshop.app import create_storefront
from tests.shopify_in_process import InProcessAdmin, stand_in

SHOP = "https://brand.example"
KEY = "k7x9q2m4aa"
TAGS = LinkTags(KEY, "instagram", "creator", "spring", "bio", "cleo")
LANDING = f"/?em={KEY}.0123456789abcdef.1abcde"
DISCOUNT = "/discount/CLEO10?redirect=" + LANDING.replace("?", "%3F").replace("=", "%3D").replace("/", "%2F")
GO = f"/apps/earmark/go/{KEY}"


def shown(**changes):
    link = Link(key=KEY, status="live", path="/cleo", placement="bio")
    given = {
        "link": link, "creator": "Cleo", "campaign": "Spring", "code": "CLEO10", "state": "live",
        "short": f"{SHOP}/cleo", "stable": SHOP + go_path("/apps/earmark", KEY),
        "long": long_address(SHOP, "CLEO10", "/", TAGS), "qr": SHOP + qr_path("/apps/earmark", KEY),
        "landing": "/",
    }  # fmt: skip
    return ShownLink(**{**given, **changes})


def expected(**changes):
    given = {"open": True, "kind": "welcome", "path": "/", "code": None, "offer": "", "greeting": ""}
    return Served(**{**given, **changes})


def page_on(to):
    return httpx.Response(200, html=f'<noscript><meta http-equiv="refresh" content="0;url={to}"></noscript>')


def to(address):
    return httpx.Response(301, headers={"Location": address})


GOOD = {
    "/cleo": to(GO),
    GO: page_on(DISCOUNT),
    DISCOUNT: to(LANDING),
    LANDING: httpx.Response(200, html="<h1>Welcome</h1>"),
}


class NoAdmin:
    """Shopify, not to be asked (or asked in vain)."""

    errors = ()

    def run(self, document, variables=None):
        raise ShopifyError("Shopify is away.")


def walk(answers, link=None, wanted=None):
    """(The walk, the addresses that were asked) in a shop that has these answers and is 404 elsewhere."""
    asked = []

    def handle(request):
        address = str(request.url)
        asked.append(address)
        return answers.get(address.removeprefix(SHOP), httpx.Response(404))

    with Storefront([SHOP], httpx.MockTransport(handle)) as storefront:
        return walk_link(link or shown(), wanted or expected(), storefront, NoAdmin(), cast.NOW), asked


def test_a_link_that_works_says_so_at_every_hop():
    found, asked = walk(GOOD)
    assert found.ok
    assert [hop.step for hop in found.hops] == ["short", "go", "discount", "landing", "code"]
    assert [hop.status for hop in found.hops] == [301, 200, 301, 200, None]
    assert asked == [SHOP + path for path in GOOD]


@pytest.mark.parametrize(
    ("changes", "step", "said"),
    [
        pytest.param({"/cleo": httpx.Response(404)}, "short", "not in the shop", id="no short path"),
        pytest.param({"/cleo": httpx.Response(200)}, "short", "A page of the shop stands", id="a page there"),
        pytest.param({"/cleo": to("/pages/sale")}, "short", "leads elsewhere", id="another redirect"),
        pytest.param(
            {"/cleo": to("https://evil.example/")}, "short", "leads elsewhere", id="out of the shop"
        ),
        pytest.param({"/cleo": to("/password")}, "short", "behind a password", id="a password"),
        pytest.param({"/cleo": httpx.Response(503)}, "short", "with an error", id="the shop is unwell"),
        pytest.param({GO: httpx.Response(404)}, "go", "app proxy", id="no proxy"),
        pytest.param({GO: httpx.Response(200, html="<p>x</p>")}, "go", "app proxy", id="a page that stays"),
        pytest.param({GO: page_on("//evil.example/x")}, "on", "out of the shop", id="on to another host"),
        pytest.param(
            {GO: page_on("http://brand.example/")}, "landing", "out of the shop", id="without https"
        ),
        pytest.param({DISCOUNT: httpx.Response(404)}, "discount", "does not lead on", id="a dead discount"),
        pytest.param({DISCOUNT: to("https://169.254.169.254/")}, "landing", "out of the shop", id="inward"),
        pytest.param(
            {DISCOUNT: to("/"), "/": httpx.Response(200)},
            "landing",
            "no longer says whose",
            id="our parameter lost",
        ),
        pytest.param({LANDING: httpx.Response(404)}, "landing", "Choose another", id="no landing page"),
        pytest.param({LANDING: to("/pages/x")}, "landing", "gets lost", id="a landing page that moved"),
        pytest.param({LANDING: to(LANDING)}, "on", "on and on", id="a circle"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(changes, step, said):
    found, asked = walk({**GOOD, **changes})
    problems = [hop for hop in found.hops if hop.verdict == "problem"]
    assert [hop.step for hop in problems] == [step]
    assert said in problems[0].told
    assert not found.ok
    assert all(address.startswith(f"{SHOP}/") for address in asked)
    assert len(asked) <= MOST_HOPS


def test_a_market_may_lead_on_as_long_as_the_link_is_known():
    found, _ = walk({**GOOD, LANDING: to(f"/sv{LANDING}"), f"/sv{LANDING}": httpx.Response(200)})
    assert found.ok
    assert [hop.step for hop in found.hops] == ["short", "go", "discount", "landing", "landing", "code"]


@pytest.mark.parametrize(
    ("page", "ok"),
    [
        pytest.param(httpx.Response(200, html="<h1>Picks</h1>"), False, id="nothing"),
        pytest.param(httpx.Response(200, headers={"X-Robots-Tag": "noindex, nofollow"}), True, id="header"),
        pytest.param(httpx.Response(200, html='<meta name="robots" content="NOINDEX">'), True, id="meta"),
    ],
)
def test_a_page_of_picks_is_to_be_hidden_from_search_engines(page, ok):
    found, _ = walk({**GOOD, LANDING: page}, wanted=expected(kind="picks"))
    assert found.ok is ok


def test_a_link_that_is_held_back_leads_home():
    found, _ = walk({**GOOD, GO: page_on("/"), "/": httpx.Response(200)}, wanted=CLOSED)
    assert found.ok
    assert [hop.step for hop in found.hops] == ["short", "go", "landing"]


def test_a_link_without_a_short_path_begins_at_its_lasting_address():
    found, asked = walk(GOOD, link=shown(short=None))
    assert found.ok
    assert asked[0] == SHOP + GO


def test_shopify_that_cannot_be_asked_is_a_problem_of_the_code_alone():
    found, _ = walk(GOOD, wanted=expected(code="CLEO10"))
    assert [hop.step for hop in found.hops if hop.verdict == "problem"] == ["code"]
    assert "Shopify is away." in found.hops[-1].told


@pytest.mark.parametrize(
    ("html", "leads"),
    [
        pytest.param('<meta http-equiv="refresh" content="0;url=/x">', "/x", id="plain"),
        pytest.param(
            "<META HTTP-EQUIV='Refresh' CONTENT=\"5; URL='/x?a=1&amp;b=2'\">", "/x?a=1&b=2", id="quoted"
        ),
        pytest.param('<meta http-equiv="refresh" content="30">', None, id="only a time"),
        pytest.param("<p>meta refresh</p>", None, id="text"),
        pytest.param('<meta http-equiv="refresh" content="0;url=' + " " * 100_000 + 'x">', None, id="blanks"),
    ],
)
def test_where_a_page_leads_on(html, leads):
    assert leads_on(html) == leads


def test_none_in_a_robots_header_means_noindex():
    assert says_noindex("none", "")
    assert not says_noindex("", '<meta name="robots" content="nofollow">')


@pytest.fixture
def shop(stage, settings, database):
    """Ana's shop as the stand-in serves it, with the app behind its proxy; the campaign is live."""
    real = datetime.now(UTC)
    stage.admin = InProcessAdmin(stand_in(cast.ANA, real))
    stage.launch()
    stage.settle()
    stage.admin.shop.redirects = {row.id: row for row in stage.admin.shop.redirects.values()}
    app = create_app(settings, blueprint, database=database)
    app.extensions["clock"] = lambda: cast.NOW
    with serve(app) as app_url:
        stage.admin.world.app_url = app_url
        yield stage


def walk_in(stage, number=0):
    with stage.shop() as session:
        ready = ready_to_walk(session, stage.link(number).id, cast.NOW)
    transport = httpx.WSGITransport(create_storefront(stage.admin.world, cast.ANA.domain))
    with Storefront(ready.origins, transport) as storefront:
        return walk_link(ready.link, ready.expected, storefront, stage.admin, cast.NOW)


def test_the_whole_road_through_shop_proxy_and_app(shop):
    found = walk_in(shop)
    steps = {hop.step: hop for hop in found.hops}
    assert list(steps) == ["short", "go", "discount", "landing", "code"]
    assert {hop.step: hop.told for hop in found.hops if hop.verdict == "problem"} == {
        # The code is a row of the books here; nobody made it in the stand-in.
        "code": "Shopify knows no such code. Open the code to create it again."
    }
    assert f"em={shop.link(0).key}." in steps["landing"].address
    with shop.shop() as session:
        kept = [row.body for row in session.query(Delivery)]
    assert all(b'"refused":"prefetch"' in body for body in kept), "a test is no visit"
    with shop.shop() as session:
        set_landing(session, shop.campaign_id, LandingFields(kind="picks"), shop.at)
    picks = walk_in(shop, 1)
    assert next(hop for hop in picks.hops if hop.step == "landing").told.startswith(
        "The creator's page answers"
    )
    with shop.shop() as session:
        pause_link(session, shop.link(2).id, shop.at)
    assert [hop.step for hop in walk_in(shop, 2).hops] == ["short", "go", "landing"]
