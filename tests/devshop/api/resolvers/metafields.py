"""Metafields written with a record and read from it."""

from __future__ import annotations

import re
from typing import Any

from tests.devshop.api.connections import connection
from tests.devshop.api.gid import gid
from tests.devshop.api.registry import Call, Record
from tests.devshop.api.resolvers.user_errors import user_error
from tests.devshop.content import Metafield

NUMBERS = {"number_integer": r"-?\d+", "number_decimal": r"-?\d+(\.\d+)?", "boolean": r"true|false"}


def write(call: Call, held: list[Metafield], given: list[dict[str, Any]] | None) -> None:
    """Add or replace metafields by namespace and key."""
    for row in given or []:
        namespace = row.get("namespace") or f"app--{call.world.client_id}"
        found = next((one for one in held if (one.namespace, one.key) == (namespace, row.get("key"))), None)
        kind = row.get("type") or (found.type if found else "single_line_text_field")
        if found is None:
            held.append(Metafield(call.world.next_id(), namespace, row["key"], kind, row["value"]))
        else:
            found.type, found.value = kind, row["value"]


def check(base: list[str], given: list[dict[str, Any]] | None) -> list[Record]:
    """Metafields without key or value, or whose value does not fit a simple type."""
    errors = []
    for index, row in enumerate(given or []):
        field = [*base, "metafields", str(index)]
        if not row.get("key"):
            errors.append(user_error([*field, "key"], "Key can't be blank", "BLANK"))
        if not row.get("value"):
            errors.append(user_error([*field, "value"], "Value can't be blank", "BLANK"))
        pattern = NUMBERS.get(row.get("type") or "")
        if pattern and row.get("value") and not re.fullmatch(pattern, row["value"]):
            errors.append(user_error([*field, "value"], f"Value must be a {row['type']}.", "INVALID_VALUE"))
    return errors


def fields(held: list[Metafield]) -> Record:
    """The `metafield` and `metafields` fields of a record."""

    def one(arguments: dict[str, Any]) -> Record | None:
        wanted = (arguments.get("namespace"), arguments["key"])
        return next((show(row) for row in held if (row.namespace, row.key) == wanted), None)

    def many(arguments: dict[str, Any]) -> Record:
        rows = [row for row in held if arguments.get("namespace") in (None, row.namespace)]
        return connection(rows, arguments, show)

    return {"metafield": one, "metafields": many}


def show(row: Metafield) -> Record:
    """One metafield."""
    return {
        "__typename": "Metafield",
        "id": gid("Metafield", row.id),
        "namespace": row.namespace,
        "key": row.key,
        "type": row.type,
        "value": row.value,
    }
