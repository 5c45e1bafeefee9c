"""POST /post-purchase-survey: what is stored of an answer, and which order it reaches."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from plugin.services.survey.refusals import AnswerRefusedError
from plugin.services.survey.take_answer import take_answer
from plugin.store.deliveries import Delivery
from plugin.store.evidence import Evidence
from plugin.store.survey.answers import Answer
from plugin.store.survey.impressions import Impression
from plugin.store.waiting_evidence import WaitingEvidence
from storefront.kept import Kept
from tests import cast
from tests import order_bodies as bodies
from tests.books import hear
from tests.storefront.survey.conftest import session_token
from webhooks.drain import Drain


def rows(database, shop, table=Answer):
    with database.shop(shop) as session:
        return list(session.scalars(select(table).order_by(table.id)))


def evidence(database, shop, order_id=1001):
    """The survey's evidence on an order: question -> (answer, creator, channel)."""
    with database.shop(shop) as session:
        query = select(Evidence).where(Evidence.order_id == order_id, Evidence.kind == "survey")
        return {
            row.key: (row.facts["answer"], row.facts["creator_id"], row.facts["channel"])
            for row in session.scalars(query)
        }


def waiting(database, shop):
    return [(row.checkout_token, row.facts["answer"]) for row in rows(database, shop, WaitingEvidence)]


@pytest.fixture
def asked(creators, decide, ana, buyer):
    """A buyer who sees the survey."""
    decide(ana, closer_fraction=1.0)
    page = buyer()
    page.ask()
    return page


@pytest.fixture
def order(database, settings, ana, ben):
    """`order(1001)` comes to Ana's shop, and one of the same number and checkout to Ben's."""

    def come(number: int = 1001, **more):
        body = bodies.order(number, **more)
        hear(database, settings, ben, "orders/create", body)
        return hear(database, settings, ana, "orders/create", body)

    return come


@pytest.mark.parametrize("first", ["answer", "order"])
def test_an_answer_reaches_its_order_before_and_after_the_webhook(
    database, ana, ben, creators, asked, order, first
):
    if first == "order":
        order()
    answer = asked.say(asked.named("Cleo Cloud"), path=["creator"])
    assert answer.get_json() == {
        "stored": True,
        "changeable_until": (cast.NOW + timedelta(hours=1)).isoformat(),
    }
    if first == "answer":
        assert waiting(database, ana) == [("checkout-1001", "creator")]
        order()
    assert evidence(database, ana) == {"first_heard": ("creator", creators["Cleo Cloud"], "creator")}
    assert waiting(database, ana) == []
    [impression] = rows(database, ana, Impression)
    assert (impression.order_id, impression.order_state) == (1001, "joined")
    assert impression.buyer is not None
    assert impression.names_shown_at == cast.NOW
    [row] = rows(database, ana)
    shown = asked.shown["questions"][0]
    keys = [option["key"] for option in shown["options"]]
    labels = [option["label"] for option in shown["creators"]["options"]]
    assert (row.way, row.said_channel, row.channel_position) == ("listed", "creator", keys.index("creator"))
    assert row.creator_position == labels.index("Cleo Cloud")
    assert (row.milliseconds, row.fast, row.page, row.source) == (3200, False, "thank_you", "extension")
    assert evidence(database, ben) == {}
    assert rows(database, ben) == rows(database, ben, Impression) == []


def test_a_channel_and_the_second_question(database, ana, creators, asked, order):
    order()
    assert asked.say("friend").status_code == 200
    assert asked.say(asked.named("Dev Dune"), "why_today", path=["creator"]).status_code == 200
    assert evidence(database, ana) == {
        "first_heard": ("channel", None, "friend"),
        "why_today": ("creator", creators["Dev Dune"], "creator"),
    }


def test_a_change_within_the_hour_replaces_and_stays_as_history(database, ana, creators, asked, order, later):
    order()
    asked.say("creator")
    assert evidence(database, ana) == {"first_heard": ("channel", None, "creator")}
    later(seconds=5)
    asked.say(asked.named("Cleo Cloud"), path=["creator"])
    later(seconds=6)
    asked.say("creator")  # the first step, sent once more and late
    assert evidence(database, ana) == {"first_heard": ("creator", creators["Cleo Cloud"], "creator")}
    later(minutes=59)
    assert asked.say("search").status_code == 200
    assert evidence(database, ana) == {"first_heard": ("channel", None, "search")}
    later(minutes=61)
    late = asked.say("podcast")
    assert (late.status_code, late.get_json()["code"]) == (409, "too_late")
    found = rows(database, ana)
    assert [(row.option == "creator", row.replaced_at is None) for row in found] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    assert asked.ask() == {"ask": False, "reason": "answered"}


def test_the_page_shows_what_can_still_be_changed(creators, asked):
    asked.say(asked.named("Cleo Cloud"), path=["creator"])
    assert asked.ask()["answered"] == {
        "question": "first_heard",
        "option": asked.named("Cleo Cloud"),
        "label": "Cleo Cloud",
        "text": None,
    }


def test_the_same_answer_again_changes_nothing(database, ana, asked, order, later):
    order()
    first = asked.say("someone_else", text="Somebody 😀")
    later(minutes=30)
    assert asked.say("someone_else", text="Somebody 😀").get_json() == first.get_json()
    later(days=3)
    assert asked.say("someone_else", text="Somebody 😀").get_json() == first.get_json()
    assert len(rows(database, ana)) == 1


def test_skipping_is_kept_and_ends_the_asking(database, ana, asked):
    assert asked.say(None).get_json() == {"stored": True, "changeable_until": None}
    assert asked.say(None).status_code == 200
    assert rows(database, ana) == []
    assert rows(database, ana, Impression)[0].skipped_at == cast.NOW
    assert asked.get().get_json() == {"ask": False, "reason": "skipped"}
    assert asked.say("friend").status_code == 200  # the page is still open, and they think again


def test_an_answer_in_under_a_second_is_flagged(database, ana, asked):
    asked.say("friend", milliseconds=999)
    assert rows(database, ana)[0].fast is True


def test_a_decoy_is_named_and_credits_nobody(database, ana, creators, decoy, buyer, order):
    pages = [buyer(number) for number in range(1001, 1021)]
    shows = [
        page
        for page in pages
        if any(row["label"] == "Zeno Quist" for row in page.ask()["questions"][0]["creators"]["options"])
    ]
    page = shows[0]
    order(page.order)
    page.say(page.named("Zeno Quist"), path=["creator"])
    assert evidence(database, ana, page.order) == {"first_heard": ("decoy", None, "creator")}
    [row] = rows(database, ana)
    assert (row.meaning, row.decoy_id, row.creator_id) == ("decoy", decoy, None)


def test_showing_and_answering_ask_the_database_seldom(
    database, ana, creators, decide, buyer, order, shopfront
):
    decide(ana)
    order(1001)
    order(1002, customer=1002)
    shopfront.extensions["earmark_kept"] = Kept(database)
    assert buyer(1002).ask()["ask"]  # shop and roster are in memory then
    asked = []

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    page = buyer()
    event.listen(database.engine, "before_cursor_execute", note)
    try:
        page.ask()
        shown = len(asked)
        page.say("friend")
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    assert 0 < shown <= 6, asked
    assert 0 < len(asked) - shown <= 14, asked[shown:]


REFUSED = {
    "unknown option": ({"option": "billboard"}, 422, "unknown_option", "option"),
    "unknown creator": ({"option": "cabcdefghijkl"}, 422, "unknown_option", "option"),
    "unknown question": ({"question": "nps"}, 422, "unknown_question", "question"),
    "a list, no question": ({"question": "which_creator"}, 422, "unknown_question", "question"),
    "text too long": ({"text": "x" * 201, "option": "other"}, 422, "text_too_long", "text"),
    "someone else without a name": ({"option": "someone_else"}, 422, "text_missing", "text"),
    "nothing typed": ({"option": "someone_else", "text": " \u200e\n"}, 422, "text_missing", "text"),
    "text where none is asked": ({"text": "hello"}, 422, "text_not_wanted", "text"),
    "unknown impression": ({"impression": "A" * 22}, 404, "unknown_impression", "impression"),
    "no impression": ({"impression": None}, 400, "unreadable", "impression"),
    "option no text": ({"option": 5}, 400, "unreadable", "option"),
    "negative time": ({"milliseconds": -1}, 400, "unreadable", "milliseconds"),
    "too long a time": ({"milliseconds": 10**15}, 400, "unreadable", "milliseconds"),
    "null character": ({"impression": "a\x00"}, 400, "unreadable", "impression"),
    "null character in a token": ({"token": "a\x00"}, 400, "unreadable", "token"),
    "order no number": ({"order": "1001; drop"}, 400, "unreadable", "order"),
    "path too long": ({"path": ["a", "b", "c", "d"]}, 400, "unreadable", "path"),
    "unknown page": ({"target": "cart"}, 400, "unreadable", "target"),
    "another order": ({"order": "1002"}, 403, "foreign_order", "order"),
    "another checkout": ({"token": "checkout-1002"}, 403, "foreign_order", "order"),
}  # fmt: skip
"""What is wrong -> the fields changed, and the answer."""


def test_what_cannot_be_taken_is_refused_with_its_name(database, ana, asked):
    for name, (changes, status, code, field) in REFUSED.items():
        body = {"option": "friend", **changes}
        answer = asked.say(body.pop("option"), body.pop("question", "first_heard"), **body)
        told = answer.get_json()
        assert (answer.status_code, told["code"], told.get("field")) == (status, code, field), name
        assert told["error"].endswith("."), name
        assert answer.headers["Access-Control-Allow-Origin"] == "*", name
    assert rows(database, ana) == []


BODIES = {
    "nothing": (b"", 400),
    "no JSON": (b"{", 400),
    "no object": (b"[1]", 400),
    "no UTF-8": (b"\xff\xfe", 400),
    "half a character": (b'{"text": "\\ud800"}', 400),
    "nested without end": (b"[" * 3000, 400),
    "too large": (b'{"text": "' + b"x" * 5000 + b'"}', 413),
}


def test_bodies_that_are_no_answer(asked):
    for name, (body, status) in BODIES.items():
        answer = asked.client.post("/post-purchase-survey", data=body, headers=asked.headers)
        assert answer.status_code == status, name
        assert answer.get_json()["code"] in ("unreadable", "too_large"), name


TEXTS = {
    "<script>alert(1)</script>": "<script>alert(1)</script>",
    "👩‍🎤 from TikTok 🎉": "👩‍🎤 from TikTok 🎉",
    "a\x00b\u202etxt.exe\n\tc": "abtxt.exe c",
    "mail sam.shopperton@example.com": "mail [mail]",
    "'; drop table orders; --": "'; drop table orders; --",
    "{{ 7 * 7 }} {% if %}": "{{ 7 * 7 }} {% if %}",
}
"""What is typed -> what is kept."""


def test_odd_texts_are_stored_harmlessly(database, ana, asked):
    for text in TEXTS:
        assert asked.say("other", text=text).status_code == 200, text
    found = rows(database, ana)
    assert [row.text for row in found] == list(TEXTS.values())
    assert [row.masked for row in found] == ["[mail]" in kept for kept in TEXTS.values()]
    assert {(row.meaning, row.channel, row.way) for row in found} == {("unmapped", "other", "text")}


def test_an_order_named_that_is_anothers_is_refused_or_never_joins(
    database, ana, ben, creators, decide, buyer, order
):
    decide(ana)
    order(1001)
    order(1002)
    thief = buyer(1002, checkout="checkout-1001")
    answer = thief.get()
    assert (answer.status_code, answer.get_json()["code"]) == (403, "foreign_order")
    guesser = buyer(1002, checkout="made-up")
    assert guesser.get().status_code == 403
    assert buyer(1002, checkout=None).ask() == {"ask": False, "reason": "no_proof"}
    # Before the orders come, nothing is known; then the claim turns out foreign.
    early = buyer(1003, checkout="checkout-1004")
    early.ask()
    early.say("friend")
    order(1003)
    order(1004)
    assert evidence(database, ana, 1003) == evidence(database, ana, 1004) == {}
    assert rows(database, ana, Impression)[0].order_state == "foreign"
    assert early.get().status_code == 403
    assert early.say("search").get_json()["code"] == "foreign_order"


def test_another_shops_token_reaches_nothing_here(database, ana, ben, asked):
    stranger = session_token(cast.BEN)
    asked.token = stranger
    answer = asked.say("friend")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "unknown_impression")
    assert rows(database, ana) == rows(database, ben) == []


def test_an_older_order_is_answered_on_its_page_by_the_buyer_logged_in(
    database, settings, ana, creators, decide, buyer, order
):
    decide(ana)
    order(1001)
    page = buyer(1001, checkout=None)
    page.token = session_token(sub=f"gid://shopify/Customer/{cast.EVE.shopify_id}")
    assert page.ask("order-status", None) == {"ask": False, "reason": "no_proof"}
    page.token = session_token(sub=f"gid://shopify/Customer/{cast.SAM.shopify_id}")
    page.ask("order-status", None)
    assert page.say("press", target="order-status").status_code == 200
    assert evidence(database, ana) == {"first_heard": ("channel", None, "press")}
    assert rows(database, ana)[0].page == "order_status"


def test_an_answer_the_pixel_carried_is_the_same_answer(database, settings, ana, ben, asked, order):
    payload = {
        "impression": asked.shown["impression"],
        "question": "first_heard",
        "option": "friend",
        "text": None,
        "path": [],
        "searched": False,
        "milliseconds": 1500,
        "order": "1001",
        "token": "checkout-1001",
        "target": "purchase.thank-you.block.render",
        "at": "2026-11-21T12:00:00Z",
    }
    with database.shop(ana) as session:
        assert take_answer(session, settings, payload, cast.NOW, source="pixel").changed is True
    with database.shop(ana) as session:
        assert take_answer(session, settings, payload, cast.NOW, source="pixel").changed is False
    with pytest.raises(AnswerRefusedError, match="not shown"), database.shop(ben) as session:
        take_answer(session, settings, payload, cast.NOW, source="pixel")
    assert asked.say("friend").status_code == 200
    order()
    assert evidence(database, ana) == {"first_heard": ("channel", None, "friend")}
    [row] = rows(database, ana)
    assert row.source == "pixel"


def test_answers_reach_orders_that_come_by_the_batch(database, settings, ana, creators, decide, buyer, now):
    decide(ana)
    for number in (1001, 1002):
        page = buyer(number)
        page.ask()
        page.say("friend")
    with database.shop(ana) as session:
        session.add_all(
            Delivery(
                webhook_id=f"w{number}",
                topic="orders/create",
                body=bodies.raw(bodies.order(number)),
                triggered_at=now,
            )
            for number in (1001, 1002)
        )
    assert Drain(database, settings, clock=lambda: now).drain_all() == 2
    assert evidence(database, ana, 1002) == {"first_heard": ("channel", None, "friend")}
    assert {row.order_id for row in rows(database, ana, Impression)} == {1001, 1002}
