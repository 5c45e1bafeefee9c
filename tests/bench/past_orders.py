"""python -m tests.bench.past_orders: an import of past orders, from Shopify's file on loopback to the books.

orders_per_s          orders per second, everything told: the file fetched, taken apart, read, decided, posted
minutes_for_500000    what half a million orders take at that rate
cpu_ms_per_1000       processor time of this process per 1,000 orders; PostgreSQL's comes on top
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import structlog

from plugin.services.check_books import check_books
from plugin.services.import_orders.import_later import import_later
from plugin.services.import_orders.run_import import OrderImport
from plugin.shopify.answers import GraphqlProblem
from plugin.shopify.transport import StandinTransport
from plugin.store.order_imports import newest_import
from tests import cast
from tests.bench.place import Place
from tests.bench.place import place as make_place
from tests.books import add_code, add_creator

CREATORS = 200
TOGETHER = 1_000
"""After so many orders come their lines, as Shopify writes them page by page."""
WANTED = 500_000


def rows(count: int) -> Iterator[dict[str, Any]]:
    """The nodes of `count` orders, each with two lines and shipping, every third with a creator's code."""
    children: list[dict[str, Any]] = []
    for number in range(1, count + 1):
        order = f"gid://shopify/Order/{5_000_000_000_000 + number * 32_768}"
        code = f"CODE{number * 7 % CREATORS}" if number % 3 == 0 else None
        yield _order(order, number, code)
        if code:
            children.append(
                {
                    "__typename": "DiscountCodeApplication",
                    "type": "DiscountCodeApplication",
                    "index": 0,
                    "code": code,
                    "__parentId": order,
                }
            )
        children += [_line(order, 9_000_000_000_000 + number * 4 + place, code) for place in range(2)]
        children.append(
            {
                "__typename": "ShippingLine",
                "is_removed": False,
                "price_set": _both("6.9"),
                "discounted_price_set": _both("6.9"),
                "tax_lines": [{"price_set": _both("1.24")}],
                "discount_allocations": [],
                "__parentId": order,
            }
        )
        if number % TOGETHER == 0 or number == count:
            yield from children
            children = []


def _order(order: str, number: int, code: str | None) -> dict[str, Any]:
    at = (cast.NOW - timedelta(seconds=number)).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "__typename": "Order",
        "id": order,
        "admin_graphql_api_id": order,
        "name": f"#{number}",
        "created_at": at,
        "processed_at": at,
        "updated_at": at,
        "cancelled_at": None,
        "currency": "EUR",
        "presentment_currency": "EUR",
        "taxes_included": True,
        "test": False,
        "financial_status": "PAID",
        "source_name": "web",
        "checkout_token": f"checkout-{number}",
        "cart_token": f"cart-{number}",
        "note_attributes": [],
        "total_price_set": _both("137.8"),
        "total_discounts_set": _both("9.0" if code else "0.0"),
        "total_tax_set": _both("22.02"),
        "totalTipReceivedSet": {"shopMoney": {"amount": "0.0"}},
        "discountCodes": [code] if code else [],
        "refunds": [],
    }


def _line(order: str, number: int, code: str | None) -> dict[str, Any]:
    off = [{"amount_set": _both("4.5"), "discountApplication": {"index": 0}}] if code else []
    return {
        "__typename": "LineItem",
        "id": f"gid://shopify/LineItem/{number}",
        "admin_graphql_api_id": f"gid://shopify/LineItem/{number}",
        "quantity": 1,
        "current_quantity": 1,
        "gift_card": False,
        "taxable": True,
        "requires_shipping": True,
        "product": {"id": f"gid://shopify/Product/{number % 50}"},
        "price_set": _both("65.45"),
        "total_discount_set": _both("0.0"),
        "tax_lines": [{"price_set": _both("10.39")}],
        "discount_allocations": off,
        "__parentId": order,
    }


def _both(amount: str) -> dict[str, Any]:
    money = {"amount": amount, "currency_code": "EUR"}
    return {"shop_money": money, "presentment_money": money}


class Done:
    """An Admin API whose bulk operation has written `file` already."""

    errors: tuple[GraphqlProblem, ...] = ()

    def __init__(self, file: Path) -> None:
        self.operation = {
            "id": "gid://shopify/BulkOperation/1",
            "status": "COMPLETED",
            "errorCode": None,
            "query": "",
            "createdAt": cast.NOW.isoformat(),
            "objectCount": "0",
            "rootObjectCount": "0",
            "fileSize": str(file.stat().st_size),
            "url": f"https://{cast.ANA.domain}/{file.name}",
            "partialDataUrl": None,
        }

    def run(self, document: str, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """What the operation is, however it is asked for."""
        if "bulkOperations(" in document:
            return {"bulkOperations": {"nodes": []}}
        if "bulkOperationRunQuery" in document:
            return {"bulkOperationRunQuery": {"bulkOperation": self.operation, "userErrors": []}}
        return {"bulkOperation": self.operation}


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder and says nothing."""

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


def measure(here: Place, folder: Path, count: int) -> dict[str, float]:
    """Import `count` orders; the rates."""
    for number in range(CREATORS):
        add_code(
            here.database, here.ana, f"CODE{number}", add_creator(here.database, here.ana, f"Bench {number}")
        )
    file = folder / "orders.jsonl"
    with file.open("w") as into:
        for row in rows(count):
            into.write(json.dumps(row, separators=(",", ":")).replace("/", "\\/") + "\n")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    http = httpx.Client(
        transport=StandinTransport(f"http://127.0.0.1:{server.server_port}", httpx.HTTPTransport())
    )
    with here.database.shop(here.ana) as session:
        run_id = import_later(session, here.now)
    assert run_id is not None
    work = OrderImport(
        here.database, Done(file), http, here.ana, run_id, folder / "parts", lambda: datetime.now(UTC)
    )
    began, used = time.perf_counter(), time.process_time()
    while work.run() is not None:
        pass
    took, used = time.perf_counter() - began, time.process_time() - used
    server.shutdown()
    with here.database.shop(here.ana) as session:
        run = newest_import(session)
        assert run is not None
        assert (run.status, run.done, run.detail["imported"]) == ("finished", count, count)
        if count <= 20_000:
            assert check_books(session).balanced
    return {
        "orders": count,
        "file_mb": round(file.stat().st_size / 1e6, 1),
        "orders_per_s": round(count / took),
        "minutes_for_500000": round(WANTED / (count / took) / 60, 1),
        "cpu_ms_per_1000": round(used * 1e6 / count),
        "load_average": round(os.getloadavg()[0], 2),
    }


def main() -> int:
    """Measure, print."""
    parser = argparse.ArgumentParser(prog="make bench-import")
    parser.add_argument("--orders", type=int, default=50_000)
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with tempfile.TemporaryDirectory(prefix="earmark-bench-") as name, make_place(Path(name)) as here:
        result = measure(here, Path(name), given.orders)
    for what, number in result.items():
        print(f"  {what:<34}{number:>12,.2f}")
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
