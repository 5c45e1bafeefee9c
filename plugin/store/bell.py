"""The bell between the receiver and the drain: PostgreSQL's NOTIFY, heard when the transaction commits.

It only says that there is something to look for. What it misses (a ring while nobody listened), the drain's
sweep finds.
"""

from __future__ import annotations

import psycopg
from sqlalchemy import text
from sqlalchemy.orm import Session

from plugin.errors import DatabaseAwayError
from plugin.store.database import Database

CHANNEL = "earmark_deliveries"


def ring(session: Session) -> None:
    """Wake the drains once the session's transaction commits."""
    session.execute(text(f"notify {CHANNEL}"), execution_options={"scoped_by_hand": True})


class Bell:
    """Listens on a connection of its own."""

    def __init__(self, database: Database) -> None:
        try:
            self._connection = psycopg.connect(database.url(), autocommit=True)
            self._connection.execute(f"listen {CHANNEL}")
        except psycopg.OperationalError as error:
            raise DatabaseAwayError("The database cannot be reached.") from error

    def wait(self, seconds: float) -> bool:
        """Wait until it rings, at most `seconds`; whether it rang. Raises `DatabaseAwayError` when the line
        is cut.
        """
        try:
            return any(True for _ in self._connection.notifies(timeout=seconds, stop_after=1))
        except psycopg.OperationalError as error:
            raise DatabaseAwayError("The connection that listens for deliveries is gone.") from error

    def close(self) -> None:
        """Stop listening."""
        self._connection.close()
