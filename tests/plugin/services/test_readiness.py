"""Whether the installation can do its work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from plugin.services.readiness import readiness
from plugin.store.database import Database
from plugin.store.deliveries import Delivery, keep_delivery
from plugin.store.schema import schema_needed, schema_there


def keep(database: Database, shop_id: int, name: str) -> None:
    with database.everywhere() as session:
        keep_delivery(
            session,
            shop_id=shop_id,
            webhook_id=name,
            event_id=None,
            topic="orders/create",
            api_version=None,
            triggered_at=None,
            body=b"{}",
        )


def test_nothing_waits(database, ana, now):
    found = readiness(database, now)
    assert found.ready
    assert found.as_json() == {
        "status": "ready",
        "database": "ok",
        "migrations": "ok",
        "oldest_waiting_seconds": 0,
    }


def test_the_age_of_what_is_due_longest_in_any_shop(database, ana, ben, now):
    keep(database, ana, "new")
    keep(database, ben, "old")
    keep(database, ben, "later")
    with database.everywhere() as session:
        at = session.execute(text("select now()")).scalar_one()
        for name, due in {"old": at - timedelta(minutes=7), "later": at + timedelta(hours=1)}.items():
            session.execute(update(Delivery).where(Delivery.webhook_id == name).values(next_try_at=due))
    found = readiness(database, at)
    assert found.waiting_seconds == 420
    assert found.ready


@pytest.mark.parametrize(
    ("at", "migrations", "ready"),
    [
        pytest.param("2026_11_21_2001", "behind", False, id="an older schema"),
        pytest.param("2999_01_01_0000", "ahead", True, id="that of a newer release"),
    ],
)
def test_another_schema_than_the_codes(database, now, at, migrations, ready):
    assert schema_there(database) == schema_needed()
    with database.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = :at"), {"at": at})
    try:
        found = readiness(database, now)
    finally:
        with database.engine.begin() as connection:
            connection.execute(
                text("update alembic_version set version_num = :head"), {"head": schema_needed()}
            )
    assert (found.ready, found.migrations) == (ready, migrations)
