"""The drain: every delivery once, in order, whatever happens in between."""

import dataclasses
import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from plugin.errors import NotInstalledError, ShopifyError, UnreadablePayloadError
from plugin.services.replay_delivery import replay_delivery
from plugin.services.uninstall_shop import uninstall_shop
from plugin.shopify.manifest import manifest
from plugin.store.creators import Creator
from plugin.store.deliveries import Delivery
from plugin.store.inbox import claim_deliveries, waiting_deliveries
from tests import cast
from webhooks.drain import BATCH, Drain
from webhooks.handle import LAST_ATTEMPT, describe, handle_claim, pause_after
from webhooks.topics import HANDLERS
from webhooks.topics.outcome import Ignored

LEASE = timedelta(minutes=2)


def remember(session, delivery, settings, now) -> str:
    """A handler that leaves a mark of each delivery: a creator named after the body."""
    session.add(Creator(name=json.loads(delivery.body)["name"], created_at=now, updated_at=now))
    return "Remembered."


def raising(error: Exception):
    """A handler that writes, and then fails."""

    def handle(session, delivery, settings, now) -> str:
        session.add(Creator(name="half done", created_at=now, updated_at=now))
        session.flush()
        raise error

    return handle


@pytest.fixture
def drain(database, settings, now):
    """`drain(handler)` is a drain with that handler on orders/create; its clock stands still."""

    def build(handler=remember) -> Drain:
        return Drain(database, settings, handlers={"orders/create": handler}, clock=lambda: now)

    return build


@pytest.fixture
def names(database):
    """The marks handlers left, in all shops, in order."""

    def read() -> list[str]:
        with database.everywhere() as session:
            return list(session.scalars(select(Creator.name).order_by(Creator.id)))

    return read


@pytest.fixture
def due(database):
    """Make everything due now, as time would."""

    def make() -> None:
        with database.everywhere() as session:
            session.execute(update(Delivery).values(next_try_at=text("now()"), leased_until=None))

    return make


def test_every_topic_has_a_handler_and_every_handler_a_topic():
    assert set(HANDLERS) == manifest().topics


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


class TestCrash:
    """A drain dies between claim and handle, or after."""

    def claim(self, database):
        with database.everywhere() as session:
            return claim_deliveries(session, limit=BATCH, lease=LEASE)

    def test_what_it_held_is_free_once_the_lease_is_over(self, database, drain, put, names, ana):
        put(ana, "orders/create", {"name": "Sam"})
        assert len(self.claim(database)) == 1
        assert drain().drain_all() == 0, "somebody holds it"
        with database.everywhere() as session:
            session.execute(update(Delivery).values(leased_until=text("now() - interval '1 second'")))
        assert drain().drain_all() == 1
        assert names() == ["Sam"]

    def test_a_slow_drain_whose_lease_is_over_does_not_double(
        self, database, settings, drain, put, names, ana, now
    ):
        put(ana, "orders/create", {"name": "Sam"})
        [slow] = self.claim(database)
        with database.everywhere() as session:
            session.execute(update(Delivery).values(leased_until=text("now() - interval '1 second'")))
        assert drain().drain_all() == 1
        assert handle_claim(database, settings, {"orders/create": remember}, slow, now) is None
        assert names() == ["Sam"]

    def test_effects_and_mark_are_lost_together(self, drain, put, inbox, names, due, ana):
        put(ana, "orders/create", {"name": "Sam"})

        class Killed(BaseException):
            """No `except Exception` sees it."""

        with pytest.raises(Killed):
            drain(raising(Killed())).drain_all()
        assert (inbox()[0].state, names()) == ("waiting", [])
        due()
        drain().drain_all()
        assert names() == ["Sam"]

    def test_a_delivery_that_kills_every_drain_is_parked(self, database, drain, put, inbox, due, ana):
        put(ana, "orders/create", {"name": "Sam"})
        for _ in range(LAST_ATTEMPT):
            self.claim(database)
            due()
        drain().drain_all()
        [row] = inbox()
        assert row.state == "parked"
        assert "died" in row.last_error


def test_two_drains_share_the_work(drain, put, names, inbox, ana, ben):
    for number in range(60):
        put((ana, ben)[number % 2], "orders/create", {"name": f"{number:03}", "id": number})
    drains = [drain() for _ in range(3)]
    threads = [threading.Thread(target=row.drain_all) for row in drains]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(names()) == [f"{number:03}" for number in range(60)]
    assert {(row.state, row.attempts) for row in inbox()} == {("handled", 1)}


def test_deliveries_about_one_order_are_handled_one_at_a_time(database, settings, put, ana, now):
    """Two drains hold one delivery of the same order each; the second waits until the first has committed."""
    for number in range(2):
        put(ana, "orders/create", {"id": 7, "name": str(number)})
    inside, most, lock = [], [], threading.Lock()

    def handler(session, delivery, settings, now):
        with lock:
            inside.append(delivery.id)
            most.append(len(inside))
        session.execute(text("select pg_sleep(0.2)"), execution_options={"scoped_by_hand": True})
        with lock:
            inside.remove(delivery.id)
        return "Done."

    with database.everywhere() as session:
        claims = claim_deliveries(session, limit=BATCH, lease=LEASE)
    threads = [
        threading.Thread(
            target=handle_claim, args=(database, settings, {"orders/create": handler}, claim, now)
        )
        for claim in claims
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert most == [1, 1]


def test_stopping_gives_the_rest_of_the_batch_back(drain, put, inbox, database, ana):
    for number in range(5):
        put(ana, "orders/create", {"name": str(number)})
    worker = drain()

    def stop_after_the_first(session, delivery, settings, now):
        worker.stop()
        return "Done."

    worker.handlers = {"orders/create": stop_after_the_first}
    worker.drain_all()
    assert [(row.state, row.attempts) for row in inbox()] == [("handled", 1)] + [("waiting", 0)] * 4
    assert {row.leased_until for row in inbox()} == {None}
    with database.everywhere() as session:
        assert waiting_deliveries(session) == 4


def test_a_running_drain_hears_the_bell(drain, put, database, client, inbox, ana):
    import time

    from tests.webhooks.conftest import signed_headers

    worker = drain()
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        body = b'{"name": "Sam"}'
        client.post("/webhooks", data=body, headers=signed_headers(body))
        deadline = time.monotonic() + 10
        while inbox()[0].state == "waiting" and time.monotonic() < deadline:
            time.sleep(0.02)
        assert inbox()[0].state == "handled"
    finally:
        worker.stop()
        thread.join(10)
    assert not thread.is_alive()


def test_null_characters_do_not_stop_the_drain(database, settings, put, inbox, ana, now):
    """With the real handlers: JSON may hold them, PostgreSQL cannot."""
    put(ana, "orders/create", {"id": 1, "name": "#1\x00", "created_at": "\x00", "currency": "EUR\x00"})
    put(ana, "app/scopes_update", {"current": ["read_orders\x00"]})
    put(ana, "app/scopes_update", {"current": ["read_orders"]})
    Drain(database, settings, clock=lambda: now).drain_all()
    assert inbox()[0].state == "parked"
    assert inbox()[1].state in {"waiting", "parked"}
    assert inbox()[2].state == "handled"
    Drain(database, settings, handlers={"orders/create": raising(UnreadablePayloadError("\x00"))}).drain_all()


def test_what_cannot_even_be_settled_stops_nobody_and_is_parked(drain, put, inbox, due, ana, monkeypatch):
    from webhooks import handle

    put(ana, "orders/create", {"name": "Sam"})
    put(ana, "orders/create", {"name": "Eve"})
    real = handle.reduced_body

    def broken(topic, body, *, keep_buyer):
        if b"Sam" in body and not keep_buyer:
            raise ZeroDivisionError
        return real(topic, body, keep_buyer=keep_buyer)

    monkeypatch.setattr(handle, "reduced_body", broken)
    for _ in range(LAST_ATTEMPT + 1):
        drain().drain_all()
        due()
    assert [row.state for row in inbox()] == ["parked", "handled"]


def test_a_database_that_goes_away_is_waited_for(drain, put, inbox, ana, _engine):
    """Every connection is cut under a running drain; what comes afterwards is handled all the same."""
    import time

    worker = drain()
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        time.sleep(0.3)
        with _engine.connect() as connection:
            connection.execute(
                text(
                    "select pg_terminate_backend(pid) from pg_stat_activity "
                    "where datname = current_database() and pid <> pg_backend_pid()"
                )
            )
        _engine.dispose()
        put(ana, "orders/create", {"name": "Sam"})
        deadline = time.monotonic() + 15
        while inbox()[0].state == "waiting" and time.monotonic() < deadline:
            time.sleep(0.05)
        assert inbox()[0].state == "handled"
    finally:
        worker.stop()
        thread.join(10)
    assert not thread.is_alive()


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
