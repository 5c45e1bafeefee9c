"""The jobs of codes: out of budget they come back later, out of patience they say why, killed they
double nothing.
"""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from plugin.errors import NotInstalledError, ShopifyError, ThrottledError, TokenLostError
from plugin.jobs import codes as job
from plugin.services.hold_code import pause_code
from plugin.services.launch_campaign import CREATE, launch_campaign, retry_failed
from plugin.store.code_lookup import codes_of_campaign
from plugin.store.runs import latest_run
from tests import cast
from tests.plugin.services.codes.conftest import Stage, campaign_with
from tests.shopify_in_process import InProcessAdmin, Killed, stand_in


@pytest.fixture
def stage(database, ana, ben, now, monkeypatch):
    """Ana's launched campaign of 30 codes, in two jobs; Ben has the same as a draft."""
    names = [f"Creator {number}" for number in range(30)]
    campaign_with(database, ben, now, names, code_template="{CREATOR}")
    campaign_id = campaign_with(database, ana, now, names, code_template="{CREATOR}")
    found = Stage(database, ana, campaign_id, InProcessAdmin(stand_in(cast.ANA, now)))
    monkeypatch.setattr(job, "clock", lambda: found.at)
    with database.shop(ana) as session:
        launch_campaign(session, campaign_id, now)
    return found


def waiting(stage, task=CREATE):
    """The jobs that wait, as (id, arguments, when, lock, priority)."""
    query = text(
        "select id, args, scheduled_at, lock, priority from procrastinate_jobs"
        " where task_name = :task and status = 'todo' order by priority desc, id"
    )
    with stage.database.engine.connect() as connection:
        return list(connection.execute(query, {"task": task}))


def carry_out(stage, asked, *, task=job.create, attempts=0, priority=0):
    """Run one job as the worker does, and take it out of the queue unless it raises."""
    context = SimpleNamespace(
        additional_context={
            "worker": SimpleNamespace(database=stage.database, clients=lambda *_: stage.admin)
        },
        job=SimpleNamespace(attempts=attempts, task_name=task.name, priority=priority),
    )
    task.func(context, **asked.args)
    with stage.database.engine.begin() as connection:
        connection.execute(
            text("update procrastinate_jobs set status = 'succeeded' where id = :id"), {"id": asked.id}
        )


def statuses(stage):
    return sorted({code.status for code in stage.codes().values()})


def run_of(stage):
    with stage.shop() as session:
        return latest_run(session, CREATE, stage.campaign_id)


def test_small_batches_one_after_another_in_a_shop(stage):
    jobs = waiting(stage)
    assert [len(row.args["code_ids"]) for row in jobs] == [25, 5]
    assert {row.lock for row in jobs} == {f"codes/{stage.shop_id}"}
    for row in jobs:
        carry_out(stage, row)
    assert statuses(stage) == ["active"]
    assert run_of(stage).status == "finished"


def test_out_of_budget_it_comes_back_when_there_is_some(stage):
    def throttled(document, variables):
        raise ThrottledError("The budget is used up.", wait_seconds=90)

    stage.admin.before = throttled
    first, _ = waiting(stage)
    carry_out(stage, first)
    again = waiting(stage)[-1]
    assert again.args == first.args
    assert again.scheduled_at == stage.at + timedelta(seconds=90)
    assert again.lock == first.lock
    stage.admin.before = lambda document, variables: None
    for row in waiting(stage):
        carry_out(stage, row)
    assert statuses(stage) == ["active"]
    assert (run_of(stage).done, run_of(stage).failed) == (30, 0)


def test_an_answer_lost_is_tried_again_by_the_queue_and_at_last_told(stage):
    stage.admin.lose = range(1, 1000)
    first, second = waiting(stage)
    for attempt in range(job.ATTEMPTS):
        with pytest.raises(ShopifyError):
            carry_out(stage, first, attempts=attempt)
    failed = {code.code: code for code in stage.codes().values() if code.status == "failed"}
    assert len(failed) == 25
    assert {code.last_error for code in failed.values()} == {"No answer."}
    stage.admin.lose = ()
    carry_out(stage, second)
    assert run_of(stage).status == "finished"
    with stage.shop() as session:
        retry_failed(session, stage.campaign_id, stage.at)
    for row in waiting(stage):
        if row.id not in (first.id, second.id):
            carry_out(stage, row)
    assert statuses(stage) == ["active"]
    assert len(stage.admin.shop.discounts) == 30


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(TokenLostError("The owner has to open the app once."), id="no token"),
        pytest.param(NotInstalledError("The shop has uninstalled the app."), id="uninstalled"),
    ],
)
def test_what_no_patience_helps_is_told_at_once(stage, error):
    def refuse(document, variables):
        raise error

    stage.admin.before = refuse
    for row in waiting(stage):
        carry_out(stage, row)
    assert {code.last_error for code in stage.codes().values()} == {str(error)}
    assert (run_of(stage).status, run_of(stage).failed) == ("finished", 30)


def test_our_own_mistake_is_told_without_its_insides(stage):
    def break_down(document, variables):
        raise ZeroDivisionError("at line 5")

    stage.admin.before = break_down
    with pytest.raises(ZeroDivisionError):
        carry_out(stage, waiting(stage)[0], attempts=job.ATTEMPTS - 1)
    assert {code.last_error for code in stage.codes().values()} - {None} == {job.OUR_FAULT}


def test_a_worker_killed_half_way_is_taken_over(stage):
    stage.admin.die = {10, 27}
    for row in waiting(stage):
        while True:
            try:
                carry_out(stage, row)
            except Killed:
                continue
            break
    assert statuses(stage) == ["active"]
    assert len(stage.admin.shop.discounts) == 30


def test_a_pause_goes_before_what_is_still_to_be_created(stage):
    first, second = waiting(stage)
    carry_out(stage, first)
    code_id = first.args["code_ids"][0]
    with stage.shop() as session:
        pause_code(session, code_id, stage.at)
    (pause,) = waiting(stage, "settle_codes")
    assert pause.priority > second.priority
    carry_out(stage, pause, task=job.settle, priority=pause.priority)
    with stage.shop() as session:
        paused = [code.id for code in codes_of_campaign(session, stage.campaign_id, "paused")]
    assert paused == [code_id]


def test_a_pause_that_cannot_be_done_says_why_at_the_code(stage):
    for row in waiting(stage):
        carry_out(stage, row)
    code = next(iter(stage.codes().values()))
    with stage.shop() as session:
        pause_code(session, code.id, stage.at)
    stage.admin.before = lambda document, variables: (_ for _ in ()).throw(
        TokenLostError("Open the app once.")
    )
    (pause,) = waiting(stage, "settle_codes")
    carry_out(stage, pause, task=job.settle)
    assert stage.codes()[code.code].last_error == "Open the app once."
    assert stage.codes()[code.code].status == "active"


def test_every_night_every_shops_codes_are_looked_at(stage, ben):
    for row in waiting(stage):
        carry_out(stage, row)
    context = SimpleNamespace(additional_context={"worker": SimpleNamespace(database=stage.database)})
    job.check_daily.func(context, timestamp=int(datetime.now(UTC).timestamp()))
    (check,) = waiting(stage, "check_codes")
    assert check.args["shop_id"] == stage.shop_id
    assert len(check.args["code_ids"]) == 30
    next(iter(stage.admin.shop.discounts.values())).usage_limit = 1
    carry_out(stage, check, task=job.check)
    assert sum(code.drift is not None for code in stage.codes().values()) == 1


def test_planned_codes_are_looked_up(stage, ben, database, now):
    with database.shop(ben) as session:
        campaign_id = codes_of_campaign(session, 1)[0].campaign_id
    context = SimpleNamespace(
        additional_context={"worker": SimpleNamespace(database=database, clients=lambda *_: stage.admin)}
    )
    job.look_up.func(context, shop_id=ben, campaign_id=campaign_id)
    with database.shop(ben) as session:
        assert {code.verified_at for code in codes_of_campaign(session, campaign_id)} == {now}
