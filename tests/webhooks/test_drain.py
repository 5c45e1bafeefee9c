"""The drain: every delivery once, in order, each with its verdict."""

import dataclasses
import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from plugin.errors import NotInstalledError, ShopifyError, UnreadablePayloadError
from plugin.services.replay_delivery import replay_delivery
from plugin.services.uninstall_shop import uninstall_shop
from plugin.shopify.manifest import manifest
from plugin.store.creators import Creator
from tests import cast
from tests.webhooks.marks import raising, remember
from webhooks.drain import BATCH, Drain
from webhooks.handle import LAST_ATTEMPT, describe, pause_after
from webhooks.topics import HANDLERS, OWN
from webhooks.topics.outcome import Ignored


def test_every_topic_has_a_handler_and_every_handler_a_topic():
    assert set(HANDLERS) == manifest().topics | OWN


def test_a_delivery_is_handled_once(drain, put, inbox, names, ana, ben, now):
    put(ana, "orders/create", {"name": "Sam", "email": cast.SAM.email})
    put(ben, "orders/create", {"name": "Eve"})
    assert (drain().drain_all(), drain().drain_all()) == (2, 0)
    assert names() == ["Sam", "Eve"]
    for row in inbox():
        assert (row.state, row.outcome, row.attempts, row.handled_at) == ("handled", "Remembered.", 1, now)
        assert row.leased_until is None
        assert cast.SAM.email.encode() not in row.body


def test_each_shops_handler_works_in_its_own_shop(drain, put, database, ana, ben):
    put(ana, "orders/create", {"name": "Sam"})
    put(ben, "orders/create", {"name": "Eve"})
    drain().drain_all()
    for shop_id, name in ((ana, "Sam"), (ben, "Eve")):
        with database.shop(shop_id) as session:
            assert session.scalars(select(Creator.name)).all() == [name]


def test_more_than_a_batch_is_handled_in_the_order_things_happened(drain, put, names, ana, now):
    count = BATCH + 7
    for minute in range(count):
        put(ana, "orders/create", {"name": f"{minute:03}"}, triggered_at=now + timedelta(minutes=minute))
    assert drain().drain_all() == count
    assert names() == [f"{minute:03}" for minute in range(count)]


def test_within_a_batch_what_happened_first_is_handled_first(drain, put, names, ana, now):
    put(ana, "orders/create", {"name": "second"}, triggered_at=now)
    put(ana, "orders/create", {"name": "first"}, triggered_at=now - timedelta(minutes=5))
    drain().drain_all()
    assert names() == ["first", "second"]


@pytest.mark.parametrize(
    ("handler", "state", "outcome"),
    [
        pytest.param(lambda *_: Ignored("Nothing to do."), "ignored", "Nothing to do.", id="ignored"),
        pytest.param(raising(NotInstalledError("Gone.")), "ignored", "Gone.", id="not_installed"),
    ],
)
def test_where_there_is_nothing_to_do(drain, put, inbox, names, ana, handler, state, outcome):
    put(ana, "orders/create", {"name": "Sam"})
    drain(handler).drain_all()
    assert [(row.state, row.outcome) for row in inbox()] == [(state, outcome)]
    assert names() == []


def test_a_topic_nobody_knows_is_ignored_with_the_reason(drain, put, inbox, ana):
    put(ana, "products/update", {"title": "Cup"})
    drain().drain_all()
    [row] = inbox()
    assert (row.state, row.body) == ("ignored", b"")
    assert "products/update" in row.outcome


def test_an_unreadable_body_is_parked_at_once_and_stops_nobody(drain, put, inbox, names, ana, ben):
    put(
        ana,
        "orders/create",
        {"name": "Sam", "email": cast.SAM.email, "customer": {"id": 7, "email": cast.SAM.email}},
    )
    put(ben, "orders/create", {"name": "Eve"})

    def handler(session, delivery, settings, now):
        if delivery.shop_id == ana:
            return raising(UnreadablePayloadError("The price of line 1 is no number."))(
                session, delivery, settings, now
            )
        return remember(session, delivery, settings, now)

    drain(handler).drain_all()
    parked, handled = inbox()
    assert (parked.state, parked.last_error, parked.attempts) == (
        "parked",
        "The price of line 1 is no number.",
        1,
    )
    assert json.loads(parked.body) == {"name": "Sam", "customer": {"id": 7}}
    assert handled.state == "handled"
    assert names() == ["Eve"], "what the failing handler wrote is gone"


def test_a_passing_trouble_is_tried_again_later(drain, put, inbox, names, due, ana):
    put(ana, "orders/create", {"name": "Sam"})
    drain(raising(ShopifyError("No answer.", retryable=True))).drain_all()
    [row] = inbox()
    assert (row.state, row.attempts, row.last_error) == ("waiting", 1, "No answer.")
    assert drain().drain_all() == 0, "it rests"
    due()
    assert drain().drain_all() == 1
    assert names() == ["Sam"]
    assert inbox()[0].last_error is None


def test_what_keeps_failing_is_parked_and_can_be_replayed(drain, put, inbox, names, due, database, ana):
    put(ana, "orders/create", {"name": "Sam"})
    for _ in range(LAST_ATTEMPT):
        assert inbox()[0].state == "waiting"
        drain(raising(ValueError(cast.SAM.email))).drain_all()
        due()
    [row] = inbox()
    assert (row.state, row.attempts) == ("parked", LAST_ATTEMPT)
    assert "ValueError" in row.last_error
    assert cast.SAM.email not in row.last_error
    assert drain().drain_all() == 0

    with database.shop(ana) as session:
        replay_delivery(session, row.id)
    assert drain().drain_all() == 1
    assert names() == ["Sam"]


def test_pauses_grow_and_have_an_end():
    pauses = [pause_after(attempt) for attempt in range(1, 20)]
    assert pauses[:3] == [timedelta(seconds=15), timedelta(minutes=1), timedelta(minutes=4)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(hours=2)


def test_orders_of_a_shop_that_has_left_are_ignored(drain, put, inbox, names, database, ana, ben, now):
    with database.shop(ana) as session:
        assert uninstall_shop(session, at=now)
    put(ana, "orders/create", {"name": "Sam"})
    put(ben, "orders/create", {"name": "Eve"})
    drain().drain_all()
    assert [(row.state, row.outcome) for row in inbox()] == [
        ("ignored", "The shop has uninstalled the app."),
        ("handled", "Remembered."),
    ]
    assert names() == ["Eve"]


def test_a_replay_of_another_shops_delivery_finds_nothing(database, drain, put, inbox, ana, ben):
    from plugin.errors import ConflictError, NotFoundError

    put(ana, "orders/create", {"name": "Sam"})
    drain(raising(UnreadablePayloadError("No."))).drain_all()
    [row] = inbox()
    with database.shop(ben) as session, pytest.raises(NotFoundError):
        replay_delivery(session, row.id)
    put(ben, "orders/create", {"name": "Eve"})
    with database.shop(ben) as session, pytest.raises(ConflictError):
        replay_delivery(session, inbox()[1].id)


def test_errors_are_told_without_values():
    try:
        int(cast.SAM.email)
    except ValueError as error:
        told = describe(error)
    assert told.startswith("ValueError in test_errors_are_told_without_values")
    assert cast.SAM.email not in told


def test_settings_reach_the_handler(database, settings, put, ana, now):
    seen = []
    marked = dataclasses.replace(settings, log_level="ERROR")
    put(ana, "orders/create", {})
    Drain(
        database,
        marked,
        handlers={"orders/create": lambda s, d, given, at: seen.append((given, at)) or "Done."},
        clock=lambda: now,
    ).drain_all()
    assert seen == [(marked, now)]
