"""Which migration the database is at, and which one the code needs."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from plugin.store.database import Database, away_named

ROOT = Path(__file__).resolve().parents[2]


@cache
def schema_needed() -> str | None:
    """The newest migration of this code."""
    return _scripts().get_current_head()


@cache
def schemas_known() -> frozenset[str]:
    """Every migration of this code. One the database is at and that is not among them is a newer one."""
    return frozenset(script.revision for script in _scripts().walk_revisions())


def schema_there(database: Database) -> str | None:
    """The migration the database is at, None before the first. Raises `DatabaseAwayError`."""
    with away_named(), database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(Config(toml_file=ROOT / "pyproject.toml"))
