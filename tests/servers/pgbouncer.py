"""PgBouncer in transaction mode, from Debian's package, in front of the tests' PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from sqlalchemy.engine import make_url

from tests.devshop.stack import free_ports
from tests.servers.embedded import give_to_server, server_user

POOL = 20
"""Connections to PostgreSQL: far fewer than the app's processes open to PgBouncer."""
SETTINGS = """
[databases]
* = host={socket} user={user}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
admin_users = {user}
pool_mode = transaction
default_pool_size = {pool}
max_client_conn = 400
ignore_startup_parameters = extra_float_digits
"""


def program() -> str | None:
    """Where PgBouncer is. None where it is not installed, which `.ci/run` sees to: there it is an error."""
    found = shutil.which("pgbouncer", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if found is None and os.environ.get("CI"):
        pytest.fail("PgBouncer is not installed; .ci/run installs Debian's package `pgbouncer`.")
    return found


class Pooler:
    """A running PgBouncer; `url` leads through it, `direct_url` past it."""

    def __init__(self, url: str, direct_url: str, port: int) -> None:
        self.url = url
        self.direct_url = direct_url
        self._port = port
        self._user = make_url(url).username

    def totals(self, database: str) -> dict[str, Any]:
        """What has passed through it to `database` since it started (SHOW STATS_TOTALS)."""
        # The console knows the simple protocol only, and one database.
        with psycopg.connect(
            host="127.0.0.1", port=self._port, user=self._user, dbname="pgbouncer", autocommit=True,
            cursor_factory=psycopg.ClientCursor, row_factory=dict_row,
        ) as console:  # fmt: skip
            rows = console.execute("SHOW STATS_TOTALS").fetchall()
        return next(row for row in rows if row["database"] == database)


@contextlib.contextmanager
def pooled(url: str, binary: str) -> Iterator[Pooler]:
    """PgBouncer in front of the server at `url` (a Unix socket), stopped when the block ends."""
    behind = make_url(url)
    folder = Path(tempfile.mkdtemp(prefix="earmark-pgbouncer-"))
    folder.chmod(0o755)
    give_to_server(folder)
    port = free_ports(0)
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        SETTINGS.format(socket=behind.query["host"], user=behind.username, port=port, pool=POOL)
    )
    with (folder / "log").open("wb") as log:
        # It refuses to run as root, as PostgreSQL does.
        process = subprocess.Popen(
            [binary, str(settings)], user=server_user(), cwd="/", stdout=log, stderr=subprocess.STDOUT
        )
    try:
        through = behind.set(host="127.0.0.1", port=port, query={}).render_as_string(hide_password=False)
        _wait_for(through, process, folder / "log")
        yield Pooler(through, url, port)
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PgBouncer does not answer:\n{log.read_text()[-2000:]}") from error
            time.sleep(0.05)
