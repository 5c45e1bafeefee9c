"""The drain under faults: death, company, a cut line, bodies that break things."""

import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import text, update

from plugin.errors import UnreadablePayloadError
from plugin.store.deliveries import Delivery
from plugin.store.inbox import claim_deliveries, waiting_deliveries
from tests import order_bodies as bodies
from tests.webhooks.conftest import signed_headers
from tests.webhooks.marks import raising, remember
from webhooks import handle
from webhooks.drain import BATCH, Drain
from webhooks.handle import LAST_ATTEMPT, handle_claim

LEASE = timedelta(minutes=2)


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


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(bodies.order(name="#1\x00"), id="a null character in the name"),
        pytest.param(bodies.order(checkout_token="a\x00"), id="a null character in a token"),
        pytest.param(bodies.order(codes=[bodies.code("A\x00B", "1.00")]), id="a null character in a code"),
        pytest.param(
            bodies.order(lines=[bodies.line(1, "92233720368547758.07"), bodies.line(2, "1.00")]),
            id="a sum beyond all money",
        ),
    ],
)
def test_what_cannot_be_stored_is_parked_at_once_with_a_reason(
    database, settings, put, inbox, ana, now, body
):
    put(ana, "orders/create", body)
    put(ana, "orders/create", bodies.order(1002))
    Drain(database, settings, clock=lambda: now).drain_all()
    broken, sound = inbox()
    assert (broken.state, broken.attempts, sound.state) == ("parked", 1, "handled")
    assert "cannot be stored: a null character" in broken.last_error


def test_what_cannot_even_be_settled_stops_nobody_and_is_parked(drain, put, inbox, due, ana, monkeypatch):
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


def test_a_row_that_is_moved_while_it_is_claimed_does_not_end_the_drain(drain, put, inbox, ana, monkeypatch):
    """PostgreSQL takes back a claim that finds a row gone to another day, `SKIP LOCKED` or not."""
    put(ana, "orders/create", {"name": "Sam"})
    clashes = iter([True])

    def claim(session, **given):
        if next(clashes, False):
            session.execute(
                text("do $$ begin raise exception 'moved' using errcode = '40001'; end $$"),
                execution_options={"scoped_by_hand": True},
            )
        return claim_deliveries(session, **given)

    monkeypatch.setattr("webhooks.drain.claim_deliveries", claim)
    worker = drain()
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        deadline = time.monotonic() + 10
        while inbox()[0].state == "waiting" and time.monotonic() < deadline:
            time.sleep(0.02)
        assert inbox()[0].state == "handled"
    finally:
        worker.stop()
        thread.join(10)
    assert not thread.is_alive()
