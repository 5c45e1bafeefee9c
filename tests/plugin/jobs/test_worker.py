"""The worker on a real queue: what it runs, repeats, gives up, and takes up from the dead."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from procrastinate.jobs import Job
from sqlalchemy import text

from plugin.errors import NotFoundError, ShopifyError, ThrottledError
from plugin.jobs.__main__ import import_tasks, work
from plugin.jobs.app import tasks
from plugin.jobs.patience import Patience
from plugin.services.forget_shop import TASK
from plugin.store.queue import enqueue
from plugin.store.shops import Shop
from tests.conftest import ROOT


def jobs(engine) -> list[tuple[str, str, int]]:
    """Task, status and attempts of every job the tests ask for: what the clock asks for at this hour, and
    what that asks for, is none of them.
    """
    query = "select task_name, status, attempts from procrastinate_jobs where task_name = :task order by id"
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query), {"task": TASK})]


def run(settings) -> None:
    """Work until nothing is due."""
    asyncio.run(work(settings, wait=False))


def ask_to_forget(database, shop_id: int) -> None:
    with database.shop(shop_id) as session:
        enqueue(session, TASK, shop_id=shop_id)


def test_a_job_runs_with_the_workers_parts(settings, database, _engine, ana, ben, now):
    with database.everywhere() as session:
        session.get(Shop, ana).uninstalled_at = now
    ask_to_forget(database, ana)
    run(settings)
    assert jobs(_engine) == [(TASK, "succeeded", 1)]
    with database.everywhere() as session:
        assert session.get(Shop, ana) is None
        assert session.get(Shop, ben) is not None


def test_what_rolls_back_enqueues_nothing(database, _engine, ana):
    def fail_after_asking() -> None:
        with database.shop(ana) as session:
            enqueue(session, TASK, shop_id=ana)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_asking()
    assert jobs(_engine) == []


def test_trouble_is_retried_later(settings, database, _engine, ana, monkeypatch):
    from plugin.jobs import forget_shops

    def no_answer(*_):
        raise ShopifyError("No answer.", retryable=True)

    monkeypatch.setattr(forget_shops, "forget_shop", no_answer)
    ask_to_forget(database, ana)
    run(settings)
    assert jobs(_engine) == [(TASK, "todo", 1)]
    run(settings)
    assert jobs(_engine) == [(TASK, "todo", 1)], "not before its time"


def test_a_job_of_a_worker_that_died_is_taken_up_again(settings, database, _engine, ana, now):
    with database.everywhere() as session:
        session.get(Shop, ana).uninstalled_at = now
    ask_to_forget(database, ana)
    with _engine.begin() as connection:
        connection.execute(
            text("""
                with dead as (
                    insert into procrastinate_workers (last_heartbeat)
                    values (now() - interval '5 minutes') returning id
                )
                update procrastinate_jobs
                set status = 'doing', attempts = 1, worker_id = (select id from dead)
            """)
        )
    with database.everywhere() as session:
        enqueue(session, "upkeep.stalled_jobs", timestamp=1)
    run(settings)  # takes it up
    run(settings)  # and does it
    assert [(name, status) for name, status, _ in jobs(_engine)] == [(TASK, "succeeded")]


@pytest.mark.parametrize("name", ["upkeep.tokens", "upkeep.clear_away", "upkeep.finished_jobs"])
def test_upkeep_runs(settings, database, _engine, ana, name):
    with database.everywhere() as session:
        enqueue(session, name, timestamp=1)
    run(settings)
    with _engine.connect() as connection:
        query = text("select status from procrastinate_jobs where task_name = :name")
        # A worker that starts soon after the hour asks for it by the clock, too.
        assert set(connection.execute(query, {"name": name}).scalars()) == {"succeeded"}


def test_what_is_done_by_the_clock():
    import_tasks()
    periodic = {row.task.name: row.cron for row in tasks.periodic_registry.periodic_tasks.values()}
    assert set(periodic) >= {
        "upkeep.tokens",
        "upkeep.clear_away",
        "upkeep.finished_jobs",
        "upkeep.stalled_jobs",
    }
    assert periodic["upkeep.stalled_jobs"] == "* * * * *"


def job(attempts: int) -> Job:
    return Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="x", attempts=attempts)


@pytest.mark.parametrize(
    ("error", "attempts", "pause"),
    [
        pytest.param(ShopifyError("No answer.", retryable=True), 0, 5, id="first"),
        pytest.param(ShopifyError("No answer.", retryable=True), 3, 40, id="fourth"),
        pytest.param(ValueError("odd"), 0, 5, id="unexpected"),
        pytest.param(ThrottledError("Wait.", wait_seconds=90), 0, 91, id="as_long_as_shopify_needs"),
        pytest.param(NotFoundError("Gone."), 0, None, id="cannot_get_better"),
        pytest.param(ShopifyError("No answer.", retryable=True), 9, None, id="last"),
    ],
)
def test_patience(error, attempts, pause):
    decision = Patience(attempts=10, first_pause=5).get_retry_decision(exception=error, job=job(attempts))
    if pause is None:
        assert decision is None
    else:
        assert abs(decision.retry_at - _soon(pause)) < timedelta(seconds=2)


def _soon(seconds: float):
    from datetime import UTC, datetime

    return datetime.now(UTC) + timedelta(seconds=seconds)


@pytest.mark.parametrize("module", ["plugin.jobs", "webhooks.drain"])
def test_a_process_asked_to_stop_stops_cleanly(settings, database, module):
    environment = {
        **os.environ,
        "EARMARK_ENV": "test",
        "DATABASE_URL": settings.database_url,
        "EARMARK_APP_URL": settings.app_url,
        "EARMARK_ENCRYPTION_KEYS": settings.encryption_keys[0],
        "SHOPIFY_API_KEY": settings.client_id,
        "SHOPIFY_API_SECRET": settings.client_secret,
        "EARMARK_LOG_FORMAT": "json",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", module], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    said = []
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        said.append(process.stderr.readline())
        if "started" in said[-1]:
            break
    time.sleep(0.3)
    process.send_signal(signal.SIGTERM)
    rest = process.communicate(timeout=20)[1]
    assert process.returncode == 0, "".join(said) + rest
    assert "stopped" in rest
