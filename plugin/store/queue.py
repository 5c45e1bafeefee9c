"""Background jobs, enqueued in the caller's transaction.

Procrastinate keeps its jobs in this same database, so a job exists exactly if the work that asked for it
committed. Tasks are named here by string; `plugin.jobs` holds what they do (it imports services, which
import this).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import text
from sqlalchemy.orm import Session

from plugin.store.database import shop_of

# The connector is never opened: `defer` is always given the session's own connection.
_app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def enqueue(
    session: Session,
    task: str,
    *,
    at: datetime | None = None,
    lock: str | None = None,
    once: str | None = None,
    priority: int = 0,
    **arguments: Any,
) -> bool:
    """Ask for `task` with JSON-able `arguments`, not before `at` (UTC), in the session's transaction.

    Jobs with the same `lock` run one after another. `once` names work of which a single waiting job is
    enough; where one waits already, nothing is added and False is returned.
    """
    connection = session.connection().connection.driver_connection
    deferrer = _app.configure_task(
        task,
        schedule_at=at,
        lock=lock,
        queueing_lock=once,
        priority=priority,
        connection=connection,
    )
    try:
        # A savepoint, because a refused insert would otherwise spoil the caller's transaction.
        with session.begin_nested():
            # The session sets its savepoint only when it is asked for the connection.
            session.connection()
            deferrer.defer(**arguments)
    except AlreadyEnqueued:
        return False
    return True


def forget_jobs(session: Session) -> None:
    """Delete every job of the session's shop, finished or not; one that is being done ends by itself.

    The library's table has no shop column, so no cascade reaches it: every task names its shop in `shop_id`.
    """
    session.execute(
        text("delete from procrastinate_jobs where args ->> 'shop_id' = :shop_id and status <> 'doing'"),
        {"shop_id": str(shop_of(session))},
        execution_options={"scoped_by_hand": True},
    )


def forget_jobs_about(session: Session, name: str, values: Collection[str]) -> None:
    """Delete the jobs of the session's shop whose argument `name` is one of `values`, finished or not; one
    that is being done ends by itself.
    """
    session.execute(
        text(
            "delete from procrastinate_jobs where args ->> 'shop_id' = :shop_id and status <> 'doing' "
            "and args ->> :name = any(:values)"
        ),
        {"shop_id": str(shop_of(session)), "name": name, "values": list(values)},
        execution_options={"scoped_by_hand": True},
    )


def forget_other_jobs(session: Session, task: str, name: str, value: str) -> bool:
    """Delete the jobs of the session's shop that wait for `task` with another `name` than `value`; whether
    one of them is being done, which nobody can take back.
    """
    others = (
        "from procrastinate_jobs where args ->> 'shop_id' = :shop_id and task_name = :task "
        "and args ->> :name <> :value and status = "
    )
    given = {"shop_id": str(shop_of(session)), "task": task, "name": name, "value": value}
    by_hand = {"scoped_by_hand": True}
    session.execute(text(f"delete {others} 'todo'"), given, execution_options=by_hand)
    doing = session.execute(text(f"select 1 {others} 'doing' limit 1"), given, execution_options=by_hand)
    return doing.first() is not None


def jobs_left(session: Session) -> int:
    """How many jobs of the session's shop there are, but for those that are being done."""
    return int(
        session.scalar(
            text(
                "select count(*) from procrastinate_jobs "
                "where args ->> 'shop_id' = :shop_id and status <> 'doing'"
            ),
            {"shop_id": str(shop_of(session))},
            execution_options={"scoped_by_hand": True},
        )
        or 0
    )
