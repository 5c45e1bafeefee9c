"""make demo: the whole story on this machine, in a browser, on the stand-in Shopify.

Everything it keeps is in `.data/demo`, so that the next start goes on where this one ended; `--reset`
begins anew.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.cast import ANA
from tests.devshop.stack import ROOT, Stack, running
from tests.journeys.merchant import Merchant
from tests.journeys.roster import NAMES, roster_csv
from tests.journeys.story import create_campaign, import_creators, wait_until_quiet

FOLDER = ROOT / ".data" / "demo"
STANDIN_PORT = 4000
APP_PORT = 8000
WEEKS = 6
ORDERS = 700


def seed(stack: Stack, orders: int) -> None:
    """A shop with 25 creators, two campaigns and six weeks of orders, all through the front door."""
    ana = Merchant(stack.standin_url, stack.app_url, ANA.domain)
    today = datetime.now(UTC).date()
    say("installing Earmark in Ana's Atelier")
    ana.install()
    ana.open("/").raise_for_status()
    say(f"importing {len(NAMES)} creators")
    import_creators(ana, roster_csv())
    say("creating their discount codes for two campaigns")
    started = today - timedelta(weeks=WEEKS, days=1)
    create_campaign(ana, name="Harvest Home", template="HARVEST_{FIRST}", percent=10, starts_on=started)
    create_campaign(
        ana, name="Winter Warmers", template="WARM_{FIRST}", percent=15, starts_on=today - timedelta(weeks=3)
    )
    ana.control("discounts", code="WELCOME5", percent="5", title="Newsletter welcome")
    say(f"playing {orders} shoppers over six weeks; every order arrives as a signed webhook")
    ana.control("shoppers", n=orders, seed=11, weeks=WEEKS)
    wait_until_quiet(ana, stack, seconds=300)


def say(sentence: str) -> None:
    """One line of progress."""
    print(f"  {sentence} ...", flush=True)


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
