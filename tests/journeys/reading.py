"""What the admin says, read from its own CSV files and pages."""

from __future__ import annotations

import csv
import html
import io
import re
from decimal import Decimal
from typing import Any

from tests.journeys.merchant import Merchant


def table(merchant: Merchant, path: str, **query: Any) -> list[dict[str, str]]:
    """The rows of one of the admin's CSV files, by column name; the first table where a file holds two."""
    answer = merchant.fetch("GET", path, params=query)
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:300]}"
    assert answer.headers["Content-Type"].startswith("text/csv"), answer.headers["Content-Type"]
    content = answer.content.decode("utf-8-sig")
    first = re.split(r"(?:\r?\n){2,}", content)[0]
    return list(csv.DictReader(io.StringIO(first, newline="")))


def minor(amount: str, digits: int = 2) -> int:
    """A CSV amount in minor units."""
    return int(Decimal(amount).scaleb(digits))


def entries(merchant: Merchant, order_id: int) -> list[tuple[str, str, int]]:
    """The ledger entries of an order as its Why? page exports them: (kind, creator, minor units)."""
    return [
        (row["Entry"], row["Creator"], minor(row["Amount"]))
        for row in table(merchant, f"/orders/{order_id}/entries.csv")
    ]


def credited(merchant: Merchant, order_id: int) -> dict[str, int]:
    """What each creator holds of an order by its entries, in minor units; creators at zero are left out."""
    sums: dict[str, int] = {}
    for _, creator, amount in entries(merchant, order_id):
        sums[creator] = sums.get(creator, 0) + amount
    return {creator: amount for creator, amount in sums.items() if amount}


def order_row(merchant: Merchant, name: str) -> dict[str, str]:
    """The order called `name` in the list of orders."""
    (row,) = [row for row in table(merchant, "/orders.csv") if row["Order"] == name]
    return row


def why(merchant: Merchant, order_id: int) -> str:
    """The Why? page as text: markup removed, whitespace run together."""
    answer = merchant.open(f"/orders/{order_id}")
    assert answer.status_code == 200, answer.status_code
    body = answer.text.split("</head>", 1)[1]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def codes_in_shopify(merchant: Merchant) -> dict[str, dict[str, Any]]:
    """Every discount of the shop in the stand-in, by its first code."""
    answer = merchant.standin.get("/control/api/state").json()
    (shop,) = [row for row in answer["shops"] if row["domain"] == merchant.domain]
    return {row["codes"][0]: row for row in shop["discounts"]}


def numbers(merchant: Merchant, path: str, kind: str) -> dict[str, int]:
    """What a page links to under `/<kind>/<number>`: the link's text -> the number."""
    answer = merchant.fetch("GET", path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    links = re.findall(rf'href="/{kind}/(\d+)"[^>]*>(.*?)</s-link>', answer.text, re.DOTALL)
    return {html.unescape(re.sub(r"<[^>]+>", "", said)).strip(): int(number) for number, said in links}
