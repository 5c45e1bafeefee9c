"""The database of the bench: one shop with all the orders, a thousand with a few."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from plugin.services.rebuild_rollups import rebuild_rollups
from plugin.settings import Settings
from plugin.store.batch.statements import run
from plugin.store.database import Database
from tests.bench.dashboard.around import surround
from tests.bench.dashboard.copies import multiply
from tests.bench.dashboard.pages import Shown
from tests.bench.dashboard.people import people
from tests.bench.dashboard.templates import FIRST_ID, record_templates

SPAN = timedelta(days=730)
BYTES_PER_ORDER = 2_800
"""On the disk, with everything that hangs on an order and its indexes."""
BYTES_BESIDE = 6_000_000_000
"""Visits by day, which are as many for few orders, and the log of writing."""
TEMPLATES = 5_000
ROLLUPS = ("sales_by_day", "credits_by_span", "model_credits_by_span")
FILLED = (
    "shops", "creators", "creator_handles", "campaigns", "enrolments", "discount_codes", "links",
    "landing_pages", "orders", "refunds", "evidence", "decisions", "entries", "model_credits",
    "survey_impressions", "survey_answers", "survey_mappings", "visits", "visit_tallies", "deliveries",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """How much is filled in: `orders` over `span` until now, of which `templates` are recorded by the app and
    the others copied.
    """

    orders: int
    creators: int = 1_000
    templates: int = TEMPLATES
    shops: int = 1_000
    span: timedelta = SPAN

    @property
    def copies(self) -> int:
        """How many times the templates are there."""
        return max(1, round(self.orders / self.templates))


def check_disk(folder: Path, size: Size) -> None:
    """Exit where the disk is too small."""
    needed, free = size.orders * BYTES_PER_ORDER + BYTES_BESIDE, shutil.disk_usage(folder).free
    print(
        f"{size.orders:,} orders need about {needed / 1e9:.1f} GB in {folder}; {free / 1e9:.1f} GB are free."
    )
    if needed > free * 0.95:
        sys.exit(
            "That is too little. Give a folder on a larger disk with TMPDIR=..., or fewer with ORDERS=..."
        )


def fill(
    database: Database, settings: Settings, shop_id: int, size: Size, now: datetime, *, quiet: bool = False
) -> Shown:
    """Fill the shop; what of it pages can be asked for."""

    def connect() -> psycopg.Connection[Any]:
        return psycopg.connect(database.url(), autocommit=False)

    start, each = now - size.span, size.span / size.copies
    with _said("creators, and orders recorded by the app", quiet):
        everybody = people(
            database, shop_id, settings, creators=size.creators, since=start - timedelta(days=60)
        )
        record_templates(database, shop_id, everybody, count=size.templates, start=start, span=each)
    with _said("their copies", quiet):
        multiply(connect, shop_id, count=size.templates, copies=size.copies, each=each)
    with _said("visits, deliveries, other shops", quiet), connect() as connection:
        per_day = size.copies * size.templates / size.span.days
        surround(
            connection,
            shop_id,
            start=start,
            now=now,
            orders_per_day=per_day,
            creators=size.creators,
            shops=size.shops,
            first_id=FIRST_ID,
        )
    with _said("vacuum and statistics, as autovacuum keeps them", quiet):
        _vacuum(connect)
    with _said("rollups", quiet), database.shop(shop_id) as session:
        rebuild_rollups(session)
    _vacuum(connect, *ROLLUPS)
    return _shown(database, shop_id, everybody.creators[0].creator_id, everybody.creators[-1].creator_id)


def _vacuum(connect: Callable[[], psycopg.Connection[Any]], *tables: str) -> None:
    with connect() as connection:
        connection.autocommit = True
        for table in tables or FILLED:
            connection.execute(f"vacuum (analyze) {table}")


def _shown(database: Database, shop_id: int, creator: int, quiet: int) -> Shown:
    with database.shop(shop_id) as session:
        [(code, text, campaign)] = run(
            session,
            "select id, code, campaign_id from discount_codes "
            "where shop_id = %(shop)s and creator_id = %(creator)s",
            creator=creator,
        )
        [(link,)] = run(
            session,
            "select min(id) from links where shop_id = %(shop)s and creator_id = %(creator)s",
            creator=creator,
        )
        [(order, name)] = run(
            session,
            "select id, name from orders where shop_id = %(shop)s and outcome = 'credited' "
            "order by ordered_at desc limit 1",
        )
    return Shown(creator, quiet, campaign, code, link, order, name, text)


@contextmanager
def _said(what: str, quiet: bool) -> Iterator[None]:
    start = time.monotonic()
    yield
    if not quiet:
        print(f"  {what}: {time.monotonic() - start:,.0f} s", file=sys.stderr, flush=True)
