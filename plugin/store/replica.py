"""The read replica: a streaming copy of the database, on which reports are read where there is one."""

from __future__ import annotations

import threading
import time

import structlog
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from plugin.store.embedded import driver_url

FARTHEST_BEHIND = 60.0
"""Seconds. A replica that is farther behind is not read: the owner would miss orders they have seen."""
LOOK_SECONDS = 5.0
"""How long what was found out about the lag is believed."""
CONNECT_SECONDS = 2

# What was received is replayed: nothing is missing, however long ago the last commit was.
LAG = """
select case when not pg_is_in_recovery() or pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() then 0
       else coalesce(extract(epoch from clock_timestamp() - pg_last_xact_replay_timestamp()), 0) end
"""

log = structlog.get_logger()


class Replica:
    """The replica at `url`. It may be away or behind; then the database itself is read."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.engine: Engine = create_engine(
            driver_url(url),
            pool_size=pool_size,
            max_overflow=10,
            pool_pre_ping=True,
            # It may be reached through PgBouncer, too: see `Database.from_settings`.
            connect_args={"prepare_threshold": None, "connect_timeout": CONNECT_SECONDS},
        )
        self._lock = threading.Lock()
        self._looked_at = float("-inf")
        self._behind: float | None = None

    def seconds_behind(self) -> float | None:
        """How many seconds of commits it lacks, at most `LOOK_SECONDS` ago; None while it is away."""
        # One thread looks; the others meanwhile believe what was found before, rather than queue for it.
        if time.monotonic() - self._looked_at > LOOK_SECONDS and self._lock.acquire(blocking=False):
            try:
                self._behind = self._look()
                self._looked_at = time.monotonic()
            finally:
                self._lock.release()
        return self._behind

    def if_close_behind(self) -> Engine | None:
        """Its engine while it is fit to be read, else None."""
        behind = self.seconds_behind()
        return self.engine if behind is not None and behind <= FARTHEST_BEHIND else None

    def _look(self) -> float | None:
        try:
            with self.engine.connect() as connection:
                behind = float(connection.execute(text(LAG)).scalar_one())
        except (DBAPIError, PoolTimeoutError) as error:
            log.warning("replica away", reason=type(error).__name__)
            return None
        if behind > FARTHEST_BEHIND:
            log.warning("replica far behind", seconds=round(behind))
        return behind
