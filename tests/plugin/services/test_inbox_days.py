"""The inbox's days: made ahead, dropped when they are over, and nothing unfinished with them.

In a database of its own: a test of dropping tables must not drop those of its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, select, text

from plugin.errors import ConflictError
from plugin.services import inbox_days
from plugin.services.clear_away import KEPT, clear_away
from plugin.services.inbox_days import bring_forward, clear_days, make_days
from plugin.services.replay_delivery import replay_delivery
from plugin.store.database import Database
from plugin.store.deliveries import Delivery, keep_delivery
from plugin.store.inbox import claim_deliveries
from plugin.store.inbox_days import add_day, days_ahead, kept_apart, parts
from plugin.store.kept_webhooks import KeptWebhook
from tests.conftest import ROOT

TODAY = datetime.now(UTC).date()
NOON = datetime(TODAY.year, TODAY.month, TODAY.day, 12, tzinfo=UTC)
"""Tables are made for real days, because the database's own clock says under which one a row lies."""
LONG_AGO = TODAY - timedelta(days=40)


@pytest.fixture(scope="module")
def empty(_engine) -> Iterator[Database]:
    with _engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("create database inbox_days"))
    engine = create_engine(_engine.url.set(database="inbox_days"))
    with engine.begin() as connection:
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    make_days(Database(engine), NOON)
    yield Database(engine)
    engine.dispose()
    with _engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("drop database inbox_days"))


@pytest.fixture
def database(empty: Database) -> Iterator[Database]:
    yield empty
    with empty.everywhere() as session:
        for part in parts(session):
            if part.first is not None and part.first < TODAY:
                session.execute(text(f"drop table {part.name}"), execution_options={"scoped_by_hand": True})
        session.execute(text("truncate shops, deliveries, kept_webhooks restart identity cascade"))
    make_days(empty, NOON)


@pytest.fixture
def old_day(database: Database) -> date:
    with database.everywhere() as session:
        assert add_day(session, LONG_AGO)
    return LONG_AGO


def delivery(database: Database, shop_id: int, name: str, day: date, **values) -> None:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    with database.shop(shop_id) as session:
        session.add(
            Delivery(
                webhook_id=name,
                topic=values.pop("topic", "orders/updated"),
                body=b"{}",
                kept_on=day,
                received_at=at,
                handled_at=None if values.get("state") == "waiting" else at,
                **values,
            )
        )


def kept(database: Database) -> dict[str, tuple[date, str]]:
    with database.everywhere() as session:
        rows = session.scalars(select(Delivery))
        return {row.webhook_id: (row.kept_on, row.state) for row in rows}


def test_a_week_is_made_ahead_once(database):
    with database.everywhere() as session:
        days = {part.first for part in parts(session) if part.is_one_day}
    assert days >= {TODAY + timedelta(days=number) for number in range(8)}
    assert make_days(database, NOON) == []
    later = NOON + timedelta(days=20)
    assert make_days(database, later) == [later.date() + timedelta(days=number) for number in range(8)]
    assert make_days(database, later) == []


def test_a_day_without_a_table_refuses_nothing_and_is_told(database, ana, ben):
    far = NOON + timedelta(days=50)
    delivery(database, ana, "far", far.date(), state="waiting")
    with database.everywhere() as session:
        assert kept_apart(session) == 1
        assert days_ahead(session, TODAY) >= 7
        assert days_ahead(session, far.date()) == -1
        assert add_day(session, far.date()) is False, "its rows lie in the default partition and stay"
        claims = claim_deliveries(session, limit=9, lease=timedelta(minutes=1))
    assert [(claim.shop_id, claim.kept_on) for claim in claims] == [(ana, far.date())]


def test_a_day_is_dropped_and_what_is_unfinished_moves_to_today(database, ana, ben, old_day):
    for shop_id in (ana, ben):
        for state in ("handled", "ignored", "parked", "waiting"):
            delivery(database, shop_id, f"{state} {shop_id}", old_day, state=state)
    assert clear_days(database, NOON, kept=KEPT) == (1, 0)
    assert kept(database) == {
        f"{state} {shop_id}": (TODAY, state) for shop_id in (ana, ben) for state in ("parked", "waiting")
    }
    with database.everywhere() as session:
        assert old_day not in [part.first for part in parts(session)]
    assert clear_days(database, NOON, kept=KEPT) == (0, 0)


def test_a_day_on_which_a_drain_is_at_work_is_left_for_tomorrow(database, ana, ben, old_day):
    delivery(database, ana, "in hand", old_day, state="waiting")
    delivery(database, ben, "handled", old_day, state="handled")
    with database.everywhere() as session:
        assert claim_deliveries(session, limit=1, lease=timedelta(minutes=2))[0].kept_on == old_day
    assert clear_days(database, NOON, kept=KEPT) == (0, 0)
    assert set(kept(database)) == {"in hand", "handled"}


def test_a_busy_inbox_is_waited_for_in_short_tries(database, ana, ben, old_day, monkeypatch):
    """A lock that is asked for waits in front of everybody else; so it is asked for briefly, and given up."""
    monkeypatch.setattr(inbox_days, "TRIES", 2)
    monkeypatch.setattr(inbox_days, "PAUSE_SECONDS", 0.01)
    delivery(database, ana, "handled", old_day, state="handled")
    with database.shop(ben) as session:
        session.scalars(select(Delivery)).all()
        assert clear_days(database, NOON, kept=KEPT) == (0, 0)
    assert clear_days(database, NOON, kept=KEPT) == (1, 0)


def test_partitions_of_many_days_lose_what_is_old_row_by_row(database, ana, ben):
    for shop_id in (ana, ben):
        for state in ("handled", "parked", "waiting"):
            delivery(database, shop_id, f"old {state} {shop_id}", LONG_AGO, state=state)
        delivery(database, shop_id, f"new {shop_id}", TODAY - timedelta(days=20), state="handled")
    assert clear_days(database, NOON, kept=KEPT) == (0, 2)
    assert sorted(kept(database)) == sorted(
        f"{name} {shop_id}" for name in ("new", "old parked", "old waiting") for shop_id in (ana, ben)
    )


def test_what_waits_for_days_is_brought_to_today(database, ana, ben, old_day):
    delivery(database, ana, "waits", old_day, state="waiting")
    delivery(database, ben, "parked", old_day, state="parked")
    assert bring_forward(database, NOON) == 1
    assert kept(database) == {"waits": (TODAY, "waiting"), "parked": (old_day, "parked")}


def test_what_waits_where_days_have_no_table_is_brought_to_today(database, ana, ben):
    for shop_id, name in ((ana, "waits"), (ben, "waits too")):
        delivery(database, shop_id, name, LONG_AGO, state="waiting")
    delivery(database, ben, "parked", LONG_AGO, state="parked")
    with database.everywhere() as session:
        assert kept_apart(session) == 3
    assert bring_forward(database, NOON) == 2
    today = (TODAY, "waiting")
    assert kept(database) == {"waits": today, "waits too": today, "parked": (LONG_AGO, "parked")}
    assert bring_forward(database, NOON) == 0


def test_a_parked_body_goes_after_30_days_its_row_after_90_and_a_persons_request_never(database, ana, ben):
    for shop_id in (ana, ben):
        for age in (20, 31, 91):
            for topic in ("orders/updated", "customers/redact"):
                name = f"{topic} {age} {shop_id}"
                delivery(database, shop_id, name, TODAY - timedelta(days=age), state="parked", topic=topic)
    clear_away(database, NOON)
    with database.everywhere() as session:
        left = {row.webhook_id: (row.body, row.shop_id, row.id) for row in session.scalars(select(Delivery))}
    assert sorted(left) == sorted(
        f"{topic} {age} {shop_id}"
        for topic, ages in (("orders/updated", (20, 31)), ("customers/redact", (20, 31, 91)))
        for age in ages
        for shop_id in (ana, ben)
    )
    assert {name for name, (body, *_) in left.items() if not body} == {
        f"orders/updated 31 {shop_id}" for shop_id in (ana, ben)
    }
    _, shop_id, number = left[f"orders/updated 31 {ana}"]
    with database.shop(shop_id) as session:
        assert (
            "deleted after 30 days"
            in session.scalars(select(Delivery.last_error).where(Delivery.id == number)).one()
        )
    with database.shop(shop_id) as session, pytest.raises(ConflictError, match="body"):
        replay_delivery(session, number)
    _, shop_id, number = left[f"orders/updated 20 {ana}"]
    with database.shop(shop_id) as session:
        replay_delivery(session, number)
    day, state = kept(database)[f"orders/updated 20 {ana}"]
    assert (day >= TODAY, state) == (True, "waiting")


def test_repeats_are_known_for_a_week_across_days_and_shops_apart(database, ana, ben):
    def keep(shop_id: int) -> bool:
        with database.everywhere() as session:
            return keep_delivery(
                session,
                shop_id=shop_id,
                webhook_id="same",
                event_id="e",
                topic="orders/updated",
                api_version=None,
                triggered_at=None,
                body=b"{}",
            )

    assert (keep(ana), keep(ana), keep(ben)) == (True, False, True)
    with database.everywhere() as session:
        # As if it had come yesterday: another partition.
        session.execute(text("update deliveries set kept_on = kept_on - 1"))
    assert keep(ana) is False
    clear_away(database, datetime.now(UTC) + timedelta(days=6))
    assert keep(ana) is False
    with database.everywhere() as session:
        session.execute(
            text("update kept_webhooks set kept_at = kept_at - interval '8 days' where shop_id = :id"),
            {"id": ana},
        )
    clear_away(database, datetime.now(UTC))
    with database.everywhere() as session:
        assert session.scalars(select(KeptWebhook.shop_id)).all() == [ben]
