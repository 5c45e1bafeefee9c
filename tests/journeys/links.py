"""Creators' links as their owner sees them, and on a creator's own page."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from tests.journeys.merchant import Merchant, until


@dataclass(frozen=True)
class ShownLink:
    """A link as the owner sends it out: the key within, the path to type, the code it applies."""

    key: str
    path: str
    code: str | None
    creator: str
    campaign: str


def live_links(merchant: Merchant, *, seconds: float = 120) -> list[ShownLink]:
    """The shop's links, once every short path stands in the shop."""

    def shown() -> list[ShownLink]:
        table = merchant.fetch("GET", "/links.csv")
        assert table.status_code == 200, table.text[:500]
        rows = list(csv.DictReader(io.StringIO(table.text.lstrip("\ufeff"))))
        return [_link(row) for row in rows] if rows and all(row["Status"] == "Live" for row in rows) else []

    return until(shown, seconds=seconds, every=0.5, what="Every link's short path")


def _link(row: dict[str, str]) -> ShownLink:
    inner = parse_qs(urlsplit(row["Long link"]).query)
    landing = inner["redirect"][0] if "redirect" in inner else row["Long link"]
    key = parse_qs(urlsplit(landing).query)["em"][0]
    path = unquote(urlsplit(row["Short link"]).path)
    return ShownLink(key, path, row["Code"] or None, row["Creator"], row["Campaign"])
