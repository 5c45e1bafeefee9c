"""The world on disk, so that a restart of the stand-in forgets nothing."""

from __future__ import annotations

import hashlib
import itertools
import os
import pickle
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.devshop.world import World

KEPT = ("shops", "deliveries", "client_secret", "old_client_secret")
"""What a snapshot holds beside the next id; the rest comes from the command line."""


def save(world: World, path: Path, unless: str = "") -> str:
    """Write the world to `path` in one step; returns its digest, and writes nothing when that equals
    `unless`.
    """
    with world.lock:
        following = next(world.ids)
        world.ids = itertools.count(following)
        state = {name: getattr(world, name) for name in KEPT} | {"ids": following}
        raw = pickle.dumps(state)
    digest = hashlib.sha256(raw).hexdigest()
    if digest != unless:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(".new")
        fresh.write_bytes(raw)
        os.replace(fresh, path)
    return digest


def load(world: World, path: Path) -> bool:
    """Put the world back as it was; False when there is no snapshot. The file is our own: pickle is safe
    here.
    """
    if not path.exists():
        return False
    state = pickle.loads(path.read_bytes())  # noqa: S301
    with world.lock:
        world.ids = itertools.count(state.pop("ids"))
        for name, value in state.items():
            setattr(world, name, value)
    return True


class Keeper:
    """A thread that saves every `seconds`, and once more on `stop()`."""

    def __init__(self, world: World, path: Path, seconds: float = 5.0) -> None:
        self.world, self.path, self.seconds = world, path, seconds
        self.digest = ""
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._run, name="snapshot", daemon=True)

    def start(self) -> Keeper:
        """Begin saving."""
        self.thread.start()
        return self

    def stop(self) -> None:
        """Save a last time and end."""
        self.stopping.set()
        self.thread.join()

    def _run(self) -> None:
        while not self.stopping.wait(self.seconds):
            self.digest = save(self.world, self.path, self.digest)
        save(self.world, self.path, self.digest)
