"""Shopify's scalars: how they are written in answers and which input they refuse."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from graphql import GraphQLError, GraphQLScalarType, GraphQLSchema
from graphql.utilities import value_from_ast_untyped


def equip_scalars(schema: GraphQLSchema) -> None:
    """Give the custom scalars of a schema built from introspection their real reading and writing."""
    readers = {"DateTime": read_datetime, "Decimal": read_decimal, "Money": read_decimal}
    writers = {
        "DateTime": write_datetime,
        "Decimal": write_decimal,
        "Money": write_money,
        "UnsignedInt64": str,
    }
    for name, write in writers.items():
        scalar = schema.type_map.get(name)
        if isinstance(scalar, GraphQLScalarType):
            scalar.serialize = scalar.coerce_output_value = write  # type: ignore[assignment,method-assign]
    for name, read in readers.items():
        scalar = schema.type_map.get(name)
        if isinstance(scalar, GraphQLScalarType):
            scalar.parse_value = scalar.coerce_input_value = read  # type: ignore[method-assign]
            scalar.coerce_input_literal = _literal_reader(read)


def _literal_reader(read: Callable[[object], Any]) -> Callable[..., Any]:
    return lambda node, *_: read(value_from_ast_untyped(node))


def read_datetime(value: object) -> datetime:
    """An ISO 8601 time as aware UTC, cut to the whole second as Shopify keeps it."""
    try:
        if not isinstance(value, str) or not re.match(r"\d{4}-\d\d-\d\d", value):
            raise ValueError
        parsed = datetime.fromisoformat(value)
    except ValueError:
        raise GraphQLError(f"Invalid value for DateTime: {value!r}") from None
    aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    return aware.astimezone(UTC).replace(microsecond=0)


def read_decimal(value: object) -> Decimal:
    """A decimal number given as a string or a number."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("nan")
    if isinstance(value, bool) or not number.is_finite():
        raise GraphQLError(f"{value!r} is not a valid decimal")
    return number


def write_datetime(value: datetime | str) -> str:
    """A time as Shopify writes it: UTC, whole seconds, `Z`."""
    if isinstance(value, str):
        return value
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_decimal(value: Decimal | str | int) -> str:
    """A decimal as Shopify writes it: no trailing zeros, but at least one digit after the point."""
    plain = format(Decimal(str(value)).normalize(), "f")
    return plain if "." in plain else f"{plain}.0"


def write_money(value: Decimal | str | int) -> str:
    """The older `Money` scalar: always two digits after the point."""
    return f"{Decimal(str(value)):.2f}"
