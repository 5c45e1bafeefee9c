"""Group commit: shared, bounded, and nobody answered before the commit or left without an answer."""

import asyncio
import time

import pytest

from plugin.errors import DatabaseAwayError
from plugin.services import group_commit
from plugin.services.group_commit import GroupCommit
from plugin.store.inbox_writer import Arrival, NotKeptError
from tests import cast


def arrival(number: int, body: bytes = b"{}") -> Arrival:
    return Arrival(cast.ANA.domain, f"w-{number}", None, "orders/create", None, None, body, cast.NOW)


class Disk:
    """A writer that writes when it is told to, and refuses ids in `bad`."""

    def __init__(self, *, open_at_first: bool = True) -> None:
        self.batches: list[list[str]] = []
        self.bad: set[str] = set()
        self.away = False
        self.may_write = asyncio.Event()
        self.closed = 0
        if open_at_first:
            self.may_write.set()

    async def keep(self, arrivals) -> int:
        ids = [row.webhook_id for row in arrivals]
        self.batches.append(ids)
        await self.may_write.wait()
        if self.away:
            raise DatabaseAwayError("away")
        if self.bad & set(ids):
            raise NotKeptError("bad")
        return len(ids)

    async def close(self) -> None:
        self.closed += 1


async def outcomes(group: GroupCommit, *arrivals: Arrival) -> list[str]:
    given = await asyncio.gather(*(group.keep(row) for row in arrivals), return_exceptions=True)
    return ["kept" if row is None else type(row).__name__ for row in given]


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


def test_a_lone_request_waits_for_nobody():
    async def run():
        disk = Disk()
        group = GroupCommit(lambda: disk)
        await group.keep(arrival(0))
        start = time.perf_counter()
        await group.keep(arrival(1))
        assert time.perf_counter() - start < 0.05
        assert disk.batches == [["w-0"], ["w-1"]]
        await group.close()

    asyncio.run(run())


def test_those_who_come_while_a_batch_is_written_share_the_next_one():
    async def run():
        disk = Disk(open_at_first=False)
        group = GroupCommit(lambda: disk, writers=1)
        kept = [asyncio.ensure_future(group.keep(arrival(0)))]
        await settle()
        kept += [asyncio.ensure_future(group.keep(arrival(number))) for number in range(1, 10)]
        await settle()
        assert disk.batches == [["w-0"]]
        assert not any(row.done() for row in kept), "nobody is answered before the commit"
        disk.may_write.set()
        await asyncio.gather(*kept)
        assert disk.batches == [["w-0"], [f"w-{number}" for number in range(1, 10)]]
        await group.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("bound", "value", "sizes"),
    [
        pytest.param("MOST_ROWS", 4, [1, 4, 4, 2], id="rows"),
        pytest.param("MOST_BYTES", 30, [1, 3, 3, 3, 1], id="bytes"),
    ],
)
def test_a_batch_has_bounds(monkeypatch, bound, value, sizes):
    monkeypatch.setattr(group_commit, bound, value)

    async def run():
        disk = Disk(open_at_first=False)
        group = GroupCommit(lambda: disk, writers=1)
        first = asyncio.ensure_future(group.keep(arrival(0, b"x" * 10)))
        await settle()
        rest = asyncio.ensure_future(outcomes(group, *(arrival(n, b"x" * 10) for n in range(1, 11))))
        await settle()
        disk.may_write.set()
        await first
        assert set(await rest) == {"kept"}
        assert [len(batch) for batch in disk.batches] == sizes
        await group.close()

    asyncio.run(run())


def test_one_bad_row_fails_alone():
    async def run():
        disk = Disk(open_at_first=False)
        disk.bad = {"w-3"}
        group = GroupCommit(lambda: disk, writers=1)
        first = asyncio.ensure_future(group.keep(arrival(0)))
        await settle()
        rest = asyncio.ensure_future(outcomes(group, *(arrival(n) for n in range(1, 6))))
        await settle()
        disk.may_write.set()
        await first
        assert await rest == ["kept", "kept", "NotKeptError", "kept", "kept"]
        assert disk.batches[2:] == [["w-1"], ["w-2"], ["w-3"], ["w-4"], ["w-5"]]
        await group.close()

    asyncio.run(run())


def test_a_database_that_is_away_is_said_at_once_and_found_again():
    async def run():
        disk = Disk()
        disk.away = True
        group = GroupCommit(lambda: disk)
        start = time.perf_counter()
        assert await outcomes(group, arrival(0)) == ["DatabaseAwayError"]
        assert time.perf_counter() - start < 0.5
        disk.away = False
        assert await outcomes(group, arrival(0)) == ["kept"]
        await group.close()

    asyncio.run(run())


def test_an_error_nobody_thought_of_leaves_nobody_waiting_and_the_writer_alive():
    async def run():
        disk = Disk()
        group = GroupCommit(lambda: disk, writers=1)
        disk.batches = None  # type: ignore[assignment]
        assert await outcomes(group, arrival(0)) == ["DatabaseAwayError"]
        disk.batches = []
        assert await outcomes(group, arrival(0)) == ["kept"]
        await group.close()

    asyncio.run(run())


def test_nobody_waits_longer_than_patience_and_what_was_sent_away_is_not_written_later(monkeypatch):
    monkeypatch.setattr(group_commit, "PATIENCE", 0.2)

    async def run():
        disk = Disk(open_at_first=False)
        group = GroupCommit(lambda: disk, writers=1)
        first = asyncio.ensure_future(group.keep(arrival(0)))
        await settle()
        start = time.perf_counter()
        assert await outcomes(group, arrival(1), arrival(2)) == ["DatabaseAwayError"] * 2
        assert time.perf_counter() - start < 0.6
        with pytest.raises(DatabaseAwayError):
            await first
        disk.may_write.set()
        assert await outcomes(group, arrival(3)) == ["kept"]
        assert disk.batches == [["w-0"], ["w-3"]]
        await group.close()

    asyncio.run(run())


@pytest.mark.parametrize(
    ("bound", "value"),
    [pytest.param("MOST_WAITING_ROWS", 3, id="rows"), pytest.param("MOST_WAITING_BYTES", 30, id="bytes")],
)
def test_what_waits_has_bounds_and_room_comes_back(monkeypatch, bound, value):
    monkeypatch.setattr(group_commit, bound, value)

    async def run():
        disk = Disk(open_at_first=False)
        group = GroupCommit(lambda: disk, writers=1)
        waiting = [asyncio.ensure_future(group.keep(arrival(n, b"x" * 10))) for n in range(3)]
        await settle()
        assert await outcomes(group, arrival(9, b"x" * 10)) == ["DatabaseAwayError"]
        disk.may_write.set()
        await asyncio.gather(*waiting)
        await settle()
        assert await outcomes(group, arrival(9, b"x" * 10)) == ["kept"]
        await group.close()

    asyncio.run(run())


def test_closing_writes_what_waits():
    async def run():
        disk = Disk()
        group = GroupCommit(lambda: disk)
        waiting = [asyncio.ensure_future(group.keep(arrival(n))) for n in range(5)]
        await asyncio.sleep(0)
        await group.close()
        assert [row.exception() for row in waiting] == [None] * 5
        assert disk.closed == group_commit.WRITERS

    asyncio.run(run())
