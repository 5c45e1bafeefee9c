"""The whole of Earmark as separate processes, beside the stand-in Shopify: for the demo, the smoke run and
the tests.

The commands are the Procfile's own lines. PostgreSQL is the embedded one, in the stack's own folder; every
process writes its log to a file there.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from cryptography.fernet import Fernet
from honcho.environ import parse_procfile

from plugin.store.embedded import start_embedded

ROOT = Path(__file__).parent.parent.parent
CLIENT_ID = "earmark-standin-client"
CLIENT_SECRET = "shpss_standin_secret_0123456789abcdef"
STOREFRONTS = 2
"""The stand-in serves each shop's storefront on the ports that follow its own."""


@dataclass
class Stack:
    """Where the running stack is, and its processes by name (standin, web, inbox, worker)."""

    folder: Path
    standin_port: int
    app_port: int
    env: dict[str, str]
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def standin_url(self) -> str:
        """The stand-in's main address: admin frame and control page."""
        return f"http://127.0.0.1:{self.standin_port}"

    @property
    def app_url(self) -> str:
        """The app's own address."""
        return f"http://127.0.0.1:{self.app_port}"

    def storefront_url(self, number: int = 1) -> str:
        """The address of the `number`-th shop's storefront, counted from 1."""
        return f"http://127.0.0.1:{self.standin_port + number}"

    def start(self, name: str, command: str) -> None:
        """Start one process of the stack; its output goes to `<folder>/<name>.log`."""
        log = (self.folder / f"{name}.log").open("ab")
        # A session of its own, so that Ctrl-C reaches us alone and we stop the processes in order.
        self.processes[name] = subprocess.Popen(
            ["/bin/sh", "-c", f"exec {command}"],
            cwd=ROOT, env=self.env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        log.close()

    def kill(self, name: str) -> None:
        """kill -9 one process and whatever it started."""
        process = self.processes.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def restart(self, *names: str, **env: str) -> None:
        """Stop these of the Procfile's processes politely where they run, and start them again, with `env`
        changed from now on.
        """
        self._end(names)
        self.env.update(env)
        lines = parse_procfile((ROOT / "Procfile").read_text()).processes
        for name in names:
            self.start(name, lines[name])

    def stop(self) -> None:
        """Stop everything politely, the stand-in last."""
        self._end([name for name in self.processes if name != "standin"])
        self._end(["standin"])

    def _end(self, names: Sequence[str]) -> None:
        """Ask all of them to stop, then wait; kill what has not stopped after ten seconds."""
        ending = {name: process for name in names if (process := self.processes.pop(name, None))}
        for process in ending.values():
            process.terminate()
        for process in ending.values():
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def check_alive(self) -> None:
        """Raise `RuntimeError` with the end of its log if a process has died."""
        for name, process in self.processes.items():
            if process.poll() is not None:
                lines = (self.folder / f"{name}.log").read_text(errors="replace").splitlines()[-25:]
                raise RuntimeError(f"{name} stopped with code {process.returncode}:\n" + "\n".join(lines))

    def wait_for(self, url: str, seconds: float = 60) -> None:
        """Wait until `url` answers below 500; raise `RuntimeError` when it does not in time."""
        deadline = time.monotonic() + seconds
        while True:
            self.check_alive()
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(url, timeout=2).status_code < 500:
                    return
            if time.monotonic() > deadline:
                raise RuntimeError(
                    f"{url} did not answer within {seconds:.0f} s; see the logs in {self.folder}"
                )
            time.sleep(0.1)


def free_ports(wanted: int, following: int = 0) -> int:
    """`wanted` if it and the `following` ports after it are free, else the first such run that the system
    offers.
    """
    candidate = wanted
    while True:
        if candidate and all(_is_free(candidate + step) for step in range(following + 1)):
            return candidate
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            candidate = probe.getsockname()[1]
        if candidate + following > 65_000:
            candidate = 0


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _key(folder: Path) -> str:
    """The folder's encryption key, made on first use; without the same key the kept tokens could not be
    read again.
    """
    path = folder / "encryption.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(Fernet.generate_key().decode())
    return path.read_text()


@contextlib.contextmanager
def running(folder: Path, *, standin_port: int = 0, app_port: int = 0, **env: str) -> Iterator[Stack]:
    """Everything up and migrated, from `folder`; stopped when the block ends. Port 0 means any free one."""
    folder.mkdir(parents=True, exist_ok=True)
    standin = free_ports(standin_port, STOREFRONTS)
    app = free_ports(app_port)
    stack = Stack(
        folder,
        standin,
        app,
        {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONUNBUFFERED": "1",
            "EARMARK_ENV": "development",
            "EARMARK_APP_URL": f"http://127.0.0.1:{app}",
            "EARMARK_DATA_DIR": str(folder),
            "EARMARK_ENCRYPTION_KEYS": _key(folder),
            "DATABASE_URL": env.get("DATABASE_URL") or start_embedded(folder / "postgres"),
            "SHOPIFY_API_KEY": CLIENT_ID,
            "SHOPIFY_API_SECRET": CLIENT_SECRET,
            "SHOPIFY_STANDIN_URL": f"http://127.0.0.1:{standin}",
            "PORT": str(app),
            **env,
        },
    )
    lines = parse_procfile((ROOT / "Procfile").read_text()).processes
    try:
        subprocess.run(
            ["/bin/sh", "-c", lines["release"]], cwd=ROOT, env=stack.env, check=True, capture_output=True
        )
        stack.start(
            "standin",
            f"{sys.executable} -m tests.devshop --port {standin} --app-url {stack.app_url}"
            f" --data {folder / 'devshop'}",
        )
        for name in ("web", "inbox", "worker"):
            stack.start(name, lines[name])
        stack.wait_for(f"{stack.standin_url}/")
        stack.wait_for(f"{stack.app_url}/readyz")
        yield stack
    except subprocess.CalledProcessError as error:
        raise RuntimeError(
            f"The release step failed:\n{error.stderr.decode(errors='replace')[-3000:]}"
        ) from error
    finally:
        stack.stop()
