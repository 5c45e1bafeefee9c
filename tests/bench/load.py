"""The load client of the receiver's bench: signed webhooks with fresh ids over kept-alive connections.

Ours rather than wrk or autocannon, for three reasons: it remembers how many were acknowledged, so that the
inbox can be counted against it; at a fixed rate it counts from the moment a request was due, so that a stall
is not hidden by the requests it kept from being sent; and it comes with Python. One epoll loop over raw
sockets costs about 30 microseconds a request, a small part of what any receiver here costs.
"""

from __future__ import annotations

import random
import select
import socket
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate

SEND_BUFFER = 1 << 20
SILENCE_SECONDS = 10.0
"""Nothing heard from anybody for so long ends a run; what was in flight counts as failed."""


@dataclass
class Result:
    """What happened: answers by status, requests that got none, and seconds from due to answered."""

    statuses: dict[int, int] = field(default_factory=dict)
    unanswered: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def acknowledged(self) -> int:
        """Answers with status 200."""
        return self.statuses.get(200, 0)

    @property
    def failed(self) -> int:
        """Everything else."""
        return sum(self.statuses.values()) - self.acknowledged + self.unanswered


@dataclass(frozen=True)
class Messages:
    """Requests without an end: `heads` and `tails` surround the webhook id."""

    heads: list[bytes]
    tails: list[bytes]
    mark: str

    def __iter__(self) -> Iterator[bytes]:
        count = len(self.heads)
        number = 0
        while True:
            at = number % count
            yield b"%s%s-%d%s" % (self.heads[at], self.mark.encode(), number, self.tails[at])
            number += 1


class Line:
    """One kept-alive connection with at most one request under way."""

    def __init__(self, port: int, poll: select.epoll, lines: dict[int, Line]) -> None:
        self.port = port
        self.poll = poll
        self.lines = lines
        self.due = 0.0
        self.busy = False
        self.buffer = b""
        self.open()

    def open(self) -> None:
        """Connect, or connect again."""
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=SILENCE_SECONDS)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.poll.register(self.socket, select.EPOLLIN)
        self.lines[self.socket.fileno()] = self

    def close(self) -> None:
        """Hang up."""
        self.poll.unregister(self.socket)
        del self.lines[self.socket.fileno()]
        self.socket.close()
        self.buffer, self.busy = b"", False

    def again(self) -> None:
        """Hang up and connect."""
        self.close()
        self.open()

    def send(self, message: bytes, due: float) -> None:
        """Send one request; raises `OSError` where the other side has hung up."""
        self.due, self.busy = due, True
        self.socket.sendall(message)

    def heard(self) -> int | None:
        """The status of the answer, None while it is incomplete; raises `ConnectionError` when cut off."""
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("The receiver hung up.")
        self.buffer += data
        head, found, body = self.buffer.partition(b"\r\n\r\n")
        if not found:
            return None
        lower = head.lower()
        # A 204 has no body and names no length.
        said = lower.split(b"content-length:", 1)[1:] or [b"0"]
        length = int(said[0].split(b"\r\n", 1)[0])
        if len(body) < length:
            return None
        self.buffer, self.busy = b"", False
        if b"connection: close" in lower:
            self.again()
        return int(head[9:12])


def saturate(port: int, messages: Iterable[bytes], *, lines: int, seconds: float) -> Result:
    """As much as `lines` connections can, each sending again when it was answered; what is under way at the
    end is waited for.
    """
    return Run(port, messages, lines).go(seconds, None)


def at_rate(
    port: int, messages: Iterable[bytes], *, lines: int, seconds: float, rate: float, seed: int = 1
) -> Result:
    """`rate` requests a second at random moments (Poisson), whether or not the ones before are answered."""
    rng = random.Random(seed)
    moments = list(accumulate(rng.expovariate(rate) for _ in range(int(rate * seconds))))
    return Run(port, messages, lines).go(max(moments) + 1e-9, moments)


def flood(port: int, messages: Iterable[bytes], *, lines: int, seconds: float, rate: float) -> Result:
    """`rate` requests a second, whatever becomes of them; one for which no connection is free is not sent.
    Latencies count from the sending.
    """
    moments = (number / rate for number in range(int(rate * seconds)))
    return Run(port, messages, lines).go(seconds, moments, overdue=False)


class Run:
    """One run over `count` connections."""

    def __init__(self, port: int, messages: Iterable[bytes], count: int) -> None:
        self.messages = iter(messages)
        self.result = Result()
        self.poll = select.epoll()
        self.lines: dict[int, Line] = {}
        self.idle = deque(Line(port, self.poll, self.lines) for _ in range(count))
        self.count = count

    def go(self, seconds: float, moments: Iterable[float] | None, *, overdue: bool = True) -> Result:
        """Send for `seconds`, at `moments` or whenever a connection is free, and hear every answer. Without
        `overdue` a moment at which no connection is free passes.
        """
        plan = iter(moments or ())
        start = heard_at = time.perf_counter()
        end = start + seconds
        due = start if moments is None else start + next(plan)
        while due < end or len(self.idle) < self.count:
            now = time.perf_counter()
            while self.idle and due <= now and due < end:
                self._send(due if moments and overdue else now)
                now = time.perf_counter()
                due = now if moments is None else start + next(plan, seconds)
            if now - heard_at > SILENCE_SECONDS:
                self.result.unanswered += self.count - len(self.idle)
                break
            while not overdue and not self.idle and due <= now and due < end:
                due = start + next(plan, seconds)
            wait = min(max(due - now, 0.0), 0.5) if due < end and (self.idle or not overdue) else 0.5
            for number, _event in self.poll.poll(wait):
                heard_at = time.perf_counter()
                self._hear(self.lines[number], heard_at)
        self.result.seconds = time.perf_counter() - start
        for line in list(self.lines.values()):
            line.close()
        self.poll.close()
        return self.result

    def _send(self, due: float) -> None:
        line = self.idle.popleft()
        try:
            line.send(next(self.messages), due)
        except OSError:
            self._failed(line)

    def _hear(self, line: Line, now: float) -> None:
        try:
            was_busy, status = line.busy, line.heard()
        except OSError:
            if line.busy:
                self._failed(line)
            else:
                line.again()  # it had been idle for too long
            return
        if status is not None and was_busy:
            self.result.statuses[status] = self.result.statuses.get(status, 0) + 1
            self.result.latencies.append(now - line.due)
            self.idle.append(line)

    def _failed(self, line: Line) -> None:
        self.result.unanswered += 1
        line.again()
        self.idle.append(line)
