"""Group commit: requests in flight share one insert and one durable commit.

A request hands over its delivery and waits. An idle writer takes what is there at once, so that a lone
request waits for nobody; while every writer is busy the next batch gathers. Nobody is answered before the
commit. Whatever the database does, every request has its answer within `PATIENCE`; size, age and memory of
what waits are bounded.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Sequence
from contextvars import Context
from dataclasses import dataclass
from typing import Protocol

import structlog

from plugin.errors import DatabaseAwayError, EarmarkError
from plugin.metrics import KEEPING, NOT_KEPT, count_received, count_repeated
from plugin.store.inbox_writer import Arrival, InboxWriter, NotKeptError

WRITERS = 2
"""Connections. The second is for what the first cannot hold or does not get done: two that share what comes
would write twice as often, half as much."""
FULL = 32
HELD_UP_SECONDS = 0.005
"""Rows that wait while a writer is busy, or how long the first of them does, for the next one to begin."""
MOST_ROWS = 128
MOST_BYTES = 8 * 1024 * 1024
"""Of one batch; a single delivery may be larger."""
MOST_WAITING_ROWS = 4_000
MOST_WAITING_BYTES = 64 * 1024 * 1024
"""Of all that waits or is being written: beyond it the door is closed for a moment."""
PATIENCE = 2.5
"""Seconds until a request is told to come again."""
PROBES = 8
"""Rows that may wait after a failure, until one is kept: the others are told at once to come again, or a door
with few threads would have all of them wait, one after the other.
"""
LOOK_EVERY = 0.1
LOG_EVERY = 1.0
"""Seconds between two lines about what was kept: at the peak a line a batch would be the log of a day."""
REST_SECONDS = 0.2
"""A pause after a failure, so that a database that comes back is not met by a storm of connections."""

log = structlog.get_logger()


class Writer(Protocol):
    """What `InboxWriter` does, for tests to stand in."""

    async def keep(self, arrivals: Sequence[Arrival]) -> int:
        """Keep all or raise."""

    async def close(self) -> None:
        """Hang up."""


class Told(Protocol):
    """Whoever waits for a delivery: a future of the loop, or a thread by a `Waiter`."""

    def done(self) -> bool:
        """Whether it has been told."""

    def set_result(self, result: None, /) -> None:
        """It is durable."""

    def set_exception(self, error: BaseException, /) -> None:
        """It is not."""


@dataclass(slots=True, eq=False)
class _Waiting:
    arrival: Arrival
    size: int
    since: float
    answer: Told


class GroupCommit:
    """The way into the inbox for one event loop."""

    def __init__(self, open_writer: Callable[[], Writer], *, writers: int = WRITERS) -> None:
        self._open_writer = open_writer
        self._writers = writers
        self._queue: deque[_Waiting] = deque()
        self._unanswered: deque[_Waiting] = deque()
        self._idle: list[asyncio.Future[None]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._rows = 0
        self._bytes = 0
        self._is_away = False
        self._kept: Counter[str] = Counter()
        self._new = 0
        self._logged_at = float("-inf")

    @classmethod
    def to(cls, url: str) -> GroupCommit:
        """Into the database at `url`."""
        return cls(lambda: InboxWriter(url))

    async def keep(self, arrival: Arrival) -> None:
        """Return when `arrival` is durable.

        Raises `DatabaseAwayError` where it was not in time, `NotKeptError` where the database refuses it.
        """
        answer = asyncio.get_running_loop().create_future()
        self.put(arrival, answer)
        await answer

    def put(self, arrival: Arrival, answer: Told) -> None:
        """Let `arrival` take part; `answer` (of this loop, or of a thread) hears of it as `keep` would.

        Raises `DatabaseAwayError` at once where too much waits.
        """
        size = len(arrival.body)
        if self._rows >= MOST_WAITING_ROWS or (self._rows and self._bytes + size > MOST_WAITING_BYTES):
            raise DatabaseAwayError("More deliveries wait for the database than may.")
        if self._is_away and self._rows >= PROBES:
            raise DatabaseAwayError("The database was away a moment ago.")
        loop = asyncio.get_running_loop()
        if not self._tasks:
            self._start(loop)
        while self._unanswered and self._unanswered[0].answer.done():
            self._unanswered.popleft()
        waiting = _Waiting(arrival, size, loop.time(), answer)
        self._rows += 1
        self._bytes += size
        self._queue.append(waiting)
        self._unanswered.append(waiting)
        if self._idle and (
            len(self._idle) == self._writers
            or len(self._queue) >= FULL
            or waiting.since - self._queue[0].since > HELD_UP_SECONDS
        ):
            self._idle.pop().set_result(None)

    @property
    def is_idle(self) -> bool:
        """Whether nothing waits to be written or is being written."""
        return self._rows == 0

    def _start(self, loop: asyncio.AbstractEventLoop) -> None:
        work = [self._write_forever() for _ in range(self._writers)] + [self._watch_the_time()]
        # In a context of their own: what they log is not about the request that happened to come first.
        self._tasks = [loop.create_task(row, context=Context()) for row in work]

    async def close(self) -> None:
        """Write what waits, as long as requests are patient, then stop."""
        last = asyncio.get_running_loop().time() + PATIENCE
        while self._rows and asyncio.get_running_loop().time() < last:
            await asyncio.sleep(0.01)
        self._logged_at = float("-inf")
        self._tell()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks, self._idle = [], []

    async def _write_forever(self) -> None:
        writer = self._open_writer()
        try:
            while True:
                batch = self._take()
                if batch:
                    await self._write(writer, batch)
                    continue
                bell = asyncio.get_running_loop().create_future()
                self._idle.append(bell)
                await bell
        finally:
            await writer.close()

    def _take(self) -> list[_Waiting]:
        """The next batch: the oldest first, without those who have been sent away meanwhile."""
        batch: list[_Waiting] = []
        size = 0
        while self._queue and len(batch) < MOST_ROWS:
            row = self._queue[0]
            if batch and size + row.size > MOST_BYTES:
                break
            self._queue.popleft()
            if row.answer.done():
                self._let_go(row)
            else:
                batch.append(row)
                size += row.size
        return batch

    async def _write(self, writer: Writer, batch: list[_Waiting]) -> None:
        try:
            await self._keep(writer, batch)
        except DatabaseAwayError as error:
            self._is_away = True
            self._refuse(batch, error)
            await asyncio.sleep(REST_SECONDS)
        except NotKeptError as error:
            if len(batch) == 1:
                self._refuse(batch, error)
            else:
                await self._write_one_by_one(writer, batch)
        except Exception as error:
            # Whatever it is, nobody may be left without an answer, and the writer goes on.
            log.error("inbox writer failed", exc_info=error)
            self._refuse(batch, DatabaseAwayError("The inbox writer failed."))
            await asyncio.sleep(REST_SECONDS)
        finally:
            for row in batch:
                self._let_go(row)

    async def _write_one_by_one(self, writer: Writer, batch: list[_Waiting]) -> None:
        """Find the row that failed the batch: it fails alone."""
        for number, row in enumerate(batch):
            if row.answer.done():
                continue
            try:
                await self._keep(writer, [row])
            except NotKeptError as error:
                self._refuse([row], error)
            except DatabaseAwayError as error:
                self._refuse(batch[number:], error)
                return

    async def _keep(self, writer: Writer, batch: list[_Waiting]) -> None:
        new = await writer.keep([row.arrival for row in batch])
        self._is_away = False
        for row in batch:
            if not row.answer.done():
                row.answer.set_result(None)
        self._kept.update(row.arrival.topic for row in batch)
        self._new += new
        if new < len(batch):
            count_repeated((row.arrival.topic for row in batch), len(batch) - new)
        KEEPING.observe(asyncio.get_running_loop().time() - batch[0].since)
        self._tell()

    def _tell(self) -> None:
        """Say what was kept since it was last said, at once unless that was a moment ago."""
        now = asyncio.get_running_loop().time()
        if self._kept and now - self._logged_at >= LOG_EVERY:
            count_received(self._kept)
            log.info("webhook kept", count=self._kept.total(), new=self._new, topics=dict(self._kept))
            self._kept, self._new, self._logged_at = Counter(), 0, now

    def _refuse(self, batch: list[_Waiting], error: EarmarkError) -> None:
        refused = [row for row in batch if not row.answer.done()]
        for row in refused:
            row.answer.set_exception(error)
        if refused:
            NOT_KEPT.inc(len(refused))
            topics = Counter(row.arrival.topic for row in refused)
            log.error("webhook not kept", count=len(refused), topics=dict(topics), reason=str(error))

    def _let_go(self, row: _Waiting) -> None:
        self._rows -= 1
        self._bytes -= row.size

    async def _watch_the_time(self) -> None:
        """Send away who has waited too long; what is being written then may be kept all the same."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(LOOK_EVERY)
            self._tell()
            if self._queue and self._idle:  # the writer at work is held up
                self._idle.pop().set_result(None)
            late = []
            while self._unanswered:
                row = self._unanswered[0]
                if not row.answer.done():
                    if loop.time() - row.since < PATIENCE:
                        break
                    late.append(row)
                self._unanswered.popleft()
            self._is_away = self._is_away or bool(late)
            self._refuse(late, DatabaseAwayError("The database does not answer in time."))
