"""The stand-in's Admin API beside a run, and the worker that asks it for what no webhook has told."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import psycopg
from sqlalchemy import text
from werkzeug.serving import make_server

from plugin.services.reconcile_later import RECONCILE, Reach, reconcile_later
from plugin.store.database import Database
from plugin.store.queue import enqueue
from plugin.store.reconciliations import KIND
from plugin.store.tokens import AccessToken
from plugin.store.vault import Vault
from tests import cast
from tests.devshop.__main__ import Quiet
from tests.devshop.api.schema import load_schema
from tests.devshop.app import create_devshop
from tests.devshop.oauth.grants import issue
from tests.devshop.stack import free_ports
from tests.devshop.world import World
from tests.faults.arena import KEY, Arena
from tests.faults.breaking import Strikes
from tests.faults.history import SHOPS
from tests.journeys.agreement import opened

CHECK_SECONDS = 240.0
JOBS = "select id, worker_id from procrastinate_jobs where task_name = %s and status = %s"
UNDER_WAY = "select status::text from procrastinate_jobs where task_name = %s and status in ('todo', 'doing')"
FOUND = "select status, detail from runs where kind = %s"


@contextmanager
def served(world: World) -> Iterator[int]:
    """The stand-in's Admin API of `world`, at the port that is yielded."""
    port = free_ports(0)
    load_schema()  # a few seconds, which the first question is not to wait for
    # What was played lies in the past now, and the API's budget and tokens need a clock that goes on.
    world.clock = lambda: datetime.now(UTC)
    server = make_server("127.0.0.1", port, create_devshop(world), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield port
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


def open_doors(here: Arena) -> None:
    """Give the app an access token of both shops, and start the worker."""
    vault, now = Vault([KEY]), datetime.now(UTC)
    with opened(here.url) as database:
        for domain, shop_id in _shops(database).items():
            installation = here.history.world.shops[domain].installation
            assert installation is not None
            grant = issue(here.history.world, installation, cast.CLIENT_SECRET, now)
            assert grant.expires_at
            assert grant.refresh_token
            assert grant.refresh_expires_at
            with database.shop(shop_id) as session:
                session.add(
                    AccessToken(
                        access_token=vault.seal(grant.access_token),
                        access_expires_at=grant.expires_at,
                        refresh_token=vault.seal(grant.refresh_token),
                        refresh_expires_at=grant.refresh_expires_at,
                        refreshed_at=now,
                    )
                )
    start_worker(here)


def start_worker(here: Arena) -> None:
    """Start the worker by the Procfile's command."""
    here.stack.start("worker", f"{sys.executable} -m plugin.jobs")


def check_later(here: Arena, reach: Reach = Reach.NOW) -> None:
    """Have both shops' orders compared with Shopify's; a check that is under way goes on."""
    with opened(here.url) as database:
        for shop_id in _shops(database).values():
            with database.shop(shop_id) as session:
                reconcile_later(session, reach, datetime.now(UTC))


def check_to_the_end(here: Arena) -> int:
    """Compare, wait for the end, and return how many orders all checks together have found; what did not
    finish is noted.
    """
    _until_none_is_under_way(here)
    check_later(here)
    _until_none_is_under_way(here)
    found = 0
    for status, detail in here.query(FOUND, KIND):
        found += int(detail.get("missing", 0)) + int(detail.get("older", 0))
        if status != "finished":
            here.notes.append(f"a check with Shopify is {status}: {detail.get('reason')}")
    return found


def _until_none_is_under_way(here: Arena) -> None:
    deadline = time.monotonic() + CHECK_SECONDS
    while _jobs(here, "todo") or _jobs(here, "doing"):
        here.stack.check_alive()
        if time.monotonic() > deadline:
            here.notes.append(f"a check with Shopify has not ended after {CHECK_SECONDS:.0f} s")
            return
        time.sleep(0.1)


def _jobs(here: Arena, status: str) -> list[tuple[int, int | None]]:
    """Checks in this state: (job, the worker that does it)."""
    return [(job, worker) for job, worker in here.query(JOBS, RECONCILE, status)]


def _shops(database: Database) -> dict[str, int]:
    with database.engine.connect() as connection:
        known = {row.domain: row.id for row in connection.execute(text("select id, domain from shops"))}
    return {person.domain: known[person.domain] for person in SHOPS}


class KillWorker(Strikes):
    """kill -9 of the worker in the middle of a check with Shopify; another is started in its place.

    A job is taken up again when the dead worker has given no sign for 30 s and the minute's sweep comes by.
    The first strikes age that sign and call the sweep; the last one waits, where `patient` says so.
    """

    def __init__(self, *, patient: bool = False) -> None:
        super().__init__()
        self.patient = patient
        self.seconds: list[float] = []

    def strike(self, here: Arena) -> None:
        held: list[tuple[int, int | None]] = []
        while not held:
            self._until_it_works(here)
            struck = time.monotonic()
            here.stack.kill("worker")
            held = _jobs(here, "doing")
            if not held:  # it was quicker
                start_worker(here)
        if not self.patient:
            here.query(
                "update procrastinate_workers set last_heartbeat = last_heartbeat - interval '1 minute'"
            )
            self._call_the_sweep(here)
        start_worker(here)
        while set(held) & set(_jobs(here, "doing")) | self._orphans(here, held):
            if time.monotonic() > struck + CHECK_SECONDS:
                here.notes.append("a killed worker's job was not taken up again")
                return
            time.sleep(0.1)
        self.seconds.append(time.monotonic() - struck)
        self.note(struck)

    def recovery(self, here: Arena) -> float | None:
        """Until the dead worker's job was taken up again."""
        return max(self.seconds, default=None)

    @staticmethod
    def _until_it_works(here: Arena) -> None:
        """Until a check is under way, and a moment longer; raises `RuntimeError` where none ever is."""
        deadline = time.monotonic() + CHECK_SECONDS
        with psycopg.connect(here.url, autocommit=True) as connection:
            while time.monotonic() < deadline:
                states = {row for (row,) in connection.execute(UNDER_WAY, (RECONCILE,)).fetchall()}
                if "doing" in states:
                    time.sleep(here.dice.uniform(0.0, 0.05))
                    return
                if not states:
                    check_later(here, Reach.WEEK)
                time.sleep(0.004)
        raise RuntimeError(f"The worker began no check with Shopify within {CHECK_SECONDS:.0f} s.")

    @staticmethod
    def _orphans(here: Arena, held: list[tuple[int, int | None]]) -> set[tuple[int, int | None]]:
        """Jobs among `held` that are said to be done by somebody who was forgotten."""
        jobs = {job for job, _ in held}
        return {(job, worker) for job, worker in _jobs(here, "doing") if job in jobs and worker is None}

    @staticmethod
    def _call_the_sweep(here: Arena) -> None:
        with opened(here.url) as database:
            [shop_id, *_] = _shops(database).values()
            with database.shop(shop_id) as session:
                enqueue(session, "upkeep.stalled_jobs", timestamp=int(time.time()))
