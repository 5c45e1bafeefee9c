"""Where one run plays: a database of its own, the app's processes on it, and the senders."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from cryptography.fernet import Fernet
from honcho.environ import parse_procfile

from tests import cast
from tests.conftest import ROOT
from tests.devshop.stack import Stack, free_ports
from tests.faults.cluster import Cluster
from tests.faults.history import History
from tests.faults.senders import Heard, Senders
from tests.faults.watch import Watch

DOORS = ("asgi", "flask")
KEY = Fernet.generate_key().decode()
START_SECONDS = 60.0
SHARE_SECONDS = 300.0
SETTLE_SECONDS = 120
"""How long what was acknowledged may take to be handled. A failure rests 15 s, the next one a minute."""


@dataclass
class Arena:
    """One run. `drains` are the command lines of its drains by name."""

    cluster: Cluster
    name: str
    url: str
    stack: Stack
    ports: dict[str, int]
    drains: dict[str, str]
    history: History
    dice: random.Random
    lease_seconds: float
    senders: Senders
    watch: Watch
    notes: list[str] = field(default_factory=list)

    def start_door(self, door: str) -> None:
        """Start one of the receivers, without waiting for it."""
        lines = parse_procfile((ROOT / "Procfile").read_text()).processes
        line = lines["webhooks" if door == "asgi" else "web"]
        self.stack.start(door, f"env PORT={self.ports[door]} {line}")

    def start_drain(self, name: str) -> None:
        """Start one of the drains."""
        self.stack.start(name, self.drains[name])

    def wait_until_up(self) -> None:
        """Until the receivers answer and the drains look for work."""
        for port in self.ports.values():
            self.stack.wait_for(f"http://127.0.0.1:{port}/healthz")
        deadline = time.monotonic() + START_SECONDS
        for name in self.drains:
            while "drain started" not in (self.stack.folder / f"{name}.log").read_text():
                self.stack.check_alive()
                if time.monotonic() > deadline:
                    raise RuntimeError(f"{name} did not start within {START_SECONDS:.0f} s.")
                time.sleep(0.05)

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a process and its children."""
        os.killpg(self.stack.processes[name].pid, number)

    def until_share(self, share: float) -> None:
        """Until that much of what is to be sent is acknowledged, or the senders have ended."""
        deadline = time.monotonic() + SHARE_SECONDS
        while self.senders.share < share and self.senders.is_alive():
            if time.monotonic() > deadline:
                raise RuntimeError(
                    f"Only {self.senders.share:.0%} was acknowledged after {SHARE_SECONDS:.0f} s."
                )
            time.sleep(0.005)

    def settle(self, seconds: float = SETTLE_SECONDS) -> None:
        """Until nothing waits in the inbox; returns all the same when the time is over, for the checker to
        see.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and self.watch.waiting() != 0:
            self.stack.check_alive()
            time.sleep(0.05)

    def query(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of one statement, in which `%s` stand for `values`."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement, values or None)
            return cursor.fetchall() if cursor.description else []

    @property
    def heard(self) -> Heard:
        """What the senders have heard so far."""
        return self.senders.heard


def drain_line(*, lease_seconds: float, clock_minutes: float = 0.0, deaf: bool = False) -> str:
    """The command of a drain with these peculiarities."""
    return (
        f"{sys.executable} -m tests.faults.drain --lease-seconds {lease_seconds} "
        f"--clock-minutes {clock_minutes}{' --deaf' if deaf else ''}"
    )


@contextlib.contextmanager
def arena(
    cluster: Cluster,
    folder: Path,
    name: str,
    history: History,
    *,
    drains: list[str],
    lease_seconds: float,
    seed: int,
    standin_port: int = 0,
    doors: Sequence[str] = DOORS,
) -> Iterator[Arena]:
    """Everything up, and nothing sent yet; gone with the block."""
    url = cluster.new_database(name)
    (folder / name).mkdir()
    ports: dict[str, int] = {}
    for door in doors:
        ports[door] = free_ports(0)
    stack = Stack(folder / name, standin_port, ports[doors[0]], _environment(url, folder, standin_port))
    senders = Senders(list(ports.values()), history.messages)
    watch = Watch(url)
    here = Arena(
        cluster, name, url, stack, ports, {f"drain{number}": line for number, line in enumerate(drains, 1)},
        history, random.Random(seed), lease_seconds, senders, watch,
    )  # fmt: skip
    try:
        for door in doors:
            here.start_door(door)
        for drain in here.drains:
            here.start_drain(drain)
        here.wait_until_up()
        watch.start()
        yield here
    finally:
        senders.give_up()
        watch.stop()
        stack.stop()
        cluster.drop_database(name)


def _environment(url: str, folder: Path, standin_port: int) -> dict[str, str]:
    standin = {"SHOPIFY_STANDIN_URL": f"http://127.0.0.1:{standin_port}"} if standin_port else {}
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
        "DATABASE_URL": url,
        "EARMARK_ENV": "development",
        "EARMARK_APP_URL": "https://earmark.test",
        "EARMARK_DATA_DIR": str(folder),
        "EARMARK_ENCRYPTION_KEYS": KEY,
        "EARMARK_LOG_FORMAT": "json",
        "EARMARK_LOG_LEVEL": "INFO",
        "SHOPIFY_API_KEY": cast.CLIENT_ID,
        "SHOPIFY_API_SECRET": cast.CLIENT_SECRET,
        "APP_MODULE": "webhooks.wsgi",
        "WEB_CONCURRENCY": "1",
        "WEB_THREADS": "16",
        **standin,
    }
