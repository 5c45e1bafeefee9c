"""Looks for people in the database: every text, json and byte column of every table, the libraries' own
included.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import text

from plugin.store.database import Database
from tests import cast

PERSONAL = frozenset(
    {"address1", "address2", "browser_ip", "city", "company", "contact_email", "customer_email", "email"}
    | {"first_name", "last_name", "name", "phone", "shop_owner", "user_agent", "zip"}
)
"""Keys of Shopify's bodies whose values are a person's. `name` only within a customer or an address."""
PEOPLE = frozenset(["customer", "default_address", "billing_address", "shipping_address", "client_details"])
SHORTEST = 5
"""Shorter values (a first name of three letters) stand in words of any text."""


def values_of(*shoppers: cast.Shopper) -> set[str]:
    """Everything personal about shoppers of the cast."""
    return {
        value
        for row in shoppers
        for value in (str(row.shopify_id), row.first_name, row.last_name, row.email, row.phone, row.address)
    }


def personal_values(body: Any, *, person: bool = False) -> set[str]:
    """The personal values in a body of Shopify's shape."""
    found: set[str] = set()
    if isinstance(body, list):
        for row in body:
            found |= personal_values(row, person=person)
    elif isinstance(body, dict):
        for key, value in body.items():
            if isinstance(value, dict | list):
                found |= personal_values(value, person=person or key in PEOPLE)
            elif (
                isinstance(value, str)
                and len(value) >= SHORTEST
                and key in PERSONAL
                and (person or key != "name")
            ):
                found.add(value)
    return found


def assert_no_personal_data(database: Database, values: Iterable[str]) -> None:
    """Fail with table and column where any of `values` stands anywhere in the database, in any case."""
    wanted = sorted({value for value in values if value})
    assert wanted, "There is nothing to look for, so finding nothing would say nothing."
    found = [(place, value) for place, value in _hits(database, wanted)]
    assert found == [], f"Personal values are in the database: {found}"


def _hits(database: Database, values: list[str]) -> Iterator[tuple[str, str]]:
    kind_of = defaultdict(lambda: "text", bytea="bytea", bigint="bigint")
    with database.engine.connect() as connection:
        columns = connection.execute(
            text(
                "select table_name, column_name, data_type from information_schema.columns"
                " where table_schema = 'public' and data_type in"
                " ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY', 'bigint')"
                " order by table_name, column_name"
            )
        ).all()
        for table, column, kind in columns:
            test, given = _test(kind, values)
            if not given:
                continue
            # One question a column: which of the values stand in it?
            query = (
                f"select v from unnest(cast(:given as {kind_of[kind]}[])) v"  # noqa: S608
                f' where exists (select 1 from "{table}" where {test.format(column)})'
            )
            for (value,) in connection.execute(text(query), {"given": given}):
                yield f"{table}.{column}", value.decode() if isinstance(value, bytes) else str(value)


def _test(kind: str, values: list[str]) -> tuple[str, list[Any]]:
    """The condition on a column (its place is {}) and on a value `v`, and the forms of the values to try."""
    if kind == "bytea":
        # A body is bytes: as written, and as JSON would escape it.
        forms = {
            form
            for value in values
            for form in (value, value.lower(), value.upper(), json.dumps(value)[1:-1])
        }
        return 'position(v in "{}") > 0', [form.encode() for form in sorted(forms)]
    if kind == "bigint":
        return '"{}" = v', [int(value) for value in values if value.isdigit() and len(value) <= 18]
    return 'position(v in lower("{}"::text)) > 0', [value.lower() for value in values]
