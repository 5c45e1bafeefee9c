"""Who waits for whom in a test's database."""

from __future__ import annotations

from sqlalchemy import text

from plugin.store.database import Database

WAITING = """
select count(*) from pg_stat_activity
where datname = current_database() and wait_event_type = 'Lock'
"""


def somebody_waits(database: Database) -> bool:
    """Whether any transaction waits for another one's lock."""
    with database.everywhere() as session:
        count = session.scalar(text(WAITING), execution_options={"scoped_by_hand": True})
        return bool(count)
