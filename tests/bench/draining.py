"""python -m tests.bench.draining: the drain over a filled inbox, beside an ORM session per order.

orders_per_s         orders per second from the kept body to posted entries and sums, the delivery settled
orm_orders_per_s     the same by a plain ORM session per order (`naive`), over bodies of the same kind
vs_orm               the first over the second
last_tenth_vs_first  the rate over the last tenth of the orders over that of the first: 1 is flat

The table says besides what an order costs this process and PostgreSQL in processor time, which hardly depends
on what else the machine is doing.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import structlog
from sqlalchemy import text

from plugin.attribution.visit_reference import CART_ATTRIBUTE, PARAMETER
from plugin.services.check_books import check_books
from plugin.store.batch.statements import copy_in, run
from plugin.store.deliveries import Delivery
from plugin.store.rollups.comparing import rollup_differences
from tests import cast
from tests.bench.naive import record_by_orm
from tests.bench.ordering import bodies
from tests.bench.place import Place, place, seconds
from tests.books import add_code, add_creator, add_link, visit_ref
from webhooks.drain import Drain

CREATORS = 200
TEMPLATES = 1_000
PARTS = 10
WARM_UP = 500
FIRST_ORDER = cast.NOW - timedelta(days=30)
BETWEEN = timedelta(seconds=2)


def orders(first: int, count: int, templates: list[dict[str, Any]]) -> Iterator[bytes]:
    """`count` bodies numbered from `first`: the templates over and over, each an order, a buyer, a code and a
    way to the shop of its own.
    """
    for number, order in enumerate(islice(cycle(templates), count), start=first):
        ordered_at = FIRST_ORDER + number * BETWEEN
        moment = ordered_at.isoformat()
        code = f"CODE{number * 7 % CREATORS}"
        for row in order.get("discount_codes", ()):
            row["code"] = code
        for row in order.get("discount_applications", ()):
            if row.get("type") == "discount_code":
                row["code"] = code
        yield json.dumps(
            {
                **order,
                "id": number,
                "admin_graphql_api_id": f"gid://shopify/Order/{number}",
                "name": f"#{number}",
                "checkout_token": f"checkout-{number}",
                "cart_token": f"cart-{number}",
                # Every third order is the second of a buyer from earlier.
                "customer": {"id": 1_000_000 + (number if number % 3 else number // 2)},
                **dict.fromkeys(("created_at", "processed_at", "updated_at"), moment),
                **_origin(number, ordered_at),
            },
            separators=(",", ":"),
        ).encode()


def _origin(number: int, ordered_at: datetime) -> dict[str, Any]:
    """How the buyer came: of a hundred orders twelve by a creator's link, most of these seen by the cart."""
    link = f"bench{number * 11 % CREATORS:05}"
    match number % 25:
        case 3 | 13:
            visit = visit_ref(link, ordered_at - timedelta(hours=number % 200))
            return {"note_attributes": [{"name": CART_ATTRIBUTE, "value": visit}]}
        case 7 if number % 2:
            return {"landing_site": f"/products/carafe?{PARAMETER}={link}&utm_source=instagram"}
        case 7:
            address = f"/?utm_medium=creator&utm_campaign=autumn&utm_term={link}&utm_source=tiktok"
            return {"landing_site": address}
    return {}


def fill(here: Place, shop_id: int, content: list[bytes], first: int) -> None:
    """Put bodies into a shop's inbox, as the receiver leaves them."""
    with here.database.shop(shop_id) as session:
        copy_in(
            session,
            Delivery,
            ("webhook_id", "topic", "api_version", "triggered_at", "body"),
            (
                (f"bench-{first + place}", "orders/create", "2026-10", here.now, body)
                for place, body in enumerate(content)
            ),
        )


def measure(here: Place, count: int, by_orm: int) -> dict[str, float]:
    """Rates of the drain and of the ORM, and how flat the drain stays."""
    for shop in (here.ana, here.ben):
        for number in range(CREATORS):
            creator = add_creator(here.database, shop, f"Bench {number}")
            add_code(here.database, shop, f"CODE{number}", creator)
            add_link(here.database, shop, creator, f"bench{number:05}", term=f"bench{number:05}")
    templates = [json.loads(body) for body in bodies(TEMPLATES)]
    drain = Drain(here.database, here.settings, clock=lambda: datetime.now(UTC))
    _drain_part(here, drain, templates, 1, WARM_UP)
    parts, first = [], 1_001
    for _ in range(PARTS):
        parts.append(_drain_part(here, drain, templates, first, count // PARTS))
        first += count // PARTS
    rates = [count // PARTS / part.wall for part in parts]
    fill(here, here.ben, list(orders(1, by_orm, templates)), 1)

    def record_all() -> None:
        for _ in range(by_orm):
            record_by_orm(here.database, here.settings, here.ben, here.now)

    orm = by_orm / seconds(record_all)
    with here.database.shop(here.ana) as session:
        states = run(session, "select distinct state from deliveries where shop_id = %(shop)s")
        [(kept,)] = run(session, "select count(*) from orders where shop_id = %(shop)s")
        assert (states, kept) == ([("handled",)], first - 1_001 + WARM_UP)
        assert rollup_differences(session) == []
        if count <= 50_000:
            assert check_books(session).balanced
    with here.database.shop(here.ben) as session:
        assert check_books(session).balanced
        assert rollup_differences(session) == []
    done = first - 1_001
    overall = done / sum(part.wall for part in parts)
    for name, total in (
        ("python", sum(part.own for part in parts)),
        ("postgresql", sum(part.server for part in parts)),
    ):
        print(f"  {name + ' ms of processor an order':<34}{1000 * total / done:>12.3f}")
    return {
        "orders": done,
        "orders_per_s": round(overall),
        "median_tenth_per_s": round(statistics.median(rates)),
        "orm_orders_per_s": round(orm, 1),
        "vs_orm": round(overall / orm, 1),
        "last_tenth_vs_first": round(rates[-1] / rates[0], 2),
        "load_average": round(os.getloadavg()[0], 2),
    }


@dataclass(frozen=True)
class _Spent:
    """Seconds: by the clock, of this process's processor time, and of PostgreSQL's."""

    wall: float
    own: float
    server: float


def _drain_part(here: Place, drain: Drain, templates: list[dict[str, Any]], first: int, count: int) -> _Spent:
    for at in range(first, first + count, 20_000):
        fill(here, here.ana, list(orders(at, min(20_000, first + count - at), templates)), at)
    with here.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # As autovacuum does every minute of a running shop; a measure this short would end before its turn.
        connection.execute(text("analyze"))
    server, own = _server_seconds(here), time.process_time()
    wall = seconds(drain.drain_all)
    return _Spent(wall, time.process_time() - own, _server_seconds(here) - server)


def _server_seconds(here: Place) -> float:
    """Processor time of the PostgreSQL of this place so far, over the processes that live."""
    number = (here.settings.data_dir / "postgres" / "postmaster.pid").read_text().split()[0]
    spent = [process.cpu_times() for process in psutil.Process(int(number)).children()]
    return float(sum(times.user + times.system for times in spent))


def main() -> int:
    """Measure, print."""
    parser = argparse.ArgumentParser(prog="make bench-drain")
    parser.add_argument("--orders", type=int, default=30_000)
    parser.add_argument("--by-orm", type=int, default=500)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory(prefix="earmark-bench-") as folder, place(Path(folder)) as here:
        result = measure(here, given.orders, given.by_orm)
    for name, number in result.items():
        print(f"  {name:<34}{number:>12,.2f}")
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
