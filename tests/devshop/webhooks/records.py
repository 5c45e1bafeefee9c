"""Deliveries, their attempts, and the faults that can be switched on."""

from __future__ import annotations

import heapq
import itertools
import random
import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Outcome = Literal["pending", "sending", "delivered", "failed", "lost", "dropped"]
OPEN: frozenset[str] = frozenset({"pending", "sending"})
KEPT = 5000
"""How many deliveries the log shows."""
BODIES_KEPT = 300
"""How many settled deliveries still have their body; with all of them snapshots would grow without end."""


@dataclass
class Attempt:
    """One POST: `status` is the HTTP status or None, `error` says why there was none or why it did not
    count.
    """

    at: datetime
    seconds: float
    status: int | None
    error: str | None = None


@dataclass
class Delivery:
    """One webhook on its way. `due` is when it is tried next; `body` holds the bytes that get signed, `size`
    their number (long after the delivery the body is dropped).
    """

    number: int
    webhook_id: str
    event_id: str
    shop: str
    topic: str
    url: str
    body: bytes
    api_version: str
    triggered_at: datetime
    due: datetime
    name: str | None = None
    unless_installed: bool = False
    outcome: Outcome = "pending"
    attempts: list[Attempt] = field(default_factory=list)
    size: int = 0

    def __post_init__(self) -> None:
        self.size = self.size or len(self.body)


@dataclass
class Faults:
    """What goes wrong on purpose; probabilities 0..1, decided by a generator seeded with `seed`.

    duplicate    the delivery is sent a second time with the same webhook id
    reorder      the delivery is held for up to `hold_seconds`, so that later ones overtake it
    delay        the delivery waits `delay_seconds`
    loss         the delivery is never sent (Shopify guarantees none)
    """

    duplicate: float = 0.0
    reorder: float = 0.0
    delay: float = 0.0
    loss: float = 0.0
    hold_seconds: float = 1.0
    delay_seconds: float = 3.0
    seed: int = 1

    def __post_init__(self) -> None:
        for name in ("duplicate", "reorder", "delay", "loss"):
            if not 0.0 <= getattr(self, name) <= 1.0:
                raise ValueError(f"{name} is a probability from 0 to 1, not {getattr(self, name)!r}.")
        self.random = random.Random(self.seed)


class Deliveries:
    """The queue and the log. `changed` is notified whenever a delivery is added or settled."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.open: dict[int, Delivery] = {}
        self.waiting: list[tuple[datetime, int]] = []
        self.log: deque[Delivery] = deque(maxlen=KEPT)
        self.settled: deque[Delivery] = deque()
        self.numbers = itertools.count(1)

    def add(self, delivery: Delivery) -> None:
        """Queue one; a lost one is only logged."""
        with self.changed:
            self.log.append(delivery)
            if delivery.outcome in OPEN:
                self.open[delivery.number] = delivery
                heapq.heappush(self.waiting, (delivery.due, delivery.number))
            self.changed.notify_all()

    def claim(self, now: datetime) -> Delivery | None:
        """Take the earliest due delivery for sending, or None when none is due."""
        with self.changed:
            if not self.waiting or self.waiting[0][0] > now:
                return None
            chosen = self.open[heapq.heappop(self.waiting)[1]]
            chosen.outcome = "sending"
            return chosen

    def settle(self, delivery: Delivery, outcome: Outcome) -> None:
        """Write down how an attempt ended; `pending` puts the delivery back for its next retry."""
        with self.changed:
            delivery.outcome = outcome
            if outcome == "pending":
                heapq.heappush(self.waiting, (delivery.due, delivery.number))
            else:
                del self.open[delivery.number]
                self.settled.append(delivery)
                if len(self.settled) > BODIES_KEPT:
                    self.settled.popleft().body = b""
            self.changed.notify_all()

    def next_due(self) -> datetime | None:
        """When the earliest waiting delivery is due."""
        with self.changed:
            return self.waiting[0][0] if self.waiting else None

    def quiet(self) -> bool:
        """Whether nothing is under way, shop/redact waiting for its 48 hours aside."""
        with self.changed:
            return all(row.unless_installed for row in self.open.values())

    def __getstate__(self) -> dict[str, Any]:
        with self.changed:
            following = next(self.numbers)
            self.numbers = itertools.count(following)
            return {"open": dict(self.open), "log": list(self.log), "next": following}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__init__()  # type: ignore[misc]
        self.open = state["open"]
        self.log.extend(state["log"])
        self.settled.extend(row for row in self.log if row.number not in self.open and row.body)
        self.numbers = itertools.count(state["next"])
        for row in self.open.values():
            row.outcome = "pending"
            heapq.heappush(self.waiting, (row.due, row.number))
