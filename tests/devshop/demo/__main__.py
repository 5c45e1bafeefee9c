"""The demo; see the package."""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import signal
import sys
import time
from pathlib import Path

import structlog

from tests.cast import ANA
from tests.devshop.demo.seeding import seed
from tests.devshop.stack import ROOT, Stack, running

FOLDER = ROOT / ".data" / "demo"
STANDIN_PORT = 4000
APP_PORT = 8000
ORDERS = 700


def main() -> int:
    """Serve until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="make demo")
    parser.add_argument("--reset", action="store_true", help="begin anew")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--orders", type=int, default=ORDERS, help="how many shoppers a new shop begins with")
    given = parser.parse_args()
    if os.environ.get("EARMARK_ENV") == "production":
        print("EARMARK_ENV is production. The demo is not for production.", file=sys.stderr)
        return 2
    marker = given.folder / "seeded"
    if given.reset or not marker.exists():
        # A seeding that was broken off half-way is begun anew too.
        shutil.rmtree(given.folder, ignore_errors=True)
    # What the app logs while it is told of the past is not for the person at the console.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    print(
        "Earmark: starting PostgreSQL, the app, the drain, the worker and the stand-in Shopify ...",
        flush=True,
    )
    try:
        with running(given.folder, standin_port=STANDIN_PORT, app_port=APP_PORT) as stack:
            if not marker.exists():
                seed(stack, given.orders)
                marker.touch()
            print(welcome(stack), flush=True)
            while True:
                time.sleep(1)
                stack.check_alive()
    except KeyboardInterrupt:
        print("\nStopped. The data stays for the next start; make demo RESET=1 begins anew.")
    return 0


def welcome(stack: Stack) -> str:
    """What to do now."""
    shop = ANA.domain.removesuffix(".myshopify.com")
    return f"""
Ready. Open this address:

    {stack.standin_url}/store/{shop}/apps/earmark

It is Ana's Atelier's admin with Earmark in it. Also there:
    {stack.storefront_url()}  the shop: buy something with a creator's code
    {stack.standin_url}/control  refunds, cancellations, faults, more shoppers
Logs are in {stack.folder}. Ctrl-C stops everything.
"""


if __name__ == "__main__":
    sys.exit(main())
