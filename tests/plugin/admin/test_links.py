"""The pages of links: listed, sent out, changed, tested, and bad input refused."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import urlsplit

import httpx
import pytest

from plugin.services.links.settle_links import TAKEN
from plugin.shopify.storefront import Storefront
from plugin.store.links import Link, find_link
from tests import cast
from tests.plugin.services.links.conftest import campaign_of_people, live, people_of, stage  # noqa: F401

EVIL = {
    "another host": "//evil.example",
    "10 KB": "/" + "a" * 10_240,
    "unicode": "/åsa",
    "an emoji": "/😀",
    "line breaks": "/a\r\nLocation: //evil.example",
    "reserved": "/products/x",
    "a language": "/sv",
    "a script": "<script>alert(1)</script>",
    "Liquid": "{{ shop.name }}",
}
"""Tables of cases are gone through in one test here: a launched campaign for each would take seconds."""
SEARCHES = {
    "q=cleo": {"Cleo Cloud"},
    "q=asa": {"Åsa Ångström"},
    "q=devdune": {"Dev Dune"},
    "q=SPRING_ASA": {"Åsa Ångström"},
    "status=paused": set(),
    "q=%25": set(),
    "campaign=999999": set(),
    "campaign=²&creator=x": {"Cleo Cloud", "Dev Dune", "Åsa Ångström"},
}
WRONG = {
    "placement": ({"placement": "moon"}, "Choose where the link stands"),
    "platform": ({"platform": "x"}, "Choose a platform"),
    "a campaign nobody has": ({"belongs": "campaign-999999"}, "There is no campaign"),
    "a code of nobody": ({"belongs": "code-1"}, "Choose a code of this creator"),
    "nothing of the kind": ({"belongs": "²"}, "Choose a campaign this creator"),
    "too long a window": ({"window": "366"}, "from 1 to 365"),
    "a window below nothing": ({"window": "-1"}, "from 1 to 365"),
    "no number": ({"window": "²"}, "from 1 to 365"),
    "taken": ({"path": "/cleo-cloud"}, "Another link has /cleo-cloud already"),
}


@pytest.fixture
def pages(live, browse):  # noqa: F811
    """Ana's pages, with three live links."""
    return browse(cast.ANA)


def first(live):  # noqa: F811
    return live.link(0).id


def test_the_list_shows_every_link_of_this_shop_alone(pages, live, browse, ben):  # noqa: F811
    answer = pages.get("/links")
    assert answer.status_code == 200
    for person in (cast.CLEO, cast.DEV, cast.ASA):
        assert person.name in answer.text
    assert "/cleo-cloud" in answer.text
    assert "SPRING_CLEO" in answer.text
    hers = {link.key for link in live.links()}
    others = browse(cast.BEN).get("/links.csv").text
    assert not any(key in others for key in hers)


def test_searching_and_filtering(pages):
    for query, found in SEARCHES.items():
        rows = list(csv.reader(io.StringIO(pages.get(f"/links.csv?{query}").text.lstrip("\ufeff"))))[1:]
        assert {row[0] for row in rows} == found, query
    assert pages.get("/links?q=%25&campaign=²&creator=x").status_code == 200


def test_what_creators_are_sent_as_csv_and_for_the_clipboard(pages, live):  # noqa: F811
    rows = list(csv.reader(io.StringIO(pages.get("/links.csv").text.lstrip("\ufeff"))))
    [row] = [row for row in rows if row[0] == "Cleo Cloud"]
    link = live.link(0)
    begin = f"https://{cast.ANA.domain}"
    assert row[1:6] == ["Spring table", "Bio", "Instagram", "SPRING_CLEO", f"{begin}/cleo-cloud"]
    assert row[6].startswith(f"{begin}/discount/SPRING_CLEO?redirect=%2F%3Fem%3D{link.key}")
    assert row[7] == f"{begin}/apps/earmark/qr/{link.key}.svg"
    copied = re.search(r'id="copy-table" data-copy="([^"]*)"', pages.get("/links").text)[1]
    lines = [line.split("\t") for line in copied.split("\n")]
    assert [line[0] for line in lines] == [row[0] for row in rows]
    assert {len(line) for line in lines} == {9}


def test_the_pages_of_creator_and_campaign_have_the_links(pages, live):  # noqa: F811
    assert f'href="/links/{first(live)}"' in pages.get(f"/creators/{live.creators[0]}").text
    campaign = pages.get(f"/campaigns/{live.campaign_id}").text
    assert all(f'href="/links/{link.id}"' in campaign for link in live.links())


def test_a_links_page_and_its_qr_codes(pages, live):  # noqa: F811
    text = pages.get(f"/links/{first(live)}").text
    assert f"https://{cast.ANA.domain}/cleo-cloud" in text
    assert "<svg" in text
    svg, png = (pages.get(f"/links/{first(live)}/qr.{kind}") for kind in ("svg", "png"))
    assert svg.mimetype == "image/svg+xml"
    assert png.data.startswith(b"\x89PNG")
    assert 'filename="cleo-cloud.png"' in png.headers["Content-Disposition"]
    assert pages.get(f"/links/{first(live)}/qr.exe").status_code == 404


def test_a_link_for_another_place_is_added(pages, live):  # noqa: F811
    form = pages.get(f"/links/new?creator={live.creators[0]}").text
    assert f'value="campaign-{live.campaign_id}"' in form
    given = {
        "creator": live.creators[0],
        "belongs": f"campaign-{live.campaign_id}",
        "placement": "video",
        "platform": "youtube",
        "path": "",
        "window": "180",
    }
    answer = pages.post("/links/new", given)
    number = int(re.search(r"/links/(\d+)", answer.headers["HX-Location"])[1])
    with live.shop() as session:
        made = find_link(session, number)
        assert (made.path, made.utm_source, made.window_days) == ("/cleo-cloud-yt", "youtube", 180)
        assert (made.campaign_id, made.code_id) == (live.campaign_id, live.link(0).code_id)
    live.settle(number)
    assert live.standing()["/cleo-cloud-yt"].endswith(made.key)


def test_a_link_of_no_campaign_with_a_typed_path(pages, live):  # noqa: F811
    given = {"creator": live.creators[0], "belongs": "none", "placement": "bio", "platform": "blog"}
    answer = pages.post("/links/new", {**given, "path": "Cleo/", "window": ""})
    number = int(re.search(r"/links/(\d+)", answer.headers["HX-Location"])[1])
    with live.shop() as session:
        made = find_link(session, number)
        assert (made.path, made.campaign_id, made.code_id, made.utm_campaign) == (
            "/cleo",
            None,
            None,
            "always-on",
        )
    assert "Lead" in pages.get(f"/links/{number}").text


def test_a_wrong_field_is_said_at_the_field(pages, live):  # noqa: F811
    for name, (changes, said) in WRONG.items():
        given = {"creator": live.creators[1], "belongs": "none", "placement": "bio", "platform": "blog"}
        answer = pages.post("/links/new", {**given, **changes})
        assert answer.status_code in (404, 422), name
        assert said in answer.text, name
    assert len(live.links()) == 3


def test_a_bad_path_is_refused_and_escaped(pages, live):  # noqa: F811
    for name, path in EVIL.items():
        standing = {"placement": "bio", "platform": "instagram", "path": path, "window": ""}
        answer = pages.post(f"/links/{first(live)}", standing)
        assert answer.status_code == 422, name
        assert "<script>alert" not in answer.text, name
    assert live.link(0).path == "/cleo-cloud"


def test_a_link_is_changed_and_its_path_moved(pages, live):  # noqa: F811
    given = {"placement": "story", "platform": "tiktok", "path": "/cleo", "window": "90"}
    assert pages.post(f"/links/{first(live)}", given).status_code == 200
    changed = live.link(0)
    assert (changed.path, changed.utm_source, changed.utm_content) == ("/cleo", "tiktok", "story")
    live.settle()
    assert set(live.standing()) == {"/cleo", "/devdune", "/asapodden"}
    assert pages.post(f"/links/{first(live)}", {**given, "path": ""}).status_code == 200
    live.settle()
    assert live.link(0).redirect_state == "none"
    assert "/cleo" not in live.standing()


def test_pausing_retiring_and_taking_both_back(pages, live):  # noqa: F811
    address = f"/links/{first(live)}"
    assert "undo" in pages.post(f"{address}/pause").headers["HX-Trigger"]
    assert live.link(0).status == "paused"
    assert pages.post(f"{address}/pause").status_code == 409
    pages.post(f"{address}/resume")
    assert live.link(0).status == "live"
    assert "undo" in pages.post(f"{address}/retire").headers["HX-Trigger"]
    assert "Bring it back" in pages.get(address).text
    assert pages.post(address, {"placement": "bio", "platform": "blog"}).status_code == 409
    pages.post(f"{address}/restore")
    live.settle()
    assert (live.link(0).status, live.link(0).redirect_state) == ("live", "live")
    assert pages.post(f"{address}/restore").status_code == 409


def test_a_short_path_that_failed_says_why_and_is_tried_again(pages, live):  # noqa: F811
    with live.shop() as session:
        link = session.get(Link, (live.shop_id, first(live)))
        link.redirect_state, link.redirect_problem = "failed", TAKEN
    assert "already has a redirect at this path" in pages.get(f"/links/{first(live)}").text
    assert "One short path could not be made" in pages.get(f"/campaigns/{live.campaign_id}").text
    assert "Cleo Cloud" in pages.get("/links?status=failed").text
    pages.post(f"/links/{first(live)}/retry")
    assert live.link(0).redirect_state == "planned"
    assert pages.post(f"/links/{first(live)}/retry").status_code == 409


def test_names_of_platforms_are_kept_for_this_shop(pages, live, browse, ben):  # noqa: F811
    assert pages.post("/links/settings", {"instagram": "IG"}).status_code == 200
    assert live.link(0).utm_source == "ig"
    assert 'value="ig"' in pages.get("/links/settings").text
    assert 'value="ig"' not in browse(cast.BEN).get("/links/settings").text
    refused = pages.post("/links/settings", {"youtube": "you tube&x=1"})
    assert refused.status_code == 422
    assert "letters a to z" in refused.text
    assert live.link(1).utm_source == "youtube"


def test_everything_is_taken_out_and_put_back(pages, live):  # noqa: F811
    keys = [link.key for link in live.links()]
    assert "put-back" in pages.post("/links/take-out").headers["HX-Trigger"]
    live.settle()
    assert live.standing() == {}
    pages.post("/links/put-back")
    live.settle()
    assert [link.key for link in live.links()] == keys
    assert {(link.status, link.redirect_state) for link in live.links()} == {("live", "live")}
    assert len(live.standing()) == 3


def test_without_links_the_page_says_what_comes_next(browse, ana, ben):
    assert 'href="/creators/new"' in browse(cast.ANA).get("/links").text


def test_a_test_of_the_link_shows_its_hops(pages, live, app):  # noqa: F811
    """The whole road is walked in the services' tests; here the page says what was found."""
    asked = []

    def shop(request):
        asked.append(request)
        return httpx.Response(404)

    app.extensions["look_at"] = lambda settings, origins: Storefront(origins, httpx.MockTransport(shop))
    app.extensions["clients"] = lambda shop_id, now: live.admin
    answer = pages.post(f"/links/{first(live)}/test")
    assert answer.status_code == 200
    assert "The short path is not in the shop" in answer.text
    assert 'id="make-again"' in answer.text
    assert [urlsplit(str(request.url)).path for request in asked] == ["/cleo-cloud"]
    assert asked[0].headers["Sec-Purpose"] == "prefetch"
    pages.post(f"/links/{first(live)}/retire")
    assert pages.post(f"/links/{first(live)}/test").status_code == 409
