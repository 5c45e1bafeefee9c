"""Runs migrations on DATABASE_URL (past PgBouncer by DATABASE_DIRECT_URL, where that is set), or on the
embedded PostgreSQL where it is not set.
"""

import os
from pathlib import Path

from alembic import context
from sqlalchemy import create_engine, text

from plugin.store.embedded import driver_url, start_embedded
from plugin.store.tables import metadata


def include_object(thing: object, name: str, kind: str, reflected: bool, compare_to: object) -> bool:
    """Leave Procrastinate's tables to Procrastinate's own migrations, and the inbox's days to the upkeep."""
    return not (kind == "table" and name.startswith(("procrastinate_", "deliveries_")))


def run() -> None:
    """Upgrade; give up quickly where a live table is locked instead of queueing everybody behind."""
    given = context.config.attributes.get("connection")
    if given is not None:
        context.configure(connection=given, target_metadata=metadata, include_object=include_object)
        with context.begin_transaction():
            context.run_migrations()
        return
    # Only what a migration needs is read here, so that a release step needs no Shopify secret.
    url = (
        os.environ.get("DATABASE_DIRECT_URL")
        or os.environ.get("DATABASE_URL")
        or start_embedded(Path(os.environ.get("EARMARK_DATA_DIR") or ".data").absolute() / "postgres")
    )
    engine = create_engine(driver_url(url))
    with engine.connect() as connection:
        connection.execute(text("set lock_timeout = '5s'"))
        connection.commit()
        context.configure(
            connection=connection,
            target_metadata=metadata,
            include_object=include_object,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


run()
