"""The event loop that the threads of a Flask process share, so that their requests share commits."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

from plugin.services.group_commit import GroupCommit

T = TypeVar("T")


class GroupThread:
    """A loop in a thread of its own, with the group of one database."""

    def __init__(self, url: str) -> None:
        self.group = GroupCommit.to(url)
        self._loop = asyncio.new_event_loop()
        # A daemon: what it has not written is not answered, so that it may go with the process.
        threading.Thread(target=self._loop.run_forever, name="inbox", daemon=True).start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of `work`, run on the loop; the calling thread waits."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()


_threads: dict[str, GroupThread] = {}
_starting = threading.Lock()


def group_thread(url: str) -> GroupThread:
    """The group of the database at `url` in this process, started by the first request (after gunicorn has
    forked: threads and connections do not survive that).
    """
    found = _threads.get(url)
    if found is None:
        with _starting:
            found = _threads.get(url) or _threads.setdefault(url, GroupThread(url))
    return found
