"""Argument values written into the document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLError,
    GraphQLInputType,
    ListValueNode,
    Node,
    NullValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    print_ast,
)

from tests.devshop.api.gid import is_global_id


@dataclass(frozen=True)
class Place:
    """Where a value stands: the argument `name` of a `Field` or `InputObject`, and the node an error points
    at.

    graphql-ruby points at the field or object that holds the argument, with the argument's name last in the
    path.
    """

    owner: str
    owner_name: str
    name: str
    where: Node
    path: list[Any]

    def error(self, message: str, extensions: dict[str, Any]) -> dict[str, Any]:
        """An error at this place."""
        assert self.where.loc is not None
        start = self.where.loc.start_token
        locations = [{"line": start.line, "column": start.column}]
        return {"message": message, "locations": locations, "path": self.path, "extensions": extensions}


def literal_errors(value: ValueNode, wanted: GraphQLInputType, place: Place) -> list[dict[str, Any]]:
    """What is wrong with one value given as text."""
    if isinstance(value, VariableNode):
        return []
    if isinstance(value, NullValueNode):
        return [_invalid(value, wanted, place)] if is_non_null_type(wanted) else []
    inner: Any = wanted.of_type if is_non_null_type(wanted) else wanted
    if is_list_type(inner):
        rows = value.values if isinstance(value, ListValueNode) else [value]
        return [error for row in rows for error in literal_errors(row, inner.of_type, place)]
    if is_input_object_type(inner):
        if not isinstance(value, ObjectValueNode):
            return [_invalid(value, wanted, place)]
        return _object_errors(value, inner, place.path)
    if get_named_type(inner).name == "ID" and not is_global_id(getattr(value, "value", None)):
        extensions = {"code": "argumentLiteralsIncompatible", "typeName": "CoercionError"}
        return [place.error(f"Invalid global id '{getattr(value, 'value', '')}'", extensions)]
    return [] if _readable(value, inner) else [_invalid(value, wanted, place)]


def _object_errors(value: ObjectValueNode, kind: Any, path: list[Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    given = {row.name.value: row for row in value.fields}
    for name, row in given.items():
        if name not in kind.fields:
            place = Place("InputObject", kind.name, name, row, [*path, name])
            extensions = {
                "code": "argumentNotAccepted",
                "name": kind.name,
                "typeName": "InputObject",
                "argumentName": name,
            }
            found.append(
                place.error(f"InputObject '{kind.name}' doesn't accept argument '{name}'", extensions)
            )
        else:
            place = Place("InputObject", kind.name, name, value, [*path, name])
            found += literal_errors(row.value, kind.fields[name].type, place)
    for name, field in kind.fields.items():
        if is_required_input_field(field) and name not in given:
            place = Place("InputObject", kind.name, name, value, [*path, name])
            extensions = {
                "code": "missingRequiredInputObjectAttribute",
                "argumentName": name,
                "argumentType": str(field.type),
                "inputObjectType": kind.name,
            }
            said = f"Argument '{name}' on InputObject '{kind.name}' is required. Expected type {field.type}"
            found.append(place.error(said, extensions))
    return found


def _readable(value: ValueNode, kind: Any) -> bool:
    try:
        if is_enum_type(kind):
            return getattr(value, "value", None) in kind.values
        (kind.coerce_input_literal or kind.parse_literal)(value)
    except (GraphQLError, TypeError, ValueError):
        return False
    return True


def _invalid(value: ValueNode, wanted: Any, place: Place) -> dict[str, Any]:
    said = f"has an invalid value ({print_ast(value)}). Expected type '{wanted}'."
    extensions = {
        "code": "argumentLiteralsIncompatible",
        "typeName": place.owner,
        "argumentName": place.name,
    }
    return place.error(f"Argument '{place.name}' on {place.owner} '{place.owner_name}' {said}", extensions)
