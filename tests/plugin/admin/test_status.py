"""The status page: in plain words, for one shop alone, with buttons that repair."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from plugin.admin.pages import overview
from plugin.errors import ShopifyError
from plugin.services.health.alerts import _TEXTS
from plugin.services.health.check_shop import check_shop
from plugin.services.health.invariants import INVARIANTS
from plugin.services.note_placements import GREETING, SURVEY_ON_THANK_YOU, note_placements
from plugin.store.deliveries import keep_delivery
from plugin.store.health import app_parts, note_part, put_findings
from tests import cast
from tests import order_bodies as bodies
from tests.books import hear
from tests.plugin.admin.test_pages import text_of

HOUR = timedelta(hours=1)


def said(answer) -> str:
    assert answer.status_code == 200, answer.text[:300]
    return json.loads(answer.headers["HX-Trigger"])["toast"]["message"]


def lose(database, shop_id, part, now):
    with database.shop(shop_id) as session:
        note_part(session, part, there=True, now=now - 2 * HOUR)
        note_part(session, part, there=False, now=now - HOUR)


@pytest.fixture
def shopify_away(app):
    """Shopify that does not answer."""

    def away(shop_id, now):
        raise ShopifyError("No answer.", retryable=True)

    app.extensions["clients"] = away


def test_before_the_first_check_it_says_what_to_do(browse, ana, ben):
    page = browse(cast.ANA).get("/status").text
    assert "Nothing has been checked yet" in page
    assert "Shopify has sent nothing yet" in page
    assert 'id="check-status" variant="primary"' in page
    assert "What is checked" not in page


def test_the_button_runs_every_check_of_this_shop_alone(browse, database, shopify_away, ana, ben):
    browser = browse(cast.ANA)
    assert "Shopify could not be asked just now" in said(browser.post("/status/check"))
    page = text_of(browser.get("/status").text)
    for invariant in INVARIANTS.values():
        assert invariant.title in page.replace("&#39;", "'")
    assert "Everything works" in page
    assert "Checked at Nov 21, 2026" in page
    assert "Nothing has been checked yet" in browse(cast.BEN).get("/status").text


def test_a_trouble_comes_first_with_what_to_do_and_since_when(browse, database, ana, ben, park, now):
    browse(cast.ANA), browse(cast.BEN)
    check_shop(database, ana, now - 2 * HOUR)
    park(ana)
    for shop_id in (ana, ben):
        check_shop(database, shop_id, now)
    page = text_of(browse(cast.ANA).get("/status").text)
    assert "Something should be looked at" in page
    assert page.index("One delivery is parked: look at it.") < page.index("Background work is up to date.")
    assert "The deliveries page says what went wrong" in page
    assert "Last well at Nov 21, 2026 11:00" in page
    other = text_of(browse(cast.BEN).get("/status").text)
    assert "Everything works" in other
    assert "parked" not in other


def test_up_to_when_orders_are_in(browse, database, ana, ben, now):
    with database.everywhere() as session:
        keep_delivery(
            session, shop_id=ana, webhook_id="w", event_id=None, topic="orders/create",
            api_version=None, triggered_at=None, body=b"{}",
        )  # fmt: skip
        session.execute(text("update deliveries set received_at = :at"), {"at": now - timedelta(minutes=2)})
    assert "All orders up to 2 minutes ago are in." in browse(cast.ANA).get("/status").text
    with database.everywhere() as session:
        session.execute(text("update deliveries set state = 'handled'"))
    page = browse(cast.ANA).get("/status").text
    assert (
        "All orders are in of which Shopify has told Earmark. Its newest message came 2 minutes ago." in page
    )
    assert "Shopify has sent nothing yet" in browse(cast.BEN).get("/status").text


def test_checks_that_have_stopped_are_said_to_have(browse, database, ana, ben, now):
    browser = browse(cast.ANA)
    check_shop(database, ana, now - HOUR)
    assert "The checks have stopped" in browser.get("/status").text
    check_shop(database, ana, now - timedelta(minutes=20))
    assert "The checks have stopped" not in browser.get("/status").text


@pytest.mark.parametrize("part", sorted(_TEXTS))
def test_a_part_that_has_gone_missing_is_said_with_how_that_is_known(browse, database, ana, ben, now, part):
    lose(database, ana, part, now)
    title, _, how, action, path, posts, confirm = _TEXTS[part]
    for address in ("/", "/status"):
        page = browse(cast.ANA).get(address).text.replace("&#39;", "'").replace("&amp;", "&")
        assert title in page
        assert how in page
        assert action in page
        assert (confirm or "") in page
        link = path.replace("{client_id}", cast.CLIENT_ID)
        assert (f'action="{link}"' if posts else f'href="{link}"') in page
        assert title not in browse(cast.BEN).get(address).text


def test_an_alert_is_put_off_for_a_day_or_for_good(browse, app, database, ana, ben, now):
    for shop_id in (ana, ben):
        lose(database, shop_id, GREETING, now)
        lose(database, shop_id, "pixel", now)
    browser = browse(cast.ANA)
    assert "tomorrow" in said(browser.post("/status/later", {"part": "pixel", "from": "overview"}))
    assert "not missed" in said(browser.post("/status/removed", {"part": GREETING}))
    said(browser.post("/status/removed", {"part": "pixel"}))  # a pixel is not the owner's to take away
    assert "alert-actions" not in browser.get("/status").text
    assert browse(cast.BEN).get("/status").text.count("alert-actions") == 2
    app.extensions["clock"] = lambda: now + timedelta(hours=25)
    page = browser.get("/status").text
    assert "The web pixel is gone" in page
    assert "The greeting is not switched on" not in page


def test_the_pixel_is_switched_on_in_the_background(browse, database, ana, ben):
    said(browse(cast.ANA).post("/status/pixel"))
    with database.everywhere() as session:
        jobs = session.execute(text("select task_name, args ->> 'shop_id' from procrastinate_jobs")).all()
    assert jobs == [("activate_pixel", str(ana))]


def test_sums_that_differ_are_made_again_at_a_button(browse, database, ana, ben, now):
    with database.shop(ana) as session:
        row = {"invariant": "sums", "state": "wrong", "sentence": "x", "details": {}, "remedy": None}
        put_findings(session, [row], now)
    browser = browse(cast.ANA)
    assert 'action="/status/sums"' in browser.get("/status").text
    said(browser.post("/status/sums"))
    with database.everywhere() as session:
        jobs = session.execute(text("select task_name, args ->> 'shop_id' from procrastinate_jobs")).all()
    assert jobs == [("rebuild_rollups", str(ana))]
    assert 'action="/status/sums"' not in browse(cast.BEN).get("/status").text


def test_what_a_browser_sees_is_missed_when_it_is_gone(browse, ana, ben):
    browser = browse(cast.ANA)
    both = {"placed": [GREETING, SURVEY_ON_THANK_YOU]}
    assert browser.post("/placements", both).status_code == 205
    assert f'data-placements="{" ".join(sorted(both["placed"]))}"' in browser.get("/status").text
    assert browser.post("/placements", {"placed": [GREETING]}).status_code == 205
    assert "The survey is not on the thank-you page any more" in browser.get("/").text


def test_a_subscription_that_shopify_refuses_is_said_in_its_words(browse, app, database, ana, ben):
    def refuses(shop_id, now):
        class Admin:
            errors = ()

            def run(self, document, variables=None):
                raise ShopifyError("Access denied.", code="ACCESS_DENIED")

        return Admin()

    app.extensions["clients"] = refuses
    answer = browse(cast.ANA).post("/status/subscribe")
    assert answer.status_code == 502
    with database.shop(ana) as session:
        assert app_parts(session) == {}


def test_another_shops_placements_are_not_touched(database, ana, ben, now):
    with database.shop(ana) as session:
        note_placements(session, [GREETING], now)
    with database.shop(ben) as session:
        assert app_parts(session) == {}


def test_what_is_parked_is_not_said_to_be_in(browse, database, ana, ben, park):
    park(ana)
    page = browse(cast.ANA).get("/status").text
    assert "All orders are in of which Shopify has told Earmark, but for what is parked." in page
    assert "parked" not in browse(cast.BEN).get("/status").text


@pytest.mark.parametrize("path", ["/status", "/deliveries"])
def test_a_shop_that_has_been_quiet_for_long_is_not_taken_for_new(browse, database, settings, ana, ben, path):
    hear(database, settings, ana, "orders/create", bodies.order(1001))
    with database.everywhere() as session:
        session.execute(text("delete from deliveries"))
    page = browse(cast.ANA).get(path).text
    assert "Shopify has sent nothing in the last 30 days" in page
    assert "Shopify has sent nothing yet" not in page
    assert "Shopify has sent nothing yet" in browse(cast.BEN).get(path).text


def test_what_was_done_a_moment_ago_shows_though_the_replica_lags(
    browse, database, ana, ben, now, monkeypatch
):
    """What Ben's shop knows stands for a replica that has not heard yet."""
    lose(database, ana, "pixel", now)
    monkeypatch.setattr(overview, "report_session", lambda: database.reading(ben))
    browser = browse(cast.ANA)
    assert "The web pixel is gone" in browser.get("/").text
    said(browser.post("/status/later", {"part": "pixel", "from": "overview"}))
    assert "The web pixel is gone" not in browser.get("/").text
