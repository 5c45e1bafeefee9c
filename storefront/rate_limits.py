"""How often shoppers' addresses may be asked, counted in memory per process.

With several processes each counts for itself, so that a shop or a visitor may ask so many times as often as
there are processes: these limits keep one sender from filling the inbox, and are no accounts of anything.
(The library `limits` would look through all its counters every ten milliseconds to forget the old ones: with
12,000 visitors a minute a fifth of a core, measured. A window that is thrown away whole needs no search.)
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable

WINDOW_SECONDS = 60


class RateLimit:
    """At most `most` requests of one sender in each minute."""

    def __init__(self, most: int, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._window = -1
        self._seen: Counter[object] = Counter()

    def allows(self, sender: object) -> bool:
        """Count one request of `sender` (anything hashable); whether it is still within the limit."""
        window = int(self._clock() // WINDOW_SECONDS)
        with self._lock:
            if window != self._window:
                self._window, self._seen = window, Counter()
            self._seen[sender] += 1
            return self._seen[sender] <= self.most

    def seconds_left(self) -> int:
        """Until the window ends and everybody may ask again, at least one."""
        return max(1, round(WINDOW_SECONDS - self._clock() % WINDOW_SECONDS))
