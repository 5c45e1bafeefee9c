"""Checks with Shopify as the worker runs them: spread over the shops, retried, skipped with a reason."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import procrastinate
import pytest
from procrastinate import JobContext
from sqlalchemy import text

from plugin.errors import NotInstalledError, ShopifyError, ThrottledError, TokenLostError
from plugin.jobs import reconcile as subject
from plugin.jobs.__main__ import work as run_worker
from plugin.jobs.app import Worker, tasks
from plugin.services.reconcile_later import BEGIN, RECONCILE, Reach, reconcile_later
from plugin.services.uninstall_shop import uninstall_shop
from plugin.services.watch_reconciliation import show_checks


class Fake:
    """An Admin API with no orders, or one that raises."""

    errors = ()

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error

    def run(self, document, variables=None):
        if self.error is not None:
            raise self.error
        if "ordersCount" in document:
            return {"ordersCount": {"count": 0}}
        return {"orders": {"nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None}}}


@pytest.fixture
def work(database, settings):
    """Run the one step of a shop's check, as the job's last attempt or an earlier one."""

    def step(shop_id, run_id, error=None, *, attempts=0):
        def clients(wanted, now):
            if isinstance(error, (NotInstalledError, TokenLostError)):
                raise error
            return Fake(error)

        job = procrastinate.jobs.Job(
            id=1, queue="default", lock=None, queueing_lock=None, task_name=RECONCILE, attempts=attempts
        )
        worker = Worker(settings, database, clients)
        context = JobContext(
            app=tasks,
            job=job,
            additional_context={"worker": worker},
            start_timestamp=0,
            abort_reason=lambda: None,
        )
        subject.reconcile.func(context, shop_id=shop_id, run_id=run_id)

    return step


def begin(database, shop_id):
    with database.shop(shop_id) as session:
        return reconcile_later(session, Reach.NOW, datetime.now(UTC))


def jobs(database, task):
    with database.everywhere() as session:
        query = text(
            "select args->>'shop_id', scheduled_at from procrastinate_jobs where task_name = :task"
            " order by id"
        )
        return [(int(shop), at) for shop, at in session.execute(query, {"task": task})]


def checks(database, shop_id):
    with database.shop(shop_id) as session:
        return show_checks(session)


def test_a_check_ends_finished_in_its_shop_alone(database, work, ana, ben):
    work(ana, begin(database, ana))
    assert checks(database, ana).last.status == "finished"
    assert checks(database, ben).last is None


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(NotInstalledError("The shop has uninstalled the app."), id="uninstalled"),
        pytest.param(TokenLostError("The owner has to open the app once."), id="token lost"),
    ],
)
def test_a_shop_that_cannot_be_asked_is_skipped_with_the_reason(database, work, ana, ben, error):
    work(ana, begin(database, ana), error)
    last = checks(database, ana).last
    assert (last.status, last.reason) == ("failed", str(error))
    assert begin(database, ana) is not None


def test_out_of_budget_it_comes_back_later_and_is_no_failure(database, work, ana, ben):
    run_id = begin(database, ana)
    work(ana, run_id, ThrottledError("The budget is used up.", wait_seconds=90), attempts=subject.ATTEMPTS)
    assert checks(database, ana).running
    (_, at_once), (shop, later) = jobs(database, RECONCILE)
    assert at_once is None
    assert shop == ana
    assert later > datetime.now(UTC) + timedelta(seconds=60)


def test_trouble_is_tried_again_and_told_at_the_end(database, work, ana, ben):
    run_id, error = begin(database, ana), ShopifyError("Shopify answered 502.", retryable=True)
    with pytest.raises(ShopifyError):
        work(ana, run_id, error)
    assert checks(database, ana).running
    with pytest.raises(ShopifyError):
        work(ana, run_id, error, attempts=subject.ATTEMPTS - 1)
    assert checks(database, ana).last.reason == "Shopify answered 502."


def test_checks_are_spread_over_the_installed_shops(database, settings, ana, ben, now):
    worker = Worker(settings, database, lambda *_: Fake())
    subject.spread(worker, Reach.HOUR, now)
    subject.spread(worker, Reach.HOUR, now)
    assert jobs(database, BEGIN) == [(ana, now), (ben, now + subject.SPREAD / 2)]


def test_a_shop_that_has_left_is_not_checked(database, settings, ana, ben, now):
    with database.shop(ana) as session:
        uninstall_shop(session, at=now + timedelta(hours=1))
    subject.spread(Worker(settings, database, lambda *_: Fake()), Reach.WEEK, now)
    assert [shop for shop, _ in jobs(database, BEGIN)] == [ben]


def test_the_worker_begins_a_check_and_tells_that_nobody_has_opened_the_app(database, settings, ana, ben):
    subject.spread(
        Worker(settings, database, lambda *_: Fake()), Reach.HOUR, datetime.now(UTC) - subject.SPREAD
    )
    asyncio.run(run_worker(settings, wait=False))
    asyncio.run(
        run_worker(settings, wait=False)
    )  # A worker that does not wait leaves what its jobs have enqueued.
    for shop in (ana, ben):
        assert "has not opened the app yet" in checks(database, shop).last.reason
