"""The templates copied through time: the same orders again and again, each time as much later."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import timedelta

import psycopg

MOVED = {
    "orders": {
        "id": "id + k * %(count)s",
        "name": "'#' || (id + k * %(count)s)",
        "ordered_at": "ordered_at + move",
        "shopify_updated_at": "shopify_updated_at + move",
        "cancelled_at": "cancelled_at + move",
        "received_at": "received_at + move",
        "buyer": "sha256(buyer || int8send(k::bigint))",
        "checkout_token": "md5(checkout_token || k)",
        "facts": "facts || jsonb_build_object('id', id + k * %(count)s, 'name', '#' || (id + k * %(count)s), "
        "'ordered_at', {moment}, 'updated_at', {moment})",
    },
    "refunds": {
        "id": "id + k * %(count)s",
        "order_id": "order_id + k * %(count)s",
        "created_at": "created_at + move",
        "facts": "facts || "
        "jsonb_build_object('id', id + k * %(count)s, 'order_id', order_id + k * %(count)s)",
    },
    "evidence": {
        "id": None,
        "order_id": "order_id + k * %(count)s",
        "key": "case when kind = 'visit' then key || to_hex(k) else key end",
        "occurred_at": "occurred_at + move",
        "received_at": "received_at + move",
    },
    "decisions": {"order_id": "order_id + k * %(count)s", "decided_at": "decided_at + move"},
    "entries": {
        "order_id": "order_id + k * %(count)s",
        "ordered_at": "ordered_at + move",
        "posted_at": "posted_at + move",
    },
    "model_credits": {"order_id": "order_id + k * %(count)s", "ordered_at": "ordered_at + move"},
    "survey_impressions": {
        "id": "id + k * %(count)s",
        "key": "key || '-' || k",
        "subject": "'checkout:' || md5(checkout_token || k)",
        "checkout_token": "md5(checkout_token || k)",
        "order_id": "order_id + k * %(count)s",
        "shown_at": "shown_at + move",
        "seen_at": "seen_at + move",
        "names_shown_at": "names_shown_at + move",
    },
    "survey_answers": {
        "id": None,
        "impression_id": "impression_id + k * %(count)s",
        "answered_at": "answered_at + move",
    },
}
"""Table -> the columns that are another in each copy, by the copy's number `k` and `move`, the time it is
later. None: the database counts them. What is not named here is the same in every copy.
"""
MOMENT = "to_char((ordered_at + move) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
BY_SIZE = (
    ("orders", "refunds", "model_credits", "survey_answers"),
    ("decisions", "evidence", "entries", "survey_impressions"),
)
"""Two connections share the work."""
SAID_EVERY_S = 15.0
WITHOUT_INDEXES_FROM = 50_000

Connect = Callable[[], psycopg.Connection]


def multiply(connect: Connect, shop_id: int, *, count: int, copies: int, each: timedelta) -> None:
    """Copy the shop's `count` templates `copies - 1` times, each `each` later than the one before."""
    tables = [table for tables in BY_SIZE for table in tables]
    worth_it = count * copies >= WITHOUT_INDEXES_FROM
    with (
        without_indexes(connect, tables) if worth_it else nullcontext(),
        ThreadPoolExecutor(len(BY_SIZE)) as pool,
    ):
        for done in [
            pool.submit(_copy_tables, connect, tables, shop_id, count=count, copies=copies, each=each)
            for tables in BY_SIZE
        ]:
            done.result()


def _copy_tables(
    connect: Connect, tables: Sequence[str], shop_id: int, *, count: int, copies: int, each: timedelta
) -> None:
    with connect() as connection:
        connection.execute("set synchronous_commit = off")
        # Foreign keys are checked row by row by triggers; these rows point where their templates do.
        connection.execute("set session_replication_role = replica")
        said = time.monotonic()
        for table in tables:
            statement = _statement(connection, table)
            for number in range(1, copies):
                given = {"shop": shop_id, "count": count, "k": number, "move": each * number}
                connection.execute(statement, given)
                if number % 50 == 0:
                    connection.commit()
                if time.monotonic() - said > SAID_EVERY_S:
                    said = time.monotonic()
                    print(f"  {table}: {number:,} of {copies:,} copies", file=sys.stderr, flush=True)
            connection.commit()


def _statement(connection: psycopg.Connection, table: str) -> str:
    """The insert of one copy, out of a temporary table with the templates."""
    connection.execute(
        f"create temporary table from_{table} as select * from {table}"  # noqa: S608  tables named above
        + (" order by ordered_at" if table in ("orders", "entries", "model_credits") else "")
    )
    columns = [
        name
        for (name,) in connection.execute(
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 "
            "and not attisdropped and attgenerated = '' order by attnum",
            (table,),
        )
    ]
    moved = MOVED[table]
    taken = [(name, moved.get(name, name)) for name in columns]
    kept = [(name, value) for name, value in taken if value is not None]
    values = ", ".join(value.replace("{moment}", MOMENT) for _, value in kept)
    return (
        f"insert into {table} ({', '.join(name for name, _ in kept)}) "  # noqa: S608
        f"select {values} from from_{table}, (select %(k)s::int as k, %(move)s::interval as move) as copy "
        "where shop_id = %(shop)s"
    )


@contextmanager
def without_indexes(connect: Connect, tables: Sequence[str]) -> Iterator[None]:
    """Drop the tables' indexes that hold no key, and build them anew afterwards: ten times as fast as keeping
    them up to date row by row.
    """
    with connect() as connection:
        indexes = connection.execute(
            """
            select c.relname, pg_get_indexdef(i.indexrelid) from pg_index i
            join pg_class c on c.oid = i.indexrelid
            where i.indrelid = any(%s::regclass[])
              and not exists (select from pg_constraint where conindid = i.indexrelid)
            """,
            (list(tables),),
        ).fetchall()
        for name, _ in indexes:
            connection.execute(f"drop index {name}")
    yield
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(_build, connect, definition) for _, definition in indexes]:
            done.result()


def _build(connect: Connect, definition: str) -> None:
    with connect() as connection:
        connection.execute("set maintenance_work_mem = '512MB'")
        connection.execute(definition)
