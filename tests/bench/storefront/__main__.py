"""python -m tests.bench.storefront: a table for people, then one JSON line.

landing_rps landing_p50_ms landing_p99_ms        short links and pages of picks: most per second; at 200/s
static_rps static_p50_ms static_p99_ms           a file of a page's size, by the same gunicorn in the same run
collector_rps collector_p50_ms collector_p99_ms  the web pixel's messages
embed_gzip_bytes pixel_bytes                     what shoppers' browsers download
lighthouse_points_lost cls_added                 what the block costs the stand-in's home page

A value is null where its tool is missing, and a line says which.
"""

from __future__ import annotations

import argparse
import json
import os
import sys

from tests.bench.storefront import lighthouse
from tests.bench.storefront.together import measured

GOALS = {
    "landing_p99_ms": 10.0,
    "collector_p99_ms": 20.0,
    "embed_gzip_bytes": 2_500,
    "lighthouse_points_lost": 2.0,
    "cls_added": 0.0,
}
"""What may not be exceeded."""


def main() -> int:
    """Measure, print."""
    parser = argparse.ArgumentParser(prog="make bench-storefront")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0, help="at 200 requests a second, each time")
    parser.add_argument("--looks", type=int, default=lighthouse.ROUNDS, help="of Lighthouse; 0: none")
    given = parser.parse_args()
    result = measured(given.rounds, given.seconds, given.looks)
    print(f"Load average at the end: {os.getloadavg()[0]:.1f}")
    for name, value in result.items():
        shown = "not measured" if value is None else f"{value:,.2f}".rstrip("0").rstrip(".")
        goal = GOALS.get(name)
        told = (
            ""
            if goal is None or value is None
            else f"   goal: at most {goal:g}  {'met' if value <= goal else 'NOT MET'}"
        )
        print(f"  {name:<26}{shown:>14}{told}")
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
