"""Background jobs, enqueued in the caller's transaction.

Procrastinate keeps its jobs in this same database, so a job exists exactly if the work that asked for it
committed. Tasks are named here by string; `plugin.jobs` holds what they do (it imports services, which
import this).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy.orm import Session

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
