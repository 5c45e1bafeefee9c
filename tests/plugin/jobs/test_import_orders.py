"""The import of past orders as the worker runs it: stretch by stretch, retried, ended with a reason."""

from __future__ import annotations

from datetime import UTC, datetime

import procrastinate
import pytest
from procrastinate import JobContext
from sqlalchemy import text

from plugin.errors import ShopifyError, ThrottledError, TokenLostError
from plugin.jobs import import_orders as subject
from plugin.jobs.app import Worker, tasks
from plugin.services.import_orders.import_later import IMPORT, STOP, cancel_import, import_later
from plugin.store.order_imports import newest_import, note_import


class Fake:
    """An Admin API whose bulk operation stands at `status`, or one that raises."""

    errors = ()

    def __init__(self, status: str = "COMPLETED", error: Exception | None = None) -> None:
        self.status, self.error, self.cancelled = status, error, []

    def run(self, document, variables=None):
        if self.error is not None:
            raise self.error
        operation = {
            "id": "gid://shopify/BulkOperation/7",
            "status": self.status,
            "errorCode": None,
            "query": "",
            "createdAt": datetime.now(UTC).isoformat(),
            "rootObjectCount": "12",
            "fileSize": None,
            "url": None,
            "partialDataUrl": None,
        }
        if "bulkOperationCancel" in document:
            self.cancelled.append(variables["id"])
            return {"bulkOperationCancel": {"bulkOperation": None, "userErrors": []}}
        if "bulkOperations(" in document:
            return {"bulkOperations": {"nodes": []}}
        if "bulkOperationRunQuery" in document:
            return {"bulkOperationRunQuery": {"bulkOperation": operation, "userErrors": []}}
        return {"bulkOperation": operation}


@pytest.fixture
def step(database, settings):
    """Run one job of a shop, as its last attempt or an earlier one."""

    def run(task, client, *, attempts=0, **arguments):
        def clients(shop_id, now):
            if isinstance(client, Exception):
                raise client
            return client

        job = procrastinate.jobs.Job(
            id=1, queue="default", lock=None, queueing_lock=None, task_name=task.name, attempts=attempts
        )
        context = JobContext(
            app=tasks,
            job=job,
            additional_context={"worker": Worker(settings, database, clients)},
            start_timestamp=0,
            abort_reason=lambda: None,
        )
        task.func(context, **arguments)

    return run


def begin(database, shop_id):
    with database.shop(shop_id) as session:
        return import_later(session, datetime.now(UTC))


def state(database, shop_id):
    with database.shop(shop_id) as session:
        run = newest_import(session)
        return run.status, run.detail.get("reason")


def waiting(database, task):
    with database.everywhere() as session:
        query = text(
            "select args->>'shop_id', lock from procrastinate_jobs where task_name = :task order by id"
        )
        return [tuple(row) for row in session.execute(query, {"task": task})]


def test_it_goes_on_later_until_it_is_done(database, step, ana, ben):
    run_id = begin(database, ana)
    step(subject.import_orders, Fake("RUNNING"), shop_id=ana, run_id=run_id)
    assert waiting(database, IMPORT) == [(str(ana), f"{IMPORT}/{ana}")] * 2
    step(subject.import_orders, Fake(), shop_id=ana, run_id=run_id)
    assert state(database, ana) == ("finished", None)
    assert len(waiting(database, IMPORT)) == 2
    with database.shop(ben) as session:
        assert newest_import(session) is None


def test_out_of_budget_it_comes_back(database, step, ana, ben):
    run_id = begin(database, ana)
    throttled = ThrottledError("The budget is used up.", wait_seconds=30)
    for _ in range(20):
        step(subject.import_orders, Fake(error=throttled), shop_id=ana, run_id=run_id)
    assert state(database, ana)[0] == "running"
    assert len(waiting(database, IMPORT)) == 21


def test_a_shop_without_access_is_left_with_the_reason(database, step, ana, ben):
    run_id = begin(database, ana)
    step(subject.import_orders, TokenLostError("The owner has to open it once."), shop_id=ana, run_id=run_id)
    assert state(database, ana) == ("failed", "The owner has to open it once.")


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        pytest.param(ShopifyError("No answer.", code="lost", retryable=True), "No answer.", id="Shopify's"),
        pytest.param(ZeroDivisionError("secret"), subject.OUR_FAULT, id="ours"),
    ],
)
def test_patience_ends_with_a_reason(database, step, ana, ben, error, reason):
    run_id = begin(database, ana)
    with pytest.raises(type(error)):
        step(subject.import_orders, Fake(error=error), shop_id=ana, run_id=run_id)
    assert state(database, ana)[0] == "running"
    last = subject.ATTEMPTS - 1
    with pytest.raises(type(error)):
        step(subject.import_orders, Fake(error=error), shop_id=ana, run_id=run_id, attempts=last)
    assert state(database, ana) == ("failed", reason)


def test_shopify_is_told_to_stop(database, step, ana, ben):
    run_id = begin(database, ana)
    now = datetime.now(UTC)
    with database.shop(ana) as session:
        note_import(session, run_id, now, operation="gid://shopify/BulkOperation/7")
        cancel_import(session, now)
    assert waiting(database, STOP) == [(str(ana), None)]
    client = Fake()
    step(subject.stop_order_import, client, shop_id=ana, operation="gid://shopify/BulkOperation/7")
    assert client.cancelled == ["gid://shopify/BulkOperation/7"]
