"""The smoke run; see the package."""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from pathlib import Path

from tests.cast import ANA
from tests.devshop.smoke.answering import Answered, answer_surveys, answers_differ
from tests.devshop.smoke.killing import kill_receiver_and_drain, worker_killed_at_work
from tests.devshop.smoke.walking import ask_for_journeys, pixel_token, tell_checkouts, walk
from tests.devshop.stack import Stack, running
from tests.journeys.agreement import app_orders, books, differences, sums_that_differ
from tests.journeys.links import live_links
from tests.journeys.merchant import Merchant
from tests.journeys.roster import roster_csv
from tests.journeys.story import check_with_shopify, create_campaign, import_creators, wait_until_quiet

CREATORS = 50
SHOPPERS = 300
WALKS = 40
FAULTS = {
    "duplicate": 0.10,
    "reorder": 0.15,
    "delay": 0.05,
    "loss": 0.05,
    "hold_seconds": 1,
    "delay_seconds": 2,
    "seed": 5,
}


def play(stack: Stack) -> tuple[Merchant, Answered]:
    """The story up to the last webhook, and what buyers said in it."""
    ana = Merchant(stack.standin_url, stack.app_url, ANA.domain)
    step("install the app")
    ana.install()
    assert ana.open("/").status_code == 200
    step(f"import {CREATORS} creators")
    import_creators(ana, roster_csv(CREATORS))
    step("a campaign with a code for each, created in Shopify")
    create_campaign(ana, name="Smoke", template="SMOKE_{CREATOR}", percent=10)
    ana.control("discounts", code="WELCOME5", percent="5", title="Newsletter")
    step("wait for every creator's short link, and follow some to their pages")
    links = live_links(ana)
    clicks = walk(stack, links, WALKS)
    step(f"{SHOPPERS} shoppers, with webhooks duplicated, reordered, delayed and lost")
    ana.standin.post(
        "/control/api/timing", json={"retry_seconds": 8, "journey_seconds": 1}
    ).raise_for_status()
    ana.standin.post("/control/api/faults", json=FAULTS).raise_for_status()
    followed = [{"key": link.key, "code": link.code} for link in links]
    bought = ana.control("shoppers", n=SHOPPERS, seed=7, links=followed, clicks=clicks)["bought"]
    step("kill the receiver and the drain, and start them again")
    step(f"{kill_receiver_and_drain(stack)} deliveries lay there unhandled")
    step("some say how they heard of the shop, some before their order is known; the pixel reports checkouts")
    said = answer_surveys(stack, bought, seed=7)
    said.counts["told by the pixel"] = tell_checkouts(stack, pixel_token(stack), bought)
    step(", ".join(f"{count} {how}" for how, count in said.counts.items()))
    step("wait until it is quiet")
    wait_until_quiet(ana, stack)
    step("check with Shopify for what was lost, and kill the worker in the middle of it")
    with worker_killed_at_work(stack):
        page = check_with_shopify(ana)
    # The sentence of the deliveries page; without it nothing was lost, and nothing is proved.
    found = re.search(r"It found (one|[\d,]+) whose", page)
    assert found, "No webhook was lost, so the check had nothing to find."
    step(f"it found {found[1]} of which Shopify's webhooks had not told")
    asked = ask_for_journeys(stack, ANA.domain)
    step(f"the customer journeys of {asked} orders were asked for")
    return ana, said


def step(sentence: str) -> None:
    """Say what is being done."""
    print(f"  {time.monotonic() - STARTED:6.1f} s  {sentence}", flush=True)


STARTED = time.monotonic()


def main() -> int:
    """Run it; 0 where the books agree."""
    print("Smoke: the whole of Earmark, empty, on free ports.")
    with tempfile.TemporaryDirectory(prefix="earmark-smoke-") as folder, running(Path(folder)) as stack:
        ana, said = play(stack)
        step("compare the books")
        url = stack.env["DATABASE_URL"]
        found = differences(app_orders(url, ANA.domain), ana.truth())
        found += answers_differ(url, ANA.domain, said)
        checked = books(url, ANA.domain)
        sums = sums_that_differ(url, ANA.domain)
    for row in found[:20]:
        print(f"  {row.order}: {row.what}: the app says {row.app}, the stand-in {row.truth}")
    for difference in sums[:20]:
        print(f"  sums by day: {difference}")
    result = {
        "orders": checked.orders,
        "attributed_orders": checked.attributed,
        "links_walked": WALKS,
        "answers": len(said.expected),
        "mismatches": len(found) + len(checked.differing) + len(sums),
        "ledger_minor": checked.ledger_minor,
        "recomputed_minor": checked.recomputed_minor,
        "seconds": round(time.monotonic() - STARTED, 1),
    }
    for name, value in result.items():
        print(f"  {name:<18}{value:>12}")
    print(json.dumps(result))
    agreed = (
        not result["mismatches"]
        and checked.ledger_minor == checked.recomputed_minor
        and checked.orders >= SHOPPERS
    )
    return 0 if agreed and checked.attributed and said.expected else 1


if __name__ == "__main__":
    sys.exit(main())
