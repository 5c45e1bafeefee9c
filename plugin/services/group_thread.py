"""Group commit for threads: one event loop in a thread of its own, which all threads of a process share."""

from __future__ import annotations

import asyncio
import atexit
import threading
from contextlib import suppress
from weakref import WeakKeyDictionary

import structlog

from plugin.errors import EarmarkError
from plugin.services.group_commit import PATIENCE, GroupCommit
from plugin.store.database import Database
from plugin.store.inbox_writer import Arrival

GATHER_SECONDS = 0.1
"""How long what nobody waits for is gathered."""

log = structlog.get_logger()


class Waiter:
    """What a thread waits on until its delivery is durable: as a `Future`, at a fraction of its cost. The
    loop tells it once; one thread asks it.
    """

    __slots__ = ("_error", "_is_done", "_wait")

    def __init__(self) -> None:
        self._error: BaseException | None = None
        self._is_done = False
        self._wait = threading.Lock()
        self._wait.acquire()

    def done(self) -> bool:
        """Whether it has been told."""
        return self._is_done

    def set_result(self, result: None) -> None:
        """The delivery is durable."""
        self._is_done = True
        self._wait.release()

    def set_exception(self, error: BaseException) -> None:
        """It is not, for this reason."""
        self._error = error
        self.set_result(None)

    def result(self) -> None:
        """Wait for either; raises the reason."""
        self._wait.acquire()
        if self._error is not None:
            raise self._error


class GroupThread:
    """A loop with the group of one database; any thread may call `keep`."""

    def __init__(self, url: str) -> None:
        self._group = GroupCommit.to(url)
        self._loop = asyncio.new_event_loop()
        self._lock = threading.Lock()
        self._coming: list[tuple[Arrival, Waiter]] = []
        self._handed_in: list[Arrival] = []
        # A daemon: a process that must end does not wait for it longer than `write_the_rest` says.
        threading.Thread(target=self._loop.run_forever, name="inbox", daemon=True).start()
        atexit.register(self.write_the_rest)

    def keep(self, arrival: Arrival) -> None:
        """Return when `arrival` is durable; raises as `GroupCommit.keep` does. The calling thread waits."""
        self._put(arrival).result()

    def hand_in(self, arrival: Arrival) -> None:
        """Have `arrival` written soon, without waiting for it: for what may be lost when the database is away
        (which is logged) or the process is killed. A process that is asked to stop writes it first.

        Nobody waits, so that many gather for one commit: a commit each would cost more than all else.
        """
        with self._lock:
            first = not self._handed_in
            self._handed_in.append(arrival)
        if first:
            self._loop.call_soon_threadsafe(self._loop.call_later, GATHER_SECONDS, self._take_handed_in)

    def _put(self, arrival: Arrival) -> Waiter:
        answer = Waiter()
        with self._lock:
            first = not self._coming
            self._coming.append((arrival, answer))
        if first:  # the loop is woken once for all who come before it looks
            self._loop.call_soon_threadsafe(self._hand_over)
        return answer

    def _hand_over(self) -> None:
        with self._lock:
            coming, self._coming = self._coming, []
        for arrival, answer in coming:
            try:
                self._group.put(arrival, answer)
            except EarmarkError as error:
                answer.set_exception(error)

    def _take_handed_in(self) -> None:
        with self._lock:
            handed_in, self._handed_in = self._handed_in, []
        for number, arrival in enumerate(handed_in):
            try:
                self._group.put(arrival, Waiter())
            except EarmarkError as error:
                log.error("webhook not kept", count=len(handed_in) - number, reason=str(error))
                return

    @property
    def is_idle(self) -> bool:
        """Whether all that was handed in or is waited for has been written, or given up."""
        # Asked in the loop, between whose steps nothing is on its way from the one list to the other.
        return asyncio.run_coroutine_threadsafe(self._has_nothing_left(), self._loop).result()

    async def _has_nothing_left(self) -> bool:
        with self._lock:
            return not self._handed_in and not self._coming and self._group.is_idle

    def write_the_rest(self) -> None:
        """Write what waits, as long as the group is patient: the process ends."""
        with suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(self._finish(), self._loop).result(PATIENCE + 1)

    async def _finish(self) -> None:
        self._take_handed_in()
        await self._group.close()


_threads: dict[str, GroupThread] = {}
_of: WeakKeyDictionary[Database, GroupThread] = WeakKeyDictionary()
_starting = threading.Lock()


def all_idle() -> bool:
    """Whether no group of this process has anything left to write."""
    return all(thread.is_idle for thread in list(_threads.values()))


def group_of(database: Database) -> GroupThread:
    """The group of `database` in this process; its address is looked up once."""
    found = _of.get(database)
    if found is None:
        found = _of[database] = group_thread(database.url())
    return found


def group_thread(url: str) -> GroupThread:
    """The group of the database at `url` in this process, started by the first request (after gunicorn has
    forked: threads and connections do not survive that).
    """
    found = _threads.get(url)
    if found is None:
        with _starting:
            found = _threads.get(url) or _threads.setdefault(url, GroupThread(url))
    return found
