"""python -m tests.bench: a table for people, then one JSON line.

import_5000_s      seconds to read, plan and write 5,000 creators with two handles, aliases, tags and notes
import_vs_insert   that time over the time to insert 5,000 bare rows of the same table
orders_per_s       orders per second from raw body to posted entries, one process, one delivery at a time
vs_kept            that rate over the rate at which the same bodies are merely kept in the inbox
parsed_per_s       bodies per second read into facts;  parse_vs_json  that rate over json.loads alone
decided_per_s      decisions per second on facts in memory, with their postings
pages_ms           median answer of each page over those orders, at the server
landing_rps ...    what shoppers are served, see `tests.bench.storefront`
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
from pathlib import Path

import structlog

from tests.bench import importing, ordering, pages
from tests.bench.place import place
from tests.bench.storefront.together import measured


def main() -> int:
    """Measure, print."""
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--orders", type=int, default=2_000)
    parser.add_argument("--creators", type=int, default=5_000)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    result: dict[str, object] = {}
    with tempfile.TemporaryDirectory(prefix="earmark-bench-") as folder, place(Path(folder)) as here:
        result |= importing.measure(here, given.creators)
        result |= ordering.measure(here, given.orders)
        result |= pages.measure(here)
    result |= measured(rounds=1, seconds=5.0, looks=1)
    for name, value in result.items():
        rows = value.items() if isinstance(value, dict) else [("", value)]
        for inner, number in rows:
            print(f"  {name + ' ' + inner:<34}" + ("not measured" if number is None else f"{number:>12,.2f}"))
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
