"""kill -9 in the middle of the work: nothing is lost, nothing is doubled, the books balance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from tests.devshop.stack import Stack
from tests.journeys.agreement import app_orders, books, differences, opened
from tests.journeys.merchant import Merchant, until
from tests.journeys.roster import roster_csv
from tests.journeys.story import create_campaign, import_creators, wait_until_quiet


def waiting(stack: Stack) -> int:
    """How many deliveries nobody has handled yet."""
    with opened(stack.env["DATABASE_URL"]) as database, database.engine.connect() as connection:
        query = text("select count(*) from deliveries where state = 'waiting'")
        return int(connection.execute(query).scalar_one())


def let_leases_run_out(stack: Stack) -> None:
    """As if the two minutes had passed for which a drain may hold what it has claimed."""
    with opened(stack.env["DATABASE_URL"]) as database, database.engine.begin() as connection:
        connection.execute(text("update deliveries set leased_until = leased_until - interval '3 minutes'"))


@contextmanager
def nobody_writes(stack: Stack, table: str) -> Iterator[None]:
    """Hold up whoever wants to write into a table, so that a process can be met in the middle of its work."""
    with opened(stack.env["DATABASE_URL"]) as database, database.engine.begin() as connection:
        connection.execute(text(f"lock table {table} in share mode"))
        yield


def held_up(stack: Stack) -> int:
    """How many transactions wait for a lock."""
    with opened(stack.env["DATABASE_URL"]) as database, database.engine.connect() as connection:
        query = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
        return int(connection.execute(text(query)).scalar_one())


@pytest.mark.parametrize("table", ["orders", "evidence", "entries"])
def test_the_drain_is_killed_in_the_middle_of_its_work(shop: Merchant, stack: Stack, table: str) -> None:
    import_creators(shop, roster_csv(6))
    create_campaign(shop, name="Spring", template="SPRING_{FIRST}", percent=10)
    stack.kill("inbox")
    shop.control("shoppers", n=60, seed=33)
    everything = until(lambda: _all_sent(shop) and waiting(stack), seconds=60, what="All deliveries")
    with nobody_writes(stack, table):
        stack.restart("inbox")
        until(lambda: held_up(stack), what=f"A write into {table}")
        stack.kill("inbox")
    assert 0 < waiting(stack) <= everything
    let_leases_run_out(stack)
    stack.restart("inbox")
    wait_until_quiet(shop, stack)
    url = stack.env["DATABASE_URL"]
    assert differences(app_orders(url, shop.domain), shop.truth()) == []
    checked = books(url, shop.domain)
    assert checked.balanced
    assert checked.attributed > 0


def _all_sent(shop: Merchant) -> bool:
    return bool(
        shop.standin.get("/control/api/drained", params={"timeout": 20}, timeout=60).json()["drained"]
    )


def test_every_process_is_killed_and_started_again(shop: Merchant, stack: Stack) -> None:
    import_creators(shop, roster_csv(3))
    create_campaign(shop, name="Spring", template="SPRING_{FIRST}", percent=10)
    shop.control("shoppers", n=25, seed=8)
    for name in ("web", "inbox", "worker"):
        stack.kill(name)
    let_leases_run_out(stack)
    stack.restart("web", "inbox", "worker")
    stack.wait_for(f"{stack.app_url}/readyz")
    wait_until_quiet(shop, stack)
    url = stack.env["DATABASE_URL"]
    assert differences(app_orders(url, shop.domain), shop.truth()) == []
    assert books(url, shop.domain).balanced
