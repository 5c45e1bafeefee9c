"""kill -9 in the smoke run: receiver, drain and worker, each once in the middle of its work."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from plugin.services.reconcile_later import RECONCILE
from plugin.store.queue import enqueue
from tests.devshop.stack import Stack
from tests.journeys.agreement import opened

WAITING = text("select count(*) from deliveries where state = 'waiting'")
DOING = text("select count(*) from procrastinate_jobs where status = 'doing' and task_name = :task")
HELD = text("select count(*) from deliveries where state = 'waiting' and leased_until > now()")
LEASES_OVER = text("update deliveries set leased_until = leased_until - interval '3 minutes'")
WORKER_SILENT = text("update procrastinate_workers set last_heartbeat = last_heartbeat - interval '1 minute'")
PATIENCE = 30.0


def kill_receiver_and_drain(stack: Stack) -> int:
    """Kill both while deliveries come in, and start them again; how many deliveries lay there unhandled."""
    with opened(stack.env["DATABASE_URL"]) as database:
        with database.engine.connect() as connection:
            _until(connection, HELD)
        stack.kill("inbox")
        stack.kill("web")
        with database.engine.begin() as connection:
            left = int(connection.execute(WAITING).scalar_one())
            # As if the two minutes had passed for which a drain may hold what it has claimed.
            connection.execute(LEASES_OVER)
    stack.restart("web", "inbox")
    stack.wait_for(f"{stack.app_url}/readyz")
    return left


@contextmanager
def worker_killed_at_work(stack: Stack) -> Iterator[None]:
    """Kill the worker once it is at a check with Shopify, and start another, while the block runs."""
    killer = threading.Thread(target=_kill_worker, args=(stack,), daemon=True)
    killer.start()
    yield
    killer.join(PATIENCE)
    if killer.is_alive() or "worker" not in stack.processes:
        raise RuntimeError("The worker was not killed and started again: no check with Shopify was begun.")


def _kill_worker(stack: Stack) -> None:
    with opened(stack.env["DATABASE_URL"]) as database:
        with database.engine.connect() as connection:
            _until(connection, DOING, task=RECONCILE)
        stack.kill("worker")
        with database.engine.begin() as connection:
            # As if it had given no sign for longer than the half minute that is allowed ...
            connection.execute(WORKER_SILENT)
            shop_id = connection.execute(text("select min(id) from shops")).scalar_one()
        with database.shop(shop_id) as session:
            # ... and the minute were over whose sweep takes up its jobs.
            enqueue(session, "upkeep.stalled_jobs", timestamp=int(time.time()))
    stack.restart("worker")


def _until(connection: Connection, count: object, **values: str) -> None:
    """Until there is something to count, for a while at most."""
    deadline = time.monotonic() + PATIENCE
    while not connection.execute(count, values).scalar_one():  # type: ignore[call-overload]
        connection.rollback()
        if time.monotonic() > deadline:
            return
        time.sleep(0.003)
    connection.rollback()
