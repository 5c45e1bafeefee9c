"""Variable values: what does not fit its type, named by the path to it."""

from __future__ import annotations

import json
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    print_ast,
    type_from_ast,
)

from tests.devshop.api.gid import is_global_id

Problem = dict[str, Any]
NOT_NULL = "Expected value to not be null"


def variable_errors(
    schema: GraphQLSchema, operation: OperationDefinitionNode, values: dict[str, Any]
) -> list[dict[str, Any]]:
    """One error for every variable whose value does not fit its declared type."""
    errors = []
    for row in operation.variable_definitions or []:
        name = row.variable.name.value
        if name not in values and row.default_value is not None:
            continue
        kind = type_from_ast(schema, row.type)
        found = problems(kind, values.get(name), [])
        if found:
            assert row.loc is not None
            start = row.loc.start_token
            said = f"Variable ${name} of type {print_ast(row.type)}"
            extensions = {"code": "INVALID_VARIABLE", "value": values.get(name), "problems": found}
            errors.append(
                {
                    "message": f"{said} was provided invalid value{_where(found)}",
                    "locations": [{"line": start.line, "column": start.column}],
                    "extensions": extensions,
                }
            )
    return errors


def problems(kind: Any, value: Any, path: list[Any]) -> list[Problem]:
    """What in `value` is not of type `kind`."""
    if is_non_null_type(kind):
        return [_problem(path, NOT_NULL)] if value is None else problems(kind.of_type, value, path)
    if value is None:
        return []
    if is_list_type(kind):
        rows = value if isinstance(value, list) else [value]
        return [
            found for index, row in enumerate(rows) for found in problems(kind.of_type, row, [*path, index])
        ]
    if is_input_object_type(kind):
        return _object_problems(kind, value, path)
    if is_enum_type(kind):
        if value in kind.values:
            return []
        return [_problem(path, f'Expected "{value}" to be one of: {", ".join(kind.values)}')]
    return _scalar_problems(kind, value, path)


def _object_problems(kind: Any, value: Any, path: list[Any]) -> list[Problem]:
    if not isinstance(value, dict):
        return [_problem(path, f"Expected {json.dumps(value)} to be a key-value object.")]
    found = [
        _problem([*path, name], f"Field is not defined on {kind.name}")
        for name in value
        if name not in kind.fields
    ]
    for name, field in kind.fields.items():
        if name in value:
            found += problems(field.type, value[name], [*path, name])
        elif is_required_input_field(field):
            found.append(_problem([*path, name], NOT_NULL))
    return found


def _scalar_problems(kind: Any, value: Any, path: list[Any]) -> list[Problem]:
    if kind.name == "ID":
        if is_global_id(value):
            return []
        message = f"Invalid global id '{value}'"
        return [_problem(path, message) | {"message": message}]
    try:
        kind.coerce_input_value(value)
    except GraphQLError as error:
        custom = error.message if kind.name in ("DateTime", "Decimal", "Money") else None
        return [_problem(path, custom or f"Could not coerce value {json.dumps(value)} to {kind.name}")]
    return []


def _problem(path: list[Any], explanation: str) -> Problem:
    return {"path": path, "explanation": explanation}


def _where(found: list[Problem]) -> str:
    named = [f"{'.'.join(map(str, row['path']))} ({row['explanation']})" for row in found if row["path"]]
    return f" for {', '.join(named)}" if named else ""
