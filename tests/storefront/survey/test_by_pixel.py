"""An answer that took the long way: published, sent on by the web pixel, taken in the drain."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from plugin.services.survey.take_answer import take_answer
from plugin.services.visits.shop_signature import sign_shop
from plugin.store.deliveries import Delivery
from plugin.store.survey.answers import Answer
from tests import cast
from webhooks.drain import Drain

SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1"
)


@pytest.fixture
def publish(shopfront, settings, database):
    """Send an answer as the pixel does, and have the drain handle it."""

    def publish(answer, person=cast.ANA, number=1):
        event = {"id": f"sh-{number}", "kind": "survey_answer", "at": datetime.now(UTC).isoformat()}
        message = {"shop": sign_shop(settings, person.domain), "events": [{**event, "answer": answer}]}
        sent = shopfront.test_client().post("/collect", json=message, headers={"User-Agent": SAFARI})
        assert sent.status_code == 204, sent.text
        Drain(database, settings).drain_all()

    return publish


def rows(database, shop, table):
    with database.shop(shop) as session:
        return list(session.scalars(select(table).order_by(table.id)))


def test_it_is_stored_as_the_extension_would_have(publish, buyer, creators, decide, database, ana, ben):
    decide(ana)
    page = buyer()
    shown = page.ask()
    answer = {
        "impression": shown["impression"],
        "question": "first_heard",
        "option": "friend",
        "order": "1001",
    }
    publish(answer)
    publish(answer, number=2)
    [stored] = rows(database, ana, Answer)
    assert (stored.channel, stored.source) == ("friend", "pixel")
    assert (rows(database, ben, Answer), rows(database, ana, Delivery)) == ([], [])


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param({}, id="nothing"),
        pytest.param(
            {"impression": "nobody", "question": "first_heard", "option": "friend"}, id="shown nowhere"
        ),
        pytest.param({"impression": "x" * 9_000, "question": "first_heard", "option": "friend"}, id="9 KB"),
    ],
)
def test_what_cannot_be_taken_leaves_nothing(publish, creators, database, ana, ben, answer):
    publish(answer)
    assert (rows(database, ana, Answer), rows(database, ana, Delivery)) == ([], [])


def test_what_leads_to_a_person_is_masked_before_the_inbox(
    publish, buyer, creators, decide, database, ana, ben, monkeypatch
):
    decide(ana)
    shown = buyer().ask()
    waiting = []
    drain_all = Drain.drain_all

    def look_and_drain(drain):
        waiting.extend(row.body for row in rows(database, ana, Delivery))
        return drain_all(drain)

    monkeypatch.setattr(Drain, "drain_all", look_and_drain)
    asked = {"impression": shown["impression"], "question": "first_heard", "option": "someone_else"}
    publish({**asked, "text": "Bo, sam.shopperton@example.com"})
    assert b"[mail]" in waiting[0]
    assert b"shopperton" not in waiting[0]
    [stored] = rows(database, ana, Answer)
    assert (stored.text, stored.masked, rows(database, ben, Answer)) == ("Bo, [mail]", True, [])
    publish({**asked, "text": "b" * 201}, number=2)
    assert b"bbb" not in waiting[1]
    assert len(rows(database, ana, Answer)) == 1


def test_an_answer_that_was_overtaken_does_not_come_back(
    buyer, creators, decide, database, settings, now, ana
):
    decide(ana)
    page = buyer()
    shown = page.ask()
    assert page.say("search").status_code == 200
    told = {"impression": shown["impression"], "question": "first_heard", "option": "friend"}
    with database.shop(ana) as session:
        taken = take_answer(session, settings, told, now - timedelta(seconds=5), source="pixel")
    assert not taken.changed
    [stored] = rows(database, ana, Answer)
    assert (stored.channel, stored.replaced_at) == ("search", None)


def test_another_shops_survey_is_not_answered(publish, buyer, creators, decide, database, ana, ben):
    decide(ana)
    shown = buyer().ask()
    publish(
        {"impression": shown["impression"], "question": "first_heard", "option": "friend"}, person=cast.BEN
    )
    assert (rows(database, ana, Answer), rows(database, ben, Answer)) == ([], [])
