"""The cost budget of the Admin API: a bucket per app and shop that refills at a steady rate.

Shopify tells its state in `extensions.cost.throttleStatus` on every answer (points; points per second). It is
remembered per shop, so that work waits before it is refused instead of after.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

from plugin.metrics import POINTS_LEFT


@dataclass(slots=True)
class Bucket:
    """The bucket as last heard of: `available` of `maximum` points at clock time `at` (s), refilled by `rate`
    per second.
    """

    maximum: float
    available: float
    rate: float
    at: float

    def wait_for(self, points: float, clock: float) -> float:
        """Seconds until `points` are there; 0 when they are, and never more than a full bucket takes."""
        now_available = min(self.maximum, self.available + self.rate * max(0.0, clock - self.at))
        lacking = min(points, self.maximum) - now_available
        return max(0.0, lacking / self.rate) if self.rate > 0 else 0.0


class Budgets:
    """What this process knows of the buckets of all shops, and what each operation was last asked for."""

    def __init__(self) -> None:
        self._buckets: dict[str, Bucket] = {}
        self._asked: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait_before(self, shop: str, document: str, clock: float) -> float:
        """Seconds to wait before sending `document`; 0 while nothing is known. What it will cost is taken off
        at once.
        """
        with self._lock:
            bucket, points = self._buckets.get(shop), self._asked.get(document, 0.0)
            if bucket is None:
                return 0.0
            wait = bucket.wait_for(points, clock)
            if wait == 0.0:
                # Several threads share the bucket: the next one must not count on the same points.
                refilled = min(bucket.maximum, bucket.available + bucket.rate * max(0.0, clock - bucket.at))
                bucket.available, bucket.at = refilled - points, clock
            return wait

    def learn(self, shop: str, document: str, extensions: Any, clock: float) -> float | None:
        """Remember what an answer says; returns the seconds until the operation would fit, None where it says
        nothing.
        """
        cost = extensions.get("cost") if isinstance(extensions, dict) else None
        status = cost.get("throttleStatus") if isinstance(cost, dict) else None
        if not isinstance(status, dict) or not isinstance(cost, dict):
            return None
        try:
            bucket = Bucket(
                maximum=float(status["maximumAvailable"]),
                available=float(status["currentlyAvailable"]),
                rate=float(status["restoreRate"]),
                at=clock,
            )
            asked = float(cost["requestedQueryCost"])
        except (KeyError, TypeError, ValueError):
            return None
        if bucket.maximum > 0:
            POINTS_LEFT.observe(bucket.available / bucket.maximum)
        with self._lock:
            self._buckets[shop], self._asked[document] = bucket, asked
        return bucket.wait_for(asked, clock)
