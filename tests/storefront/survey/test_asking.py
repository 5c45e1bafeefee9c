"""GET /post-purchase-survey: who is asked what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from plugin.app import Parts
from plugin.attribution.survey.channels import PINNED, SHUFFLED
from plugin.store.creators import Creator, CreatorHandle
from plugin.store.shops import shop_by_id
from plugin.store.survey.decoys import all_decoys, live_decoy
from plugin.store.survey.impressions import Impression
from storefront.rate_limits import RateLimit
from storefront.survey import Desk
from tests import cast
from tests import order_bodies as bodies
from tests.books import add_creator, hear
from tests.storefront.survey.conftest import NAMES, session_token


def impressions(database, shop):
    with database.shop(shop) as session:
        return list(session.scalars(select(Impression).order_by(Impression.id)))


def keys(rows):
    return [row["key"] for row in rows]


def test_channels_are_shuffled_names_follow_and_a_reload_shows_the_same(
    database, ana, ben, creators, decide, buyer
):
    decide(ana)
    one, two = buyer(1001), buyer(1002)
    shown = one.ask()
    first = shown["questions"][0]
    assert sorted(keys(first["options"])) == sorted([*SHUFFLED["first_heard"], *PINNED])
    assert keys(first["options"])[-2:] == list(PINNED)
    assert {row["key"]: row for row in first["options"]}["creator"] == {"key": "creator", "opens": "creators"}
    assert sorted(row["label"] for row in first["creators"]["options"]) == sorted(NAMES)
    assert [row[1] for row in first["creators"]["roster"]] == sorted(NAMES)
    assert one.ask() == shown
    others = [buyer(number).ask()["questions"][0] for number in range(1002, 1008)]
    assert any(keys(other["options"]) != keys(first["options"]) for other in others)
    assert two.ask()["impression"] != shown["impression"]
    row = impressions(database, ana)[0]
    assert (row.times, row.order_claim, row.order_id, row.order_state) == (2, 1001, None, "waiting")
    assert row.names_shown_at is None
    assert impressions(database, ben) == []


def test_few_creators_stand_in_the_first_list(database, ana, ben, decide, buyer):
    for name in ("Cleo Cloud", "Dev Dune"):
        add_creator(database, ana, name)
    for name in NAMES:
        add_creator(database, ben, name)
    decide(ana)
    first = buyer().ask()["questions"][0]
    assert {row.get("label") for row in first["options"]} == {None, "Cleo Cloud", "Dev Dune"}
    assert "other_creator" in keys(first["options"])
    assert "creator" not in keys(first["options"])
    assert first["creators"]["options"] == []
    assert impressions(database, ana)[0].names_shown_at is not None


def test_the_decoy_looks_like_anybody_and_its_place_is_kept(database, ana, creators, decoy, buyer):
    shown = [buyer(number).ask()["questions"][0]["creators"]["options"] for number in range(1001, 1021)]
    with_it = [rows for rows in shown if any(row["label"] == "Zeno Quist" for row in rows)]
    assert 3 <= len(with_it) <= 17
    zeno = next(row for row in with_it[0] if row["label"] == "Zeno Quist")
    other = next(row for row in with_it[0] if row["label"] != "Zeno Quist")
    assert set(zeno) == set(other)
    assert (len(zeno["key"]), zeno["handle"]) == (len(other["key"]), "@zeno.quist")
    for row, rows in zip(impressions(database, ana), shown, strict=True):
        places = [place for place, option in enumerate(rows) if option["label"] == "Zeno Quist"]
        assert [row.decoy_position] == (places or [None])
        assert row.decoy_id == (decoy if places else None)


def test_a_decoy_is_made_and_made_again_when_a_creator_is_called_like_it(
    database, ana, creators, decide, buyer, later
):
    decide(ana, decoy=True, decoy_fraction=0.5)
    for number in range(1001, 1011):
        buyer(number).ask()
    with database.shop(ana) as session:
        first = live_decoy(session)
    assert first.made_by == "generated"
    assert not set(first.name.split()) & {word for name in NAMES for word in name.split()}
    add_creator(database, ana, first.name.split()[0] + " Newcomer")
    later(minutes=1)
    for number in range(1011, 1021):
        buyer(number).ask()
    with database.shop(ana) as session:
        assert live_decoy(session).name != first.name
        assert len(all_decoys(session)) == 2


def test_asking_why_today_reaches_the_part_chosen(ana, creators, decide, buyer):
    decide(ana, closer_fraction=1.0)
    questions = buyer().ask()["questions"]
    assert [question["key"] for question in questions] == ["first_heard", "why_today"]
    assert questions[1]["creators"] is None
    assert keys(questions[1]["options"])[-2:] == list(PINNED)


@pytest.mark.parametrize(
    ("changes", "ask", "reason"),
    [
        pytest.param({"on": False}, {}, "off", id="switched off"),
        pytest.param({"thank_you": False}, {}, "other_page", id="asked on the other page"),
        pytest.param({}, {"first": "0"}, "not_first", id="the page says it is no first order"),
        pytest.param({"fraction": 1e-9}, {}, "not_drawn", id="not among the part that is asked"),
    ],
)
def test_who_is_not_asked(database, ana, creators, decide, buyer, changes, ask, reason):
    decide(ana, **changes)
    assert buyer().ask(**ask) == {"ask": False, "reason": reason}
    assert impressions(database, ana) == []


def test_every_order_may_be_asked_about(ana, creators, decide, buyer):
    decide(ana, first_orders_only=False)
    assert buyer().ask(first="0")["ask"] is True


def test_a_part_of_the_orders_is_the_same_part_each_time(ana, creators, decide, buyer):
    decide(ana, fraction=0.5)
    asked = {number: buyer(number).ask()["ask"] for number in range(1001, 1041)}
    assert 8 <= sum(asked.values()) <= 32
    assert {number: buyer(number).ask()["ask"] for number in asked} == asked


def test_the_order_itself_says_whether_it_was_the_first(database, settings, ana, creators, decide, buyer):
    decide(ana)
    hear(database, settings, ana, "orders/create", bodies.order(1001))
    hear(database, settings, ana, "orders/create", bodies.order(1002, created_at="2026-11-20T23:00:00Z"))
    assert buyer(1002).ask(first="1")["reason"] == "not_first"
    assert buyer(1001).ask(first="0")["ask"] is True


def test_a_buyer_is_asked_once_and_left_alone_for_the_quiet_days(
    database, settings, ana, creators, decide, buyer, later
):
    decide(ana, first_orders_only=False, quiet_days=30)
    buyer(1001).ask()
    hear(database, settings, ana, "orders/create", bodies.order(1001))
    hear(database, settings, ana, "orders/create", bodies.order(1002))
    assert buyer(1002).ask()["reason"] == "quiet"
    later(days=31)
    second = buyer(1002)
    second.ask()
    assert second.say("friend").status_code == 200
    later(days=90)
    hear(database, settings, ana, "orders/create", bodies.order(1003))
    assert buyer(1003).ask()["reason"] == "answered"


def test_creators_of_the_orders_time_are_offered(database, settings, ana, creators, decide, buyer, now):
    decide(ana)
    with database.shop(ana) as session:
        gone = session.get(Creator, (ana, creators["Bo Berg"]))
        gone.status, gone.archived_at = "archived", bodies.ORDERED + timedelta(hours=1)
        new = session.get(Creator, (ana, creators["Gus Gale"]))
        new.created_at = bodies.ORDERED + timedelta(hours=2)
    hear(database, settings, ana, "orders/create", bodies.order(1001))
    assert _labels(buyer(1001).ask("order-status")) == set(NAMES) - {"Gus Gale"}
    assert _labels(buyer(2002).ask()) == set(NAMES) - {"Bo Berg"}


def _labels(shown):
    """The names offered, in whichever list they stand."""
    first = shown["questions"][0]
    return {row["label"] for row in first["creators"]["options"] + first["options"] if row.get("label")}


def test_only_a_checkouts_own_token_is_heard(database, ana, creators, shopfront):
    query = {"target": "thank-you", "order": "1001", "token": "checkout-1001"}
    client = shopfront.test_client()
    admins = session_token(iss=f"https://{cast.ANA.domain}/admin", sub="42", sid="x")
    for headers in ({}, {"Authorization": f"Bearer {admins}"}):
        for answer in (
            client.get("/post-purchase-survey", query_string=query, headers=headers),
            client.post("/post-purchase-survey", json={}, headers=headers),
            client.get("/post-purchase-survey/creators?q=cleo&impression=x", headers=headers),
        ):
            assert (answer.status_code, answer.get_json()["code"]) == (401, "token")
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert impressions(database, ana) == []


def test_the_old_secret_holds_while_it_is_rotated(
    database, settings, ana, creators, shopfront, buyer, decide
):
    decide(ana)
    rotated = replace(
        settings, client_secret="shpss_new_secret_of_some_length", old_client_secret=cast.CLIENT_SECRET
    )
    shopfront.extensions["earmark"] = Parts(rotated, database)
    assert buyer().ask()["ask"] is True


def test_a_browser_without_an_origin_may_read_everything(ana, creators, shopfront, buyer):
    client = shopfront.test_client()
    for path in ("/post-purchase-survey", "/post-purchase-survey/creators"):
        leave = client.options(
            path,
            headers={
                "Origin": "null",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization,content-type",
            },
        )
        assert leave.status_code == 204
        assert leave.headers["Access-Control-Allow-Origin"] == "*"
        assert {"POST", "GET"} <= set(leave.headers["Access-Control-Allow-Methods"].split(", "))
        assert leave.headers["Access-Control-Allow-Headers"] == "Authorization, Content-Type"
        assert "Access-Control-Allow-Credentials" not in leave.headers
    assert buyer().get().headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        pytest.param({"target": "cart"}, "target", id="no page of ours"),
        pytest.param({"order": "abc"}, "order", id="no number"),
        pytest.param({"first": "yes"}, "first", id="neither 0 nor 1"),
        pytest.param({"token": "x" * 300}, "token", id="token too long"),
        pytest.param({"lang": "\x00"}, None, id="null character"),
    ],
)
def test_what_cannot_be_read_is_refused(ana, creators, buyer, query, field):
    page = buyer()
    page.order = query.pop("order", page.order)
    page.checkout = query.pop("token", page.checkout)
    answer = page.get(query.pop("target", "thank-you"), query.pop("first", "1"), **query)
    assert (answer.status_code, answer.get_json()["code"], answer.get_json().get("field")) == (
        400,
        "unreadable",
        field,
    )


def test_a_shop_without_the_app_asks_nobody(database, ana, creators, buyer, now):
    with database.everywhere() as session:
        shop_by_id(session, ana).uninstalled_at = now
    assert buyer().ask() == {"ask": False, "reason": "not_installed"}
    assert buyer(person=cast.MALLORY).ask() == {"ask": False, "reason": "not_installed"}


def test_too_many_requests_are_asked_to_wait(shopfront, ana, creators, buyer):
    desk = shopfront.extensions["survey_desk"] = Desk()
    desk.of_tokens = RateLimit(2, clock=lambda: 0.0)
    page = buyer()
    *first, last = [page.get() for _ in range(3)]
    assert [row.status_code for row in first] == [200, 200]
    assert buyer().get().status_code == 200  # another token
    assert (last.status_code, last.get_json()["code"]) == (429, "too_many")
    assert 1 <= int(last.headers["Retry-After"]) <= 60
    assert last.headers["Access-Control-Allow-Origin"] == "*"


def test_a_long_roster_is_searched_at_the_server(database, ana, ben, creators, decide, buyer, now):
    with database.shop(ana) as session:
        session.add_all(
            Creator(name=f"Person {number:03}", created_at=bodies.ORDERED, updated_at=now)
            for number in range(200)
        )
        session.add(CreatorHandle(creator_id=creators["Cleo Cloud"], platform="tiktok", handle="skycleo"))
        session.get(Creator, (ana, creators["Dev Dune"])).aliases = ["The Desert"]
    decide(ana)
    page = buyer()
    assert page.ask()["questions"][0]["creators"]["roster"] is None

    def found(typed: str, impression: str | None = None):
        return page.client.get(
            "/post-purchase-survey/creators",
            query_string={"q": typed, "impression": impression or page.shown["impression"]},
            headers=page.headers,
        )

    assert [row["label"] for row in found("SKYCL").get_json()["creators"]] == ["Cleo Cloud"]
    assert [row["label"] for row in found("desert").get_json()["creators"]] == ["Dev Dune"]
    assert len(found("person").get_json()["creators"]) == 8
    assert found("hal hill").get_json() == {"creators": []}
    assert found("x").get_json()["code"] == "unreadable"
    assert found("cleo", "not-an-impression").get_json()["code"] == "unknown_impression"
    key = found("cleo").get_json()["creators"][0]["key"]
    assert page.say(key, path=["creator"], searched=True).status_code == 200
