"""Jobs exist exactly if the work that asked for them committed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from plugin.store.queue import enqueue

WAITING = text("select task_name, args, lock, scheduled_at from procrastinate_jobs order by id")


def waiting(database):
    with database.everywhere() as session:
        return session.execute(WAITING).all()


def test_a_job_comes_with_the_transaction(database, ana, now):
    with database.shop(ana) as session:
        assert enqueue(session, "greet", lock="one", at=now + timedelta(hours=1), shop_id=ana)
        assert waiting(database) == []
    assert waiting(database) == [("greet", {"shop_id": ana}, "one", now + timedelta(hours=1))]


def test_a_job_goes_with_the_transaction(database, ana):
    def work():
        with database.shop(ana) as session:
            enqueue(session, "greet", shop_id=ana)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert waiting(database) == []


def test_one_waiting_job_is_enough(database, ana):
    with database.shop(ana) as session:
        assert enqueue(session, "sweep", once=f"sweep:{ana}", shop_id=ana)
        assert not enqueue(session, "sweep", once=f"sweep:{ana}", shop_id=ana)
        # The refused insert has not spoiled the transaction.
        assert enqueue(session, "greet", shop_id=ana)
    assert [row.task_name for row in waiting(database)] == ["sweep", "greet"]
