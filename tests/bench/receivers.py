"""The receivers that are measured, each a process on the server's core: our two doors and two of Node's."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from plugin.admin.fetch_assets import npm
from tests import cast
from tests.bench.place import Place
from tests.conftest import ROOT
from tests.devshop.stack import free_ports

PEERS = Path(__file__).parent / "peers"
OURS = ("asgi", "flask")
NAMES = (*OURS, "express", "fastify")
THREADS = 32
"""Of the Flask door: as many requests may be in flight as the client has connections, as with the others."""
START_SECONDS = 30


@dataclass
class Receiver:
    """A receiver that runs."""

    name: str
    port: int
    process: subprocess.Popen[bytes]

    def cpu_seconds(self) -> float:
        """Processor time of the process and its children so far."""
        ticks = 0
        for pid in [self.process.pid, *_children(self.process.pid)]:
            with contextlib.suppress(OSError):
                fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(row) for row in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def commands() -> dict[str, list[str]]:
    """How each receiver is started: ours by the Procfile's own words."""
    gunicorn = f"{sys.prefix}/bin/gunicorn"
    return {
        "asgi": [gunicorn, "--config", "python:webhooks.server", "webhooks.asgi:app"],
        "flask": [gunicorn, "--config", "python:plugin.server", "webhooks.wsgi:app"],
        "express": ["node", str(PEERS / "express.mjs")],
        "fastify": ["node", str(PEERS / "fastify.mjs")],
    }


def fetch_peers() -> None:
    """Install Express, Fastify and pg as the lock file says."""
    if not (PEERS / "node_modules" / "fastify").is_dir():
        command, environment = npm()
        subprocess.run(
            [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=PEERS, env=environment, check=True, stdout=sys.stderr,
        )  # fmt: skip


def fetch_parser() -> None:
    """Install gunicorn's parser in C, which has no wheel, where that can be built: production has it, too."""
    if not in_c():
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--no-input", "gunicorn_h1c>=0.6.9"],
            check=False, capture_output=True,
        )  # fmt: skip
        importlib.invalidate_caches()


def in_c() -> bool:
    """Whether gunicorn finds its parser in C, which it then uses by itself."""
    return importlib.util.find_spec("gunicorn_h1c") is not None


def environment(here: Place, port: int) -> dict[str, str]:
    """What a receiver on `port` finds in its environment: one process each, logging as in production."""
    return {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PORT": str(port),
        "DATABASE_URL": here.settings.database_url or "",
        "SHOPIFY_API_KEY": cast.CLIENT_ID,
        "SHOPIFY_API_SECRET": cast.CLIENT_SECRET,
        "EARMARK_ENV": "development",
        "EARMARK_APP_URL": here.settings.app_url,
        "EARMARK_ENCRYPTION_KEYS": ",".join(here.settings.encryption_keys),
        "EARMARK_LOG_FORMAT": "json",
        "EARMARK_LOG_LEVEL": "INFO",
        "WEB_CONCURRENCY": "1",
        "WEB_THREADS": str(THREADS),
        "NODE_ENV": "production",
    }


@contextlib.contextmanager
def receiver(name: str, here: Place, folder: Path, core: int | None, *, port: int = 0) -> Iterator[Receiver]:
    """The receiver `name`, on `core` alone, at `port` or a free one; stopped with the block."""
    port = port or free_ports(0)
    log = folder / f"{name}.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            commands()[name], cwd=ROOT, env=environment(here, port), stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    if core is not None:  # at once, before it has children: they inherit it
        os.sched_setaffinity(process.pid, {core})
    try:
        wait_for(port, process, log)
        yield Receiver(name, port, process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2).status_code == 200:
                return
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"{log.stem} did not start:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.1)
