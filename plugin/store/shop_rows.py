"""Whether anything of a shop is left in the database, whatever tables there are."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from plugin.store.database import shop_of
from plugin.store.queue import jobs_left

# PostgreSQL's own catalogue is asked, not the models: it knows a table that nobody has told the models of.
TABLES = """
select c.relname from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and not c.relispartition
    and exists (select 1 from pg_attribute a
        where a.attrelid = c.oid and a.attname = 'shop_id' and not a.attisdropped)
order by c.relname
"""
JOBS = "procrastinate_jobs"


def tables_of_shops(session: Session) -> list[str]:
    """Every table whose rows belong to shops, that of shops itself and the libraries' own aside."""
    rows = session.execute(text(TABLES), execution_options={"scoped_by_hand": True})
    return [row.relname for row in rows]


def rows_left(session: Session) -> dict[str, int]:
    """Table -> how many rows of the session's shop are in it, jobs and the shop's own row included; tables
    without any are left out.
    """
    parts = [
        f"select '{name}' as name, count(*) as rows from \"{name}\" where shop_id = :shop_id"  # noqa: S608
        for name in tables_of_shops(session)
    ]
    parts.append("select 'shops', count(*) from shops where id = :shop_id")
    found = session.execute(
        text(" union all ".join(parts)),
        {"shop_id": shop_of(session)},
        execution_options={"scoped_by_hand": True},
    )
    left = {row.name: row.rows for row in found if row.rows}
    jobs = jobs_left(session)
    return left | {JOBS: jobs} if jobs else left
