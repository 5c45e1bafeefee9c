"""Argument values written into the document."""

from __future__ import annotations

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
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_required_input_field,
    print_ast,
)

from tests.devshop.api.gid import is_global_id


def literal_errors(
    owner: str, owner_name: str, argument: str, value: ValueNode, wanted: GraphQLInputType, where: Node, path: list[Any]
) -> list[dict[str, Any]]:
    """What is wrong with one value given as text; `owner` is `Field` or `InputObject`.

    graphql-ruby points at the field or object that holds the argument, with the argument's name at the end of the path.
    """
    if isinstance(value, VariableNode):
        return []
    if isinstance(value, NullValueNode):
        return [_invalid(owner, owner_name, argument, value, wanted, where, path)] if is_non_null_type(wanted) else []
    inner = wanted.of_type if is_non_null_type(wanted) else wanted
    if is_list_type(inner):
        rows = value.values if isinstance(value, ListValueNode) else [value]
        return [
            error
            for row in rows
            for error in literal_errors(owner, owner_name, argument, row, inner.of_type, where, path)
        ]
    if is_input_object_type(inner):
        if not isinstance(value, ObjectValueNode):
            return [_invalid(owner, owner_name, argument, value, wanted, where, path)]
        return _object_errors(value, inner, path)
    if not is_leaf_type(inner):
        return []
    if get_named_type(inner).name == "ID" and not is_global_id(getattr(value, "value", None)):
        message = f"Invalid global id '{getattr(value, 'value', '')}'"
        extensions = {"code": "argumentLiteralsIncompatible", "typeName": "CoercionError"}
        return [{"message": message, "locations": [_spot(where)], "path": path, "extensions": extensions}]
    return [] if _readable(value, inner) else [_invalid(owner, owner_name, argument, value, wanted, where, path)]


def _object_errors(value: ObjectValueNode, kind: Any, path: list[Any]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    given = {row.name.value: row for row in value.fields}
    for name, row in given.items():
        if name not in kind.fields:
            extensions = {
                "code": "argumentNotAccepted",
                "name": kind.name,
                "typeName": "InputObject",
                "argumentName": name,
            }
            message = f"InputObject '{kind.name}' doesn't accept argument '{name}'"
            found.append({"message": message, "locations": [_spot(row)], "path": [*path, name], "extensions": extensions})
        else:
            found += literal_errors(
                "InputObject", kind.name, name, row.value, kind.fields[name].type, value, [*path, name]
            )
    for name, field in kind.fields.items():
        if is_required_input_field(field) and name not in given:
            extensions = {
                "code": "missingRequiredInputObjectAttribute",
                "argumentName": name,
                "argumentType": str(field.type),
                "inputObjectType": kind.name,
            }
            message = f"Argument '{name}' on InputObject '{kind.name}' is required. Expected type {field.type}"
            found.append(
                {"message": message, "locations": [_spot(value)], "path": [*path, name], "extensions": extensions}
            )
    return found


def _readable(value: ValueNode, kind: Any) -> bool:
    try:
        if is_enum_type(kind):
            return getattr(value, "value", None) in kind.values
        reader = kind.coerce_input_literal or (lambda node: kind.parse_literal(node))
        reader(value)
    except (GraphQLError, TypeError, ValueError):
        return False
    return True


def _invalid(
    owner: str, owner_name: str, argument: str, value: ValueNode, wanted: Any, where: Node, path: list[Any]
) -> dict[str, Any]:
    said = f"has an invalid value ({print_ast(value)}). Expected type '{wanted}'."
    extensions = {"code": "argumentLiteralsIncompatible", "typeName": owner, "argumentName": argument}
    message = f"Argument '{argument}' on {owner} '{owner_name}' {said}"
    return {"message": message, "locations": [_spot(where)], "path": path, "extensions": extensions}


def _spot(node: Node) -> dict[str, int]:
    assert node.loc is not None
    return {"line": node.loc.start_token.line, "column": node.loc.start_token.column}
