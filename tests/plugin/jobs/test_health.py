"""The standing checks as the worker runs them."""

from __future__ import annotations

import asyncio

from sqlalchemy import text

from plugin.errors import ShopifyError
from plugin.jobs import health as subject
from plugin.jobs.app import Worker
from plugin.services.uninstall_shop import uninstall_shop
from plugin.store.health import findings_of
from tests import cast


class Context:
    """What a task is given."""

    def __init__(self, worker):
        self.additional_context = {"worker": worker}


def away(shop_id, now):
    raise ShopifyError("No answer.", retryable=True)


def checked(database, shop_id):
    with database.shop(shop_id) as session:
        return len(findings_of(session))


def test_every_installed_shop_is_checked_in_jobs_of_many(database, settings, ana, ben, monkeypatch):
    monkeypatch.setattr(subject, "SHOPS", 1)
    worker = Worker(settings, database, away)
    subject.check_all.func(Context(worker), 0)
    subject.check_all.func(Context(worker), 0)
    with database.everywhere() as session:
        jobs = session.execute(text("select args from procrastinate_jobs order by id")).scalars().all()
    assert jobs == [{"after": 0, "last": ana}, {"after": ana, "last": ben}]
    subject.check_shops.func(Context(worker), **jobs[0])
    assert (checked(database, ana) > 8, checked(database, ben)) == (True, 0)
    with database.shop(ben) as session:
        uninstall_shop(session, at=cast.NOW.replace(day=22))
    subject.check_shops.func(Context(worker), **jobs[1])
    assert checked(database, ben) == 0


def test_the_worker_knows_the_jobs():
    from plugin.jobs.__main__ import import_tasks
    from plugin.jobs.app import tasks

    import_tasks()
    assert {"health.check_all", "health.check_shops"} <= set(tasks.tasks)
    assert asyncio.iscoroutinefunction(tasks.tasks["health.check_shops"].func) is False
