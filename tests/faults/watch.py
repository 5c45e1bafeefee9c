"""Looks into the inbox again and again, and tells how long what lay there at a moment took to be settled."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass

import psycopg

EVERY_SECONDS = 0.05
QUERY = "select count(*), min(id) from deliveries where state = 'waiting'"


@dataclass
class Mark:
    """A moment. Deliveries up to `newest` were there; `seconds` until the last of them was settled, None
    while one is not.
    """

    began: float
    newest: int
    seconds: float | None = None


class Watch(threading.Thread):
    """Looks until `stop()`; a database that is away is looked for again."""

    def __init__(self, url: str) -> None:
        super().__init__(name="watch", daemon=True)
        self.marks: list[Mark] = []
        self._url = url
        self._waiting: int | None = None
        self._looked = threading.Event()
        self._stopping = threading.Event()

    def mark(self) -> Mark:
        """Remember this moment."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            [(newest,)] = connection.execute("select coalesce(max(id), 0) from deliveries").fetchall()
        mark = Mark(time.monotonic(), newest)
        self.marks.append(mark)
        return mark

    def waiting(self) -> int | None:
        """How many deliveries wait, by a look that begins now; None where the database is away."""
        self._looked.clear()
        self._looked.wait(2)
        self._looked.clear()
        self._looked.wait(2)
        return self._waiting

    @property
    def longest(self) -> float | None:
        """The longest that it took after any mark; None without marks or where one is still open."""
        seconds = [mark.seconds for mark in self.marks]
        return (
            max((row for row in seconds if row is not None), default=None)
            if all(row is not None for row in seconds)
            else None
        )

    def stop(self) -> None:
        """Look no more."""
        self._stopping.set()
        if self.is_alive():
            self.join(10)

    def run(self) -> None:
        """Look."""
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True, connect_timeout=2) as connection:
                    self._look(connection)
            except psycopg.OperationalError:
                self._waiting = None
                self._looked.set()
                self._stopping.wait(0.1)

    def _look(self, connection: psycopg.Connection) -> None:
        while not self._stopping.is_set():
            looked_at = time.monotonic()
            [(self._waiting, oldest)] = connection.execute(QUERY).fetchall()
            self._looked.set()
            for mark in self.marks:
                if (
                    mark.seconds is None
                    and looked_at > mark.began
                    and (oldest is None or oldest > mark.newest)
                ):
                    mark.seconds = looked_at - mark.began
            self._stopping.wait(EVERY_SECONDS)
