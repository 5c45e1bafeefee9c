"""A page's time at the server, what of it the database took, and what the database read for it."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import psycopg
from flask import Flask
from sqlalchemy import text

from plugin.admin import blueprint
from plugin.app import create_app
from plugin.errors import ShopifyError
from plugin.services.reports.keeping import TASK, make_report
from plugin.services.reports.kinds import KINDS
from plugin.settings import Settings
from plugin.shopify.admin import Admin
from plugin.store.database import Database
from tests import cast
from tests.bench.dashboard.watching import Plan, Statement, Watch, explain, watch
from tests.plugin.admin.conftest import Browser, give_token

ROUNDS = 5


WAITING = "delete from procrastinate_jobs where task_name = :task and status = 'todo' returning args"


@dataclass(frozen=True, slots=True)
class Measured:
    """One address. `ms` is the median answer, `sql_ms` what of it the database took, `cpu_ms` what this
    process computed for it (on a machine that has others to serve, what the page would take alone is about
    the two together), `statements` how many it
    was asked, `rows_read` how many rows it read for them, `plans` those of statements that read more than was
    allowed for. `background_s` is what was worked out in the background before, for the page to show.
    """

    address: str
    ms: float
    sql_ms: float
    cpu_ms: float
    statements: int
    rows_read: int
    bytes: int
    background_s: float
    plans: tuple[Plan, ...]


def no_shopify(_shop_id: int, _now: datetime) -> Admin:
    """Shopify is away, which is said at once: what it takes is no part of a page's time here."""
    raise ShopifyError("Shopify is not asked here.")


class Pages:
    """The admin, watched."""

    def __init__(
        self, database: Database, settings: Settings, now: datetime, *people: cast.ShopPerson
    ) -> None:
        self.app: Flask = create_app(settings, blueprint, database=database)
        self.app.extensions["clock"] = lambda: now
        self.app.extensions["clients"] = no_shopify
        self._database, self._now = database, now
        self._watch: Watch = watch(database.engine)
        for person in people:
            give_token(database, settings, person, now)

    def measure(
        self, address: str, *, person: cast.ShopPerson = cast.ANA, rounds: int = ROUNDS, many: int
    ) -> Measured:
        """Ask for the page; plans are kept of statements that read more than `many` rows."""
        browser = Browser(self.app.test_client(), person)
        # A file says that it is still being worked out.
        self._answer(browser, address, not_yet=409)
        in_background = seconds(self._work)
        times, answered = [], b""
        with self._watch.looking() as statements:
            first, answered = self._answer(browser, address)
        times.append(first)
        before = time.process_time()
        times += [self._answer(browser, address)[0] for _ in range(rounds - 1)]
        spent = (time.process_time() - before) / max(rounds - 1, 1)
        plans = self._explained(statements)
        return Measured(
            address,
            statistics.median(times) * 1000,
            sum(row.seconds for row in statements) * 1000,
            spent * 1000,
            len(statements),
            sum(plan.rows_read for plan in plans),
            len(answered),
            in_background,
            tuple(plan for plan in plans if plan.rows_read > many),
        )

    def _work(self) -> None:
        """What the worker would do: the reports that the page has asked for."""
        with self._database.engine.begin() as connection:
            asked = connection.scalars(text(WAITING), {"task": TASK}).all()
        for given in asked:
            make_report(self._database, given["shop_id"], KINDS[given["kind"]], given["about"], self._now)

    def _answer(self, browser: Browser, address: str, not_yet: int = 200) -> tuple[float, bytes]:
        """The seconds until the answer is there, or the beginning of a file written while it is read."""
        start = time.perf_counter()
        answer = browser.get(address)
        content = next(answer.iter_encoded(), b"")
        spent = time.perf_counter() - start
        answer.close()
        if answer.status_code not in {200, not_yet}:
            raise AssertionError(f"{address} answered {answer.status_code}: {answer.text[:300]}")
        return spent, content

    def _explained(self, statements: list[Statement]) -> list[Plan]:
        with psycopg.connect(self._database.url()) as connection:
            found = [explain(connection, row) for row in statements]
        return [plan for plan in found if plan is not None]


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
