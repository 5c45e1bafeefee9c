"""Past orders on the overview and the deliveries page: how far they are, what came of them, and again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from plugin.shopify.manifest import manifest
from plugin.store.order_imports import add_import, end_import, newest_import, note_import
from plugin.store.shops import set_scopes
from tests import cast

DAYS = "Bringing in your last 60 days of orders"


@pytest.fixture
def begun(database, now):
    """Begin an import in a shop and note on it; its run."""

    def make(shop_id, **noted):
        with database.shop(shop_id) as session:
            run_id = add_import(session, now)
            note_import(session, run_id, now, reach="days60", **noted)
            return run_id

    return make


@pytest.mark.parametrize("page", ["/", "/deliveries"])
@pytest.mark.parametrize(
    ("noted", "sentence"),
    [
        pytest.param({"total": 48_000, "done": 12_300}, "12,300 of 48,000 orders", id="read"),
        pytest.param({"found": 7_000}, "Shopify is putting them together: 7,000 so far.", id="put together"),
        pytest.param({"busy": True}, "It begins as soon as there is room.", id="no room"),
        pytest.param({}, "That takes a few minutes", id="begun"),
    ],
)
def test_the_owner_sees_how_far_it_is(browse, begun, ana, ben, page, noted, sentence):
    begun(ana, **noted)
    seen = browse(cast.ANA).get(page).text
    assert DAYS in seen
    assert sentence in seen
    assert 'hx-get="/past-orders' in seen
    assert sentence in browse(cast.ANA).get("/past-orders").text
    for path in (page, "/past-orders", "/past-orders?brief=1"):
        assert sentence not in browse(cast.BEN).get(path).text


def test_the_question_whether_to_stop_is_not_asked_for_again(browse, begun, ana, ben):
    """In the part of the page that is, it would close while somebody reads it."""
    begun(ana, total=10)
    page = browse(cast.ANA).get("/deliveries").text
    part = page[page.index('<div id="past-orders"') : page.index('id="stop-past-orders"')]
    assert part.count("<div") == part.count("</div>") > 0
    assert 'id="stop-past-orders"' not in browse(cast.BEN).get("/deliveries").text


def test_it_is_begun_and_stopped_in_the_own_shop_alone(browse, database, ana, ben):
    browser = browse(cast.ANA)
    assert "have not been brought in yet" in browser.get("/deliveries").text
    answer = browser.post("/past-orders")
    assert "being brought in" in json.loads(answer.headers["HX-Trigger"])["toast"]["message"]
    browser.post("/past-orders")  # Pressed twice, it is one import.
    with database.shop(ana) as session:
        first = newest_import(session)
        assert first.status == "waiting"
    browse(cast.BEN).post("/past-orders/stop")
    with database.shop(ana) as session:
        assert newest_import(session).status == "waiting"
    browser.post("/past-orders/stop")
    assert "You stopped it" in browser.get("/deliveries").text
    browser.post("/past-orders")
    with database.shop(ana) as session:
        assert newest_import(session).id > first.id
    with database.shop(ben) as session:
        assert newest_import(session) is None


def test_what_came_of_it_is_said_with_what_could_not_be_read(browse, database, begun, ana, ben, now):
    problems = [(line, "line_items.price <b>is missing</b>.") for line in range(1, 13)]
    run_id = begun(ana, done=480, counts={"imported": 460, "unreadable": 12}, problems=problems)
    with database.shop(ana) as session:
        end_import(session, run_id, "finished", now + timedelta(minutes=3))
    page = browse(cast.ANA).get("/deliveries").text
    assert "480 orders were read" in page
    assert "460 of them were not in the books, and are now." in page
    assert "12 could not be read" in page
    assert page.count("line_items.price &lt;b&gt;is missing") == 10
    assert "The first 10 of 12." in page
    assert "480" not in browse(cast.BEN).get("/deliveries").text


def test_why_it_did_not_work_is_said_as_text(browse, database, begun, ana, ben, now):
    run_id = begun(ana)
    with database.shop(ana) as session:
        end_import(session, run_id, "failed", now, reason="The <b>owner</b> has to open the app.")
    for path in ("/", "/deliveries"):
        assert "The &lt;b&gt;owner&lt;/b&gt; has to open the app." in browse(cast.ANA).get(path).text
        assert "owner&lt;" not in browse(cast.BEN).get(path).text


def test_that_all_orders_could_come_is_said_until_they_can(browse, database, ana, ben):
    said = "read_all_orders"
    assert said in browse(cast.ANA).get("/deliveries").text
    with database.shop(ana) as session:
        set_scopes(session, ana, [*manifest().scopes, "read_all_orders"])
    assert said not in browse(cast.ANA).get("/deliveries").text
    assert said in browse(cast.BEN).get("/deliveries").text
    browse(cast.ANA).post("/past-orders")
    assert "Bringing in all your orders" in browse(cast.ANA).get("/deliveries").text
