"""The jobs of links: back later without budget, told when hopeless, by the clock for every shop."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from plugin.errors import ThrottledError, TokenLostError
from plugin.jobs import links as job
from plugin.store.links import Link
from tests.plugin.services.links.conftest import live, stage  # noqa: F401


def waiting(stage, task):  # noqa: F811
    query = text(
        "select id, args, scheduled_at, lock from procrastinate_jobs"
        " where task_name = :task and status = 'todo' order by id"
    )
    with stage.database.engine.connect() as connection:
        return list(connection.execute(query, {"task": task}))


@pytest.fixture
def worker(stage, settings, monkeypatch):  # noqa: F811
    """A worker whose Shopify is the stage's. The shop's pages are at an address where nobody answers."""
    monkeypatch.setattr(job, "clock", lambda: stage.at)
    away = replace(settings, standin_url="http://127.0.0.1:1")
    return SimpleNamespace(database=stage.database, settings=away, clients=lambda *_: stage.admin)


def carry_out(worker, task, **arguments):
    context = SimpleNamespace(
        additional_context={"worker": worker},
        job=SimpleNamespace(attempts=0, task_name=task.name, priority=0),
    )
    task.func(context, **arguments)


def test_the_launch_has_the_short_paths_made(stage, worker):  # noqa: F811
    stage.launch()
    (asked,) = waiting(stage, "settle_links")
    assert asked.lock == f"links/{stage.shop_id}"
    carry_out(worker, job.settle, **asked.args)
    assert len(stage.standing()) == 3


def test_out_of_budget_it_comes_back_when_there_is_some(stage, worker):  # noqa: F811
    def throttled(document, variables):
        raise ThrottledError("The budget is used up.", wait_seconds=90)

    stage.launch()
    stage.admin.before = throttled
    (asked,) = waiting(stage, "settle_links")
    carry_out(worker, job.settle, **asked.args)
    again = waiting(stage, "settle_links")[-1]
    assert (again.args, again.lock) == (asked.args, asked.lock)
    assert again.scheduled_at == stage.at + timedelta(seconds=90)
    assert {link.redirect_state for link in stage.links()} == {"planned"}


def test_what_no_patience_helps_is_told_at_the_links(stage, worker):  # noqa: F811
    def refuse(document, variables):
        raise TokenLostError("The owner has to open the app once.")

    stage.launch()
    stage.admin.before = refuse
    (asked,) = waiting(stage, "settle_links")
    carry_out(worker, job.settle, **asked.args)
    assert {(link.redirect_state, link.redirect_problem) for link in stage.links()} == {
        ("failed", "The owner has to open the app once.")
    }


def test_by_the_clock_every_shop_is_swept_and_checked(live, ben, worker):  # noqa: F811
    carry_out(worker, job.sweep_hourly, timestamp=0)
    carry_out(worker, job.check_daily, timestamp=0)
    assert sorted(row.args["shop_id"] for row in waiting(live, "check_links")) == sorted([live.shop_id, ben])
    live.admin.shop.redirects.clear()
    carry_out(worker, job.check, shop_id=live.shop_id)
    assert {link.redirect_state for link in live.links()} == {"failed"}
    with live.database.shop(ben) as session:
        assert {link.redirect_state for link in session.query(Link)} == {"planned"}
