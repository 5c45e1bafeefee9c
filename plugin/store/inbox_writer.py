"""Writes many deliveries with one statement and one durable commit, on an asynchronous connection of its own.

The statement is its own transaction: when it has returned, every row it was given is on disk, new or from
before, and the bell has been rung once. Nothing here is bound to a session: arrays carry the batch, so that
one prepared statement serves batches of every size.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import psycopg

from plugin.errors import DatabaseAwayError, EarmarkError
from plugin.store.bell import CHANNEL
from plugin.store.database import AWAY_STATES

CONNECT_SECONDS = 2
WRITE_SECONDS = 2.0
"""How long a statement may take before the connection is given up: Shopify hangs up after five seconds."""
CANCEL_SECONDS = 0.4

# The shop is looked up row by row, so that a shop nobody knows is told apart from a repeated delivery.
# ON CONFLICT waits for another writer that has the same webhook in hand, so "repeated" means durable, too: a
# webhook is noted by the statement that keeps its delivery. No two rows given may have the same webhook id.
KEEP = f"""
with given as materialized (
  select g.*, (select id from shops where shops.domain = g.domain) as shop_id
  from unnest(%b::text[], %b::text[], %b::text[], %b::text[], %b::text[], %b::timestamptz[], %b::bytea[])
       as g(domain, webhook_id, event_id, topic, api_version, triggered_at, body)
), fresh as (
  insert into kept_webhooks (shop_id, webhook_id)
  select shop_id, webhook_id from given where shop_id is not null
  on conflict do nothing
  returning shop_id, webhook_id
), kept as (
  insert into deliveries (shop_id, webhook_id, event_id, topic, api_version, triggered_at, body)
  select shop_id, webhook_id, event_id, topic, api_version, triggered_at, body
  from fresh join given using (shop_id, webhook_id)
  returning 1
), rung as (
  select pg_notify('{CHANNEL}', '') from kept limit 1
)
select (select count(*) from kept),
       (select array_agg(distinct domain) from given where shop_id is null),
       (select count(*) from rung)
"""  # noqa: S608 - the channel is a constant
ADD_SHOPS = """
insert into shops (domain, created_at)
select domain, %b::timestamptz from unnest(%b::text[]) as new(domain) order by domain
on conflict do nothing
"""
MOST_ADDITIONS = 3
"""Times a batch is written after its unknown shops were added; a shop may be erased in between."""


class NotKeptError(EarmarkError):
    """The database refuses what it was given; asking again with the same gives the same."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A verified delivery on its way into the inbox; `arrived_at` (UTC) dates a shop nobody knew."""

    domain: str
    webhook_id: str
    event_id: str | None
    topic: str
    api_version: str | None
    triggered_at: datetime | None
    body: bytes
    arrived_at: datetime


class InboxWriter:
    """One connection to the inbox; it connects when it is first needed, and again after it was lost."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.AsyncConnection | None = None

    async def keep(self, arrivals: Sequence[Arrival]) -> int:
        """Keep all of `arrivals` durably or raise; returns how many were not kept before.

        Raises `DatabaseAwayError` where the database is away or too slow (the rows may be there all the same:
        their senders come again, and are kept once), `NotKeptError` where it refuses a row.
        """
        # In one order in every process: two that hold the same deliveries wait for each other, never both.
        given = {(row.domain, row.webhook_id): row for row in arrivals}
        rows = [given[key] for key in sorted(given)]
        used_before = self._connection is not None and not self._connection.closed
        try:
            try:
                return await self._kept(rows)
            except psycopg.Error as error:
                # The line was cut since it was last used (PostgreSQL was restarted): nobody need come again
                # for that. Writing twice is safe, because a delivery is kept once.
                if not (used_before and _hung_up(error) and self._connection is None):
                    raise
                return await self._kept(rows)
        except psycopg.Error as error:
            if _is_away(error):
                raise DatabaseAwayError("The inbox cannot be written.") from error
            raise NotKeptError(f"The inbox refuses a row ({error.sqlstate}).") from error

    async def close(self) -> None:
        """Hang up."""
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    async def _kept(self, rows: list[Arrival]) -> int:
        connection = self._connection
        if connection is None or connection.closed:
            connection = self._connection = await psycopg.AsyncConnection.connect(
                self._url, autocommit=True, connect_timeout=CONNECT_SECONDS, prepare_threshold=0
            )
        watch = asyncio.get_running_loop().call_later(WRITE_SECONDS, self._give_up, connection)
        try:
            return await _written(connection, rows)
        finally:
            # Already over where the statement took too long: then the connection stays, for nobody to use.
            watch.cancel()
            if connection.closed:
                self._connection = None

    def _give_up(self, connection: psycopg.AsyncConnection) -> None:
        self._cutting = asyncio.get_running_loop().create_task(_cut(connection))


async def _written(connection: psycopg.AsyncConnection, rows: list[Arrival]) -> int:
    new = 0
    for _ in range(1 + MOST_ADDITIONS):
        cursor = await connection.execute(
            KEEP,
            (
                [row.domain for row in rows],
                [row.webhook_id for row in rows],
                [row.event_id for row in rows],
                [row.topic for row in rows],
                [row.api_version for row in rows],
                [row.triggered_at for row in rows],
                [row.body for row in rows],
            ),
        )
        counted = await cursor.fetchone()
        assert counted is not None  # noqa: S101 - an aggregate without GROUP BY is one row
        new += int(counted[0])
        if not counted[1]:
            return new
        unknown = set(counted[1])
        rows = [row for row in rows if row.domain in unknown]
        await connection.execute(ADD_SHOPS, (min(row.arrived_at for row in rows), sorted(unknown)))
    raise DatabaseAwayError("The shop of a delivery is erased as often as it is added.")


async def _cut(connection: psycopg.AsyncConnection) -> None:
    """End a statement that takes too long: ask the server to drop it, then hang up whatever it answers.

    Without the first, statements that wait for a lock would pile up at the server; without the second, a
    server that stands still would hold this process. Closing the socket under libpq's feet would go unnoticed
    in the event loop: shutting it down is read as the end of the connection.
    """
    try:
        copy = socket.socket(fileno=os.dup(connection.pgconn.socket))
    except psycopg.OperationalError:
        return  # already closed
    with copy:
        # A server that does not listen, or that was quicker: hanging up is all that is left to do.
        with suppress(psycopg.Error, TimeoutError, OSError):
            await asyncio.wait_for(connection.cancel_safe(timeout=CANCEL_SECONDS), CANCEL_SECONDS)
        with suppress(OSError):
            copy.shutdown(socket.SHUT_RDWR)


def _hung_up(error: psycopg.Error) -> bool:
    """Whether the server ended the connection, rather than the statement."""
    return error.sqlstate is None or error.sqlstate in {"57P01", "57P02", "57P03"}


def _is_away(error: psycopg.Error) -> bool:
    """Whether trying again later may help: no connection, no resources, a deadlock or a statement ended."""
    state = error.sqlstate
    return state is None or state.startswith((*AWAY_STATES, "40", "55", "57", "25", "58"))
