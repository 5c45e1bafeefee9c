"""A document for a capture that carries none: it asks for exactly what the answer shows, with the variables
it had.
"""

from __future__ import annotations

import re
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_required_argument,
)

PAGE = 250


def rebuild(schema: GraphQLSchema, data: dict[str, Any], variables: dict[str, Any]) -> str | None:
    """A document with variables as arguments, or None where a field of the answer is no root field (an
    alias).
    """
    for root in (schema.mutation_type, schema.query_type):
        if root is not None and all(name in root.fields for name in data):
            writer = _Writer(schema)
            fields = [writer.field(root.fields[name], name, value, variables) for name, value in data.items()]
            heading = ", ".join(f"${name}: {kind}" for name, kind in writer.declared.items())
            kind = "mutation" if root is schema.mutation_type else "query"
            return f"{kind} Rebuilt{f'({heading})' if heading else ''} {{ {' '.join(fields)} }}"
    return None


class _Writer:
    """Writes fields and remembers the variables it used."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self.declared: dict[str, str] = {}

    def field(self, definition: GraphQLField, name: str, value: Any, variables: dict[str, Any]) -> str:
        """One field with its arguments and what its value shows."""
        given = []
        for argument, row in definition.args.items():
            variable = _variable(name, argument, variables)
            if variable is not None:
                self.declared[variable] = str(row.type)
                given.append(f"{argument}: ${variable}")
            elif argument == "first":
                given.append(f"first: {PAGE}")
            elif is_required_argument(row):
                given.append(f"{argument}: null")
        arguments = f"({', '.join(given)})" if given else ""
        return f"{name}{arguments}{self.selection(get_named_type(definition.type), value)}"

    def selection(self, kind: GraphQLNamedType, value: Any) -> str:
        """The fields that `value` shows, each under the type it has there."""
        if not is_composite_type(kind):
            return ""
        rows = [row for row in (value if isinstance(value, list) else [value]) if isinstance(row, dict)]
        if not rows:
            return " { __typename }"
        by_type: dict[str, dict[str, Any]] = {}
        for row in rows:
            concrete = row.get("__typename") if is_abstract_type(kind) else None
            merged = by_type.setdefault(concrete or kind.name, {})
            for key, inner in row.items():
                if merged.get(key) in (None, []):
                    merged[key] = inner
        parts = []
        for named, merged in by_type.items():
            owner: Any = self.schema.type_map[named]
            inner = " ".join(
                key if key == "__typename" else self.field(owner.fields[key], key, one, {})
                for key, one in merged.items()
            )
            parts.append(inner if named == kind.name else f"... on {named} {{ {inner} }}")
        return f" {{ {' '.join(parts)} }}"


def _variable(field: str, argument: str, variables: dict[str, Any]) -> str | None:
    """The variable meant for an argument: named for the field's verb and the argument, or just as the
    argument.
    """
    verb = re.findall(r"[A-Z]?[a-z]+", field)[-1].lower()
    for name in variables:
        if name.lower() == f"{verb}{argument}".lower():
            return name
    return argument if argument in variables else None
