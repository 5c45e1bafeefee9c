"""Looks for people in the database: every text, json and byte column of every table, the libraries' own
included.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import text

from plugin.store.database import Database
from tests import cast

PERSONAL = frozenset(
    [
        "address1", "address2", "browser_ip", "city", "company", "contact_email", "customer_email", "email", "first_name",
        "last_name", "name", "phone", "shop_owner", "user_agent", "zip",
    ]
)  # fmt: skip
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
            for value in values:
                if kind == "bytea":
                    # A body is bytes: as written, and as JSON would escape it.
                    forms = {value, value.lower(), value.upper(), json.dumps(value)[1:-1]}
                    test = " or ".join(
                        f'position(:v{place} in "{column}") > 0' for place in range(len(forms))
                    )
                    given = {f"v{place}": form.encode() for place, form in enumerate(sorted(forms))}
                elif kind == "bigint":
                    if not value.isdigit() or len(value) > 18:
                        continue
                    test, given = f'"{column}" = :v', {"v": int(value)}
                else:
                    test, given = f'position(:v in lower("{column}"::text)) > 0', {"v": value.lower()}
                if connection.execute(text(f'select 1 from "{table}" where {test} limit 1'), given).first():  # noqa: S608
                    yield f"{table}.{column}", value
