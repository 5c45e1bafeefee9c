"""make smoke: the demo's processes with an empty database, 50 creators, 300 shoppers, and then the books.

Everything goes over HTTP, with duplicated, reordered and late webhooks. When it is quiet, every order in
the app's database is compared with the stand-in's own statement of what is right. Ends with one JSON line;
exits 0 only where nothing differs and the ledger equals its recomputation.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from plugin.services.check_books import check_books
from plugin.store.database import Database
from plugin.store.embedded import driver_url
from tests.cast import ANA
from tests.devshop.stack import Stack, running
from tests.journeys.merchant import Merchant
from tests.journeys.roster import roster_csv
from tests.journeys.story import create_campaign, import_creators, wait_until_quiet

CREATORS = 50
SHOPPERS = 300
FAULTS = {"duplicate": 0.10, "reorder": 0.15, "delay": 0.05, "hold_seconds": 1, "delay_seconds": 2, "seed": 5}


@dataclass
class Difference:
    """An order on which app and stand-in disagree."""

    order: str
    what: str
    app: object
    truth: object


def play(stack: Stack) -> Merchant:
    """The story up to the last webhook."""
    ana = Merchant(stack.standin_url, stack.app_url, ANA.domain)
    step("install the app")
    ana.install()
    assert ana.open("/").status_code == 200
    step(f"import {CREATORS} creators")
    import_creators(ana, roster_csv(CREATORS))
    step("a campaign with a code for each, created in Shopify")
    create_campaign(ana, name="Smoke", template="SMOKE_{CREATOR}", percent=10)
    ana.control("discounts", code="WELCOME5", percent="5", title="Newsletter")
    step(f"{SHOPPERS} shoppers, with webhooks duplicated, reordered and delayed")
    ana.standin.post("/control/api/timing", json={"retry_seconds": 8}).raise_for_status()
    ana.standin.post("/control/api/faults", json=FAULTS).raise_for_status()
    ana.control("shoppers", n=SHOPPERS, seed=7)
    step("wait until it is quiet")
    wait_until_quiet(ana, stack)
    return ana


def step(sentence: str) -> None:
    """Say what is being done."""
    print(f"  {time.monotonic() - STARTED:6.1f} s  {sentence}", flush=True)


STARTED = time.monotonic()


def app_orders(url: str) -> dict[int, dict[str, Any]]:
    """What the app's database holds of every order: net, whether it counts, credit by code, in minor units.
    """
    engine = create_engine(driver_url(url))
    with engine.connect() as connection:
        orders = {
            row.id: {"name": row.name, "net_minor": row.net_minor, "counted": row.counts, "codes": {}}
            for row in connection.execute(text("select id, name, net_minor, counts from orders"))
        }
        credits = connection.execute(
            text(
                "select e.order_id, upper(c.code) as code, sum(e.amount_minor)::bigint as minor "
                "from entries e join discount_codes c on c.shop_id = e.shop_id and c.id = e.code_id "
                "group by 1, 2"
            )
        )
        for row in credits:
            orders[row.order_id]["codes"][row.code] = row.minor
    engine.dispose()
    return orders


def differences(app: dict[int, dict[str, Any]], truth: dict[str, Any]) -> list[Difference]:
    """Every point on which the app's orders and the stand-in's books disagree."""
    found = []
    for row in truth["rows"]:
        mine = app.pop(row["order_id"], None)
        if mine is None:
            found.append(Difference(row["name"], "missing", None, row["net_minor"]))
            continue
        credit = {code["code"].upper(): code["credit_minor"] for code in row["codes"] if code["by_app"]}
        credit = {code: minor for code, minor in credit.items() if minor}
        held = {code: minor for code, minor in mine["codes"].items() if minor}
        for what, left, right in (
            ("net revenue", mine["net_minor"], row["net_minor"]),
            ("counted", mine["counted"], row["counted"]),
            ("credit by code", held, credit if row["counted"] else {}),
        ):
            if left != right:
                found.append(Difference(row["name"], what, left, right))
    found += [Difference(row["name"], "not placed", row["net_minor"], None) for row in app.values()]
    return found


def main() -> int:
    """Run it; 0 where the books agree."""
    print("Smoke: the whole of Earmark, empty, on free ports.")
    with tempfile.TemporaryDirectory(prefix="earmark-smoke-") as folder, running(Path(folder)) as stack:
        ana = play(stack)
        step("compare the books")
        url = stack.env["DATABASE_URL"]
        found = differences(app_orders(url), ana.truth())
        database = Database(create_engine(driver_url(url)))
        with database.everywhere() as session:
            shop_id = session.execute(
                text("select id from shops where domain = :d"), {"d": ANA.domain}
            ).scalar_one()
        with database.shop(shop_id) as session:
            books = check_books(session)
        database.engine.dispose()
    for row in found[:20]:
        print(f"  {row.order}: {row.what}: the app says {row.app}, the stand-in {row.truth}")
    result = {
        "orders": books.orders,
        "attributed_orders": books.attributed,
        "mismatches": len(found) + len(books.differing),
        "ledger_minor": books.ledger_minor,
        "recomputed_minor": books.recomputed_minor,
        "seconds": round(time.monotonic() - STARTED, 1),
    }
    for name, value in result.items():
        print(f"  {name:<18}{value:>12}")
    print(json.dumps(result))
    agreed = (
        not result["mismatches"] and books.ledger_minor == books.recomputed_minor and books.orders >= SHOPPERS
    )
    return 0 if agreed and books.attributed else 1


if __name__ == "__main__":
    sys.exit(main())
