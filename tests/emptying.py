"""Emptying the database between two tests."""

from __future__ import annotations

from sqlalchemy import Engine, text

from plugin.store.tables import metadata

NUMBERS = "select format('%I', sequencename) from pg_sequences where schemaname = 'public'"
USED = (
    "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
    " and relname <> 'alembic_version' and pg_relation_size(oid) > 0"
)
TABLES = [
    *(table.name for table in reversed(metadata.sorted_tables)),
    "procrastinate_events",
    "procrastinate_periodic_defers",
    "procrastinate_jobs",
]


class Emptying:
    """Empties every table and begins every number anew, in a sixth of the time that TRUNCATE takes, which
    makes a new file for each table and index.

    VACUUM then gives back the room of what was deleted: else the next test's rows would lie in it in no
    sequence, and a query without an ORDER BY would answer one way today and another tomorrow.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with engine.connect() as connection:
            sequences = connection.execute(text(NUMBERS)).scalars().all()
        self._deletes = "; ".join(
            [
                "set local session_replication_role = replica",  # no foreign key is looked after, row by row
                *(f"delete from {table}" for table in TABLES),  # noqa: S608  names of tables
                *(f"select setval('{sequence}', 1, false)" for sequence in sequences),
            ]
        )

    def __call__(self) -> None:
        """Empty all."""
        with self._engine.begin() as connection:
            connection.exec_driver_sql(self._deletes)
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            used = connection.execute(text(USED)).scalars().all()
            if used:
                connection.execute(text(f"vacuum {', '.join(used)}"))
