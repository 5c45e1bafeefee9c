"""The jobs of landing pages: asked for with the change, told when hopeless, swept by the clock."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import text

from plugin.errors import TokenLostError
from plugin.jobs import landing_pages as job
from tests.plugin.services.landing.test_settle_pages import stage  # noqa: F401


def waiting(stage, task="settle_landing_pages"):  # noqa: F811
    query = text(
        "select args, lock from procrastinate_jobs where task_name = :task and status = 'todo' order by id"
    )
    with stage.database.engine.connect() as connection:
        return list(connection.execute(query, {"task": task}))


@pytest.fixture
def worker(stage, settings, monkeypatch):  # noqa: F811
    """A worker whose Shopify is the stage's."""
    monkeypatch.setattr(job, "clock", stage.admin.world.now)
    return SimpleNamespace(database=stage.database, settings=settings, clients=lambda *_: stage.admin)


def carry_out(worker, task, **arguments):
    context = SimpleNamespace(
        additional_context={"worker": worker},
        job=SimpleNamespace(attempts=0, task_name=task.name, priority=0),
    )
    task.func(context, **arguments)


def test_the_owner_s_choice_has_the_page_made(stage, worker):  # noqa: F811
    (asked,) = waiting(stage)
    assert asked.lock == f"landing_pages/{stage.landing.shop_id}"
    assert asked.args["pages"] == [[stage.landing.campaign_id, stage.landing.creator_id]]
    carry_out(worker, job.settle, **asked.args)
    assert len(stage.standing()) == 1


def test_what_no_patience_helps_is_told_at_the_page(stage, worker):  # noqa: F811
    def refuse(document, variables):
        raise TokenLostError("The owner has to open the app once.")

    stage.admin.before = refuse
    (asked,) = waiting(stage)
    carry_out(worker, job.settle, **asked.args)
    assert stage.page().page_problem == "The owner has to open the app once."


def test_by_the_clock_every_shop_is_swept_once(stage, worker, ben):  # noqa: F811
    for _ in range(2):
        carry_out(worker, job.sweep_hourly, timestamp=0)
    assert [row.args["shop_id"] for row in waiting(stage)] == [stage.landing.shop_id] * 2
