"""Where the pages are measured: a database filled once, and found again where it was kept."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from cryptography.fernet import Fernet
from sqlalchemy import create_engine

from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.embedded import driver_url, start_embedded
from tests import cast
from tests.bench.dashboard.filling import Size, fill
from tests.bench.dashboard.pages import Shown
from tests.conftest import ROOT, add_shop

NOTE = "filled.json"


@dataclass(frozen=True)
class Stage:
    """The filled database, the app's settings, the large shop, what of it is shown, and the moment."""

    database: Database
    settings: Settings
    shop_id: int
    shown: Shown
    now: datetime


@contextmanager
def stage(folder: Path, size: Size) -> Iterator[Stage]:
    """A stage in `folder`; filled unless that was done there before."""
    url = start_embedded(folder / "postgres", "bench")
    subprocess.run(
        [f"{sys.prefix}/bin/alembic", "upgrade", "head"],
        cwd=ROOT, env={**os.environ, "DATABASE_URL": url}, check=True, capture_output=True,
    )  # fmt: skip
    note = folder / NOTE
    known = json.loads(note.read_text()) if note.exists() else None
    key = known["key"] if known else Fernet.generate_key().decode()
    settings = Settings(
        # As in production; the stand-in and the embedded database alone are not allowed there.
        environment="production",
        client_id=cast.CLIENT_ID,
        client_secret=cast.CLIENT_SECRET,
        app_url="https://earmark.test",
        encryption_keys=(key,),
        database_url=url,
        data_dir=folder,
        log_level="ERROR",
    )
    database = Database(create_engine(driver_url(url), pool_pre_ping=True))
    try:
        if known is None:
            with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                # Nothing here is to outlive a power cut, and the log of so much is as much again.
                for setting in ("fsync = off", "full_page_writes = off", "max_wal_size = '4GB'"):
                    connection.exec_driver_sql(f"alter system set {setting}")
                connection.exec_driver_sql("select pg_reload_conf()")
            shop = add_shop(database, cast.ANA, cast.NOW - size.span)
            add_shop(database, cast.BEN, cast.NOW - size.span)
            shown = fill(database, settings, shop, size, cast.NOW)
            note.write_text(json.dumps({"key": key, "shop": shop, "shown": asdict(shown)}))
        else:
            shop, shown = known["shop"], Shown(**known["shown"])
        yield Stage(database, settings, shop, shown, cast.NOW)
    finally:
        database.engine.dispose()
