"""Senders that behave as Shopify does: one second to connect, five to be answered, and again under the same
webhook id until the answer is 200. Only they never give up, so that in the end everything is acknowledged.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import heapq
import hmac
import itertools
import threading
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC

from tests import cast
from tests.faults.history import Message

CONNECT_SECONDS = 1.0
TOTAL_SECONDS = 5.0
PAUSE_SECONDS = 0.3
"""What Shopify's minutes between two attempts shrink to."""


@dataclass
class Heard:
    """What was answered. `acknowledged` is webhook id -> (first 200, by the monotonic clock; at which port).

    `answers` counts by status; `unanswered` are attempts cut off, refused or too slow; `refused` holds
    (moment, status) of every answer but 200.
    """

    acknowledged: dict[str, tuple[float, int]] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    unanswered: int = 0
    refused: list[tuple[float, int]] = field(default_factory=list)
    longest_seconds: float = 0.0

    def first_after(self, moment: float, port: int | None = None) -> float | None:
        """When the first delivery was acknowledged after `moment`, at `port` or anywhere."""
        times = [at for at, where in self.acknowledged.values() if at > moment and port in (None, where)]
        return min(times, default=None)


class Senders(threading.Thread):
    """Sends `messages` when they are due, over `lines` connections spread over `ports`; ends when the last
    one is acknowledged. It stops at `held_at`, a share of all, until that is raised: what is struck later is
    then struck under load, however long the strikes before it took.
    """

    def __init__(self, ports: Sequence[int], messages: Iterable[Message], *, lines: int = 24) -> None:
        super().__init__(name="senders", daemon=True)
        self.heard = Heard()
        self._ports = ports
        self._lines = lines
        self._numbers = itertools.count()
        self._plan = sorted(messages, key=lambda message: message.due)
        self._again: list[tuple[float, int, Message]] = []
        self._sent = 0
        self._open = len(self._plan)
        self.held_at = 1.0
        self.count = len({message.webhook_id for message in self._plan})
        self.failure: Exception | None = None
        self._giving_up = False

    @property
    def share(self) -> float:
        """How much of what is to be sent is acknowledged: 0..1."""
        return len(self.heard.acknowledged) / max(1, self.count)

    def run(self) -> None:
        """Send until everything is acknowledged or `give_up()`."""
        try:
            asyncio.run(self._send_all())
        except Exception as error:  # noqa: BLE001 - raised again by `finish`, in the thread that waits for it
            self.failure = error

    def give_up(self) -> None:
        """Send nothing more; what was acknowledged counts."""
        self._giving_up = True

    def finish(self, seconds: float) -> Heard:
        """Wait for the end; raises `RuntimeError` where it does not come."""
        self.join(seconds)
        if self.failure is not None:
            raise RuntimeError("The senders broke down.") from self.failure
        if self.is_alive():
            raise RuntimeError(
                f"After {seconds:.0f} s, {self._open} deliveries are not acknowledged; "
                f"answers so far: {dict(self.heard.answers)}, {self.heard.unanswered} attempts without one."
            )
        return self.heard

    async def _send_all(self) -> None:
        self._began = time.monotonic()
        self._due: asyncio.Queue[Message] = asyncio.Queue()
        lines = [
            asyncio.create_task(self._line(self._ports[number % len(self._ports)]))
            for number in range(self._lines)
        ]
        late = 0.0
        while self._open and not self._giving_up:
            now = time.monotonic() - self._began
            while self._again and self._again[0][0] <= now:
                self._due.put_nowait(heapq.heappop(self._again)[2])
            allowed = round(self.held_at * len(self._plan))
            while self._sent < allowed and self._plan[self._sent].due + late <= now:
                self._due.put_nowait(self._plan[self._sent])
                self._sent += 1
            if allowed <= self._sent < len(self._plan):
                # What was held goes on at the same pace, and not all at once.
                late = max(late, now - self._plan[self._sent].due)
            for line in lines:
                if line.done():
                    line.result()
            await asyncio.sleep(0.005)
        for line in lines:
            line.cancel()
        await asyncio.gather(*lines, return_exceptions=True)

    async def _line(self, port: int) -> None:
        connection: Connection | None = None
        try:
            while True:
                message = await self._due.get()
                began, status = time.monotonic(), None
                try:
                    async with asyncio.timeout(TOTAL_SECONDS):
                        if connection is None:
                            connection = await Connection.to(port)
                        status = await connection.post(message)
                except (OSError, EOFError, ValueError, TimeoutError):
                    self.heard.unanswered += 1
                    if connection is not None:
                        connection.close()
                        connection = None
                self._note(message, status, port, began)
                if status is None:
                    await asyncio.sleep(PAUSE_SECONDS / 3)  # a door nobody stands behind
        finally:
            if connection is not None:
                connection.close()

    def _note(self, message: Message, status: int | None, port: int, began: float) -> None:
        now = time.monotonic()
        if status is not None:
            self.heard.answers[status] += 1
            self.heard.longest_seconds = max(self.heard.longest_seconds, now - began)
        if status == 200:
            self.heard.acknowledged.setdefault(message.webhook_id, (now, port))
            self._open -= 1
            return
        if status is not None:
            self.heard.refused.append((now, status))
        again = now - self._began + PAUSE_SECONDS
        heapq.heappush(self._again, (again, next(self._numbers), message))


class Connection:
    """One kept-alive connection to a door."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def to(cls, port: int) -> Connection:
        """Connect; raises `TimeoutError` or `OSError`."""
        async with asyncio.timeout(CONNECT_SECONDS):
            return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def post(self, message: Message) -> int:
        """Send one delivery and return the status of the answer; raises `EOFError` or `OSError` when cut
        off.
        """
        self._writer.write(request(message))
        await self._writer.drain()
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        length = head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0]
        await self._reader.readexactly(int(length))
        if b"connection: close" in head:
            self.close()
        return int(head[9:12])

    def close(self) -> None:
        """Hang up."""
        self._writer.close()


def request(message: Message) -> bytes:
    """The bytes of one attempt."""
    digest = hmac.digest(cast.CLIENT_SECRET.encode(), message.body, hashlib.sha256)
    happened = message.triggered_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000000000Z")
    return (
        f"POST /webhooks HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: Shopify-Captain-Hook\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(message.body)}\r\n"
        f"X-Shopify-Topic: {message.topic}\r\nX-Shopify-Shop-Domain: {message.domain}\r\n"
        f"X-Shopify-API-Version: 2026-10\r\nX-Shopify-Webhook-Id: {message.webhook_id}\r\n"
        f"X-Shopify-Event-Id: {message.event_id}\r\nX-Shopify-Triggered-At: {happened}\r\n"
        f"X-Shopify-Hmac-Sha256: {base64.b64encode(digest).decode()}\r\n\r\n"
    ).encode() + message.body
