"""Whether the app and the stand-in agree on a shop's orders, and the ledger with its recomputation."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import create_engine, text

from plugin.services.check_books import BooksCheck, check_books
from plugin.store.database import Database, ShopSession
from plugin.store.embedded import driver_url
from plugin.store.rollups.comparing import RollupDifference, rollup_differences

ORDERS = """
    select o.id, o.name, o.net_minor, o.counts
    from orders o join shops s on s.id = o.shop_id where s.domain = :domain
"""
CREDITS = """
    select e.order_id, upper(c.code) as code, sum(e.amount_minor)::bigint as minor
    from entries e
    join shops s on s.id = e.shop_id
    join discount_codes c on c.shop_id = e.shop_id and c.id = e.code_id
    where s.domain = :domain group by 1, 2
"""


LINKS = """
    select e.order_id, l.key, sum(e.amount_minor)::bigint as minor
    from entries e
    join shops s on s.id = e.shop_id
    join links l on l.shop_id = e.shop_id and l.id = e.link_id
    where s.domain = :domain and e.code_id is null group by 1, 2
"""
"""Beside a code, the link only says how that creator's buyer came."""


@dataclass(frozen=True)
class Difference:
    """An order on which app and stand-in disagree."""

    order: str
    what: str
    app: object
    truth: object


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """The app's database at `url`, for looking in."""
    # It may lead through PgBouncer: see `Database.from_settings`.
    database = Database(create_engine(driver_url(url), connect_args={"prepare_threshold": None}))
    try:
        yield database
    finally:
        database.engine.dispose()


def app_orders(url: str, domain: str) -> dict[int, dict[str, Any]]:
    """What the app's database holds of every order of a shop: net, whether it counts, credit by code and
    by link, in minor units.
    """
    with opened(url) as database, database.engine.connect() as connection:
        orders = {
            row.id: {
                "name": row.name,
                "net_minor": row.net_minor,
                "counted": row.counts,
                "codes": {},
                "links": {},
            }
            for row in connection.execute(text(ORDERS), {"domain": domain})
        }
        for row in connection.execute(text(CREDITS), {"domain": domain}):
            orders[row.order_id]["codes"][row.code] = row.minor
        for row in connection.execute(text(LINKS), {"domain": domain}):
            orders[row.order_id]["links"][row.key] = row.minor
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
        by_link = {key: minor for key, minor in mine["links"].items() if minor}
        linked = row["link_credit_minor"] and row["counted"]
        for what, left, right in (
            ("net revenue", mine["net_minor"], row["net_minor"]),
            ("counted", mine["counted"], row["counted"]),
            ("credit by code", held, credit if row["counted"] else {}),
            ("credit by link", by_link, {row["link"]: row["link_credit_minor"]} if linked else {}),
        ):
            if left != right:
                found.append(Difference(row["name"], what, left, right))
    found += [Difference(row["name"], "not placed", row["net_minor"], None) for row in app.values()]
    return found


def books(url: str, domain: str) -> BooksCheck:
    """The shop's ledger compared with its recomputation from source."""
    with in_shop(url, domain) as session:
        return check_books(session)


def sums_that_differ(url: str, domain: str) -> list[RollupDifference]:
    """Where the shop's sums by day are not what its ledger and orders give."""
    with in_shop(url, domain) as session:
        return rollup_differences(session)


@contextmanager
def in_shop(url: str, domain: str) -> Iterator[ShopSession]:
    """A session of the shop in the database at `url`."""
    with opened(url) as database:
        with database.everywhere() as session:
            query = text("select id from shops where domain = :domain")
            shop_id = session.execute(query, {"domain": domain}).scalar_one()
        with database.shop(shop_id) as session:
            yield session
