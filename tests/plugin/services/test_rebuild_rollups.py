"""A shop's days follow its time zone, and pages never see days of another."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, text

from plugin.jobs.rollups import rebuild
from plugin.services.rebuild_rollups import REBUILD, follow_timezone, learn_timezone, rebuild_rollups
from plugin.store.rollups.tables import SalesByDay
from plugin.store.shops import shop_by_id
from tests import order_bodies as bodies
from tests.books import hear

LATE = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
"""The 21st in Rome, the 20th in New York and Lisbon."""


def days(database, shop: int) -> list[str]:
    with database.shop(shop) as session:
        return [f"{day:%d}" for day in session.scalars(select(SalesByDay.day).where(SalesByDay.orders > 0))]


def zone(database, shop: int) -> str | None:
    with database.shop(shop) as session:
        return shop_by_id(session, shop).timezone


def waiting(database) -> list[dict]:
    with database.engine.connect() as connection:
        query = text("select args from procrastinate_jobs where task_name = :task and status = 'todo'")
        return list(connection.execute(query, {"task": REBUILD}).scalars())


class Profile:
    """Shopify's answer about a shop, which has moved."""

    def __init__(self, timezone: str) -> None:
        self.timezone = timezone

    def run(self, _document, _variables=None):
        shop = {
            "id": "gid://shopify/Shop/1",
            "name": "x",
            "currencyCode": "EUR",
            "ianaTimezone": self.timezone,
        }
        return {"shop": shop, "currentAppInstallation": {"accessScopes": []}}


def test_a_shop_that_moves_has_its_days_built_anew_and_its_neighbour_has_not(database, settings, ana, ben):
    for shop in (ana, ben):
        hear(database, settings, shop, "orders/create", bodies.order(1, at=LATE))
    assert (days(database, ana), days(database, ben)) == (["21"], ["20"])
    follow_timezone(database, Profile("Europe/Lisbon"), ana)
    # Until it is done pages go on by the old days, and say so.
    assert (zone(database, ana), days(database, ana)) == ("Europe/Rome", ["21"])
    [job] = waiting(database)
    follow_timezone(database, Profile("Europe/Lisbon"), ana)
    assert len(waiting(database)) == 1
    worker = type("Context", (), {"additional_context": {"worker": type("W", (), {"database": database})}})
    rebuild(worker, **job)
    assert (zone(database, ana), days(database, ana)) == ("Europe/Lisbon", ["20"])
    hear(database, settings, ana, "orders/create", bodies.order(2, at=LATE))
    assert (days(database, ana), days(database, ben), zone(database, ben)) == (
        ["20"],
        ["20"],
        "America/New_York",
    )


@pytest.mark.parametrize(
    ("told", "state", "asked"),
    [
        pytest.param(["Europe/Lisbon", "Europe/Rome"], "todo", [], id="there_and_back"),
        pytest.param(
            ["Europe/Lisbon", "Asia/Tokyo", "Europe/Lisbon"], "todo", ["Europe/Lisbon"], id="three_moves"
        ),
        pytest.param(["Europe/Lisbon", "Europe/Rome"], "doing", ["Europe/Rome"], id="back_while_it_is_done"),
    ],
)
def test_of_several_moves_the_last_comes_into_force(database, ana, ben, told, state, asked):
    follow_timezone(database, Profile("Asia/Tokyo"), ben)
    for timezone in told:
        follow_timezone(database, Profile(timezone), ana)
        with database.engine.begin() as connection:
            change = text(
                "update procrastinate_jobs set status = cast(:state as procrastinate_job_status) "
                "where args ->> 'timezone' = 'Europe/Lisbon'"
            )
            connection.execute(change, {"state": state})
    found = [(job["shop_id"], job["timezone"]) for job in waiting(database)]
    assert sorted(found) == sorted([*((ana, timezone) for timezone in asked), (ben, "Asia/Tokyo")])


def test_the_first_time_zone_is_put_in_at_once_with_what_came_before_it(database, settings, ana):
    with database.shop(ana) as session:
        shop_by_id(session, ana).timezone = None
        rebuild_rollups(session)
    hear(database, settings, ana, "orders/create", bodies.order(1, at=LATE))
    assert days(database, ana) == ["20"]
    with database.shop(ana) as session:
        learn_timezone(session, "Asia/Tokyo")
    assert (zone(database, ana), days(database, ana), waiting(database)) == ("Asia/Tokyo", ["21"], [])


@pytest.mark.parametrize(
    ("kept", "then"),
    [
        pytest.param("Europe/Rome", "Europe/Rome", id="the shop stays where it was"),
        pytest.param(None, "UTC", id="a new shop is in UTC"),
    ],
)
def test_a_time_zone_the_database_does_not_know_is_left_out(database, ana, kept, then):
    with database.shop(ana) as session:
        shop_by_id(session, ana).timezone = kept
    with database.shop(ana) as session:
        learn_timezone(session, "Mars/Olympus_Mons")
    assert (zone(database, ana), waiting(database)) == (then, [])
