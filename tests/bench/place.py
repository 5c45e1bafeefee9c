"""Where the measuring happens: an embedded PostgreSQL of its own, migrated, with two shops."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy import create_engine

from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.embedded import driver_url, start_embedded
from tests import cast
from tests.conftest import ROOT, add_shop


@dataclass(frozen=True)
class Place:
    """The database, its settings, and the ids of Ana's and Ben's shops."""

    database: Database
    settings: Settings
    ana: int
    ben: int
    now: datetime


@contextmanager
def place(folder: Path) -> Iterator[Place]:
    """A place in `folder`, gone with the block."""
    url = start_embedded(folder / "postgres", "bench")
    subprocess.run(
        [f"{sys.prefix}/bin/alembic", "upgrade", "head"],
        cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, check=True, capture_output=True,
    )  # fmt: skip
    settings = Settings(
        environment="test",
        client_id=cast.CLIENT_ID,
        client_secret=cast.CLIENT_SECRET,
        app_url="https://earmark.test",
        encryption_keys=(Fernet.generate_key().decode(),),
        database_url=url,
        data_dir=folder,
        log_level="ERROR",
    )
    database = Database(create_engine(driver_url(url)))
    ana, ben = (add_shop(database, person, cast.NOW) for person in (cast.ANA, cast.BEN))
    yield Place(database, settings, ana, ben, cast.NOW)
    database.engine.dispose()


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
