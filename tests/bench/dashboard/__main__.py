"""python -m tests.bench.dashboard: every page of the admin over millions of orders in one shop.

orders       how many the shop has
pages_ms     median answer of each page at the server, by address
raw_scan_ms  what the overview's sums of 30 days, of 90 and of a year cost where they are added up from the
             orders and entries themselves

Ends with 1 where a page takes longer than the goal. The database lies in a temporary folder (under TMPDIR)
and is removed; with --keep it stays in the folder named, and is used again the next time.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import psycopg
import structlog

from plugin.store.batch.statements import run
from tests import cast
from tests.bench.dashboard.filling import Size, check_disk
from tests.bench.dashboard.measuring import Measured, Pages
from tests.bench.dashboard.pages import addresses, unmeasured
from tests.bench.dashboard.raw import raw_scans
from tests.bench.dashboard.stage import Stage, stage

GOAL_MS = 100.0
MANY_ROWS = 50_000


def main() -> int:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(
        prog="make bench-dashboard", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--orders", type=int, default=10_000_000, help="of the large shop (%(default)s)")
    parser.add_argument("--creators", type=int, default=1_000, help="of the large shop (%(default)s)")
    parser.add_argument("--keep", type=Path, help="the folder in which the database stays")
    parser.add_argument("--only", default="", help="measure addresses that hold this text")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    size = Size(given.orders, given.creators)
    with ExitStack() as stack:
        if given.keep:
            folder = given.keep.absolute()
            folder.mkdir(parents=True, exist_ok=True)
        else:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="earmark-bench-")))
        check_disk(folder, size)
        here = stack.enter_context(stage(folder, size))
        return _measure(here, given.only)


def _measure(here: Stage, only: str) -> int:
    pages = Pages(here.database, here.settings, here.now, cast.ANA)
    known = addresses(here.shown)
    if forgotten := unmeasured(pages.app, known):
        print(f"  not measured: {', '.join(sorted(forgotten))}")
    print(
        f"  {'page':<62}{'ms':>8}{'SQL ms':>8}{'CPU ms':>8}"
        f"{'asked':>7}{'rows read':>11}{'KB':>7}{'before, s':>11}"
    )
    found: list[Measured] = []
    for address in (one for many in known.values() for one in many if only in one):
        measured = pages.measure(address, many=MANY_ROWS)
        found.append(measured)
        over = " over" if measured.ms > GOAL_MS else ""
        print(
            f"  {address:<62}{measured.ms:>8.1f}{measured.sql_ms:>8.1f}{measured.cpu_ms:>8.1f}"
            f"{measured.statements:>7}"
            f"{measured.rows_read:>11,}{measured.bytes / 1000:>7.0f}{measured.background_s:>11.1f}{over}",
            flush=True,
        )
    for measured in found:
        for plan in measured.plans:
            print(f"\n{measured.address} reads {plan.rows_read:,} rows:\n{plan.text}")
    with psycopg.connect(here.database.url()) as connection:
        raw = raw_scans(connection, here.shop_id, here.now)
    with here.database.shop(here.shop_id) as session:
        [(orders,)] = run(session, "select count(*) from orders where shop_id = %(shop)s")
    print(
        "\n  added up from orders and entries: "
        + ", ".join(f"{name} {ms:,.0f} ms" for name, ms in raw.items())
    )
    late = [row.address for row in found if row.ms > GOAL_MS]
    if late:
        print(f"  {len(late)} of {len(found)} over {GOAL_MS:.0f} ms: {', '.join(late)}")
    result = {
        "orders": orders,
        "pages_ms": {row.address: round(row.ms, 1) for row in found},
        "raw_scan_ms": raw,
    }
    print(json.dumps(result))
    return 1 if late or forgotten else 0


if __name__ == "__main__":
    sys.exit(main())
