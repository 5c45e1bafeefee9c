"""Whether a variable may stand where an argument of another type is wanted."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLArgument, Undefined, get_named_type, is_list_type, is_non_null_type


def mismatch(declared: Any, argument: GraphQLArgument) -> str | None:
    """graphql-ruby's name for what does not fit, or None where the variable may be used."""
    wanted = argument.type
    if get_named_type(declared).name != get_named_type(wanted).name:
        return "Type mismatch"
    if _depth(declared) != _depth(wanted):
        return "List dimension mismatch"
    optional = argument.default_value is not Undefined
    if is_non_null_type(wanted) and not is_non_null_type(declared) and not optional:
        return "Nullability mismatch"
    return None if _inner_fits(declared, wanted) else "Nullability mismatch"


def _inner_fits(declared: Any, wanted: Any) -> bool:
    declared = declared.of_type if is_non_null_type(declared) else declared
    wanted = wanted.of_type if is_non_null_type(wanted) else wanted
    if not is_list_type(wanted):
        return True
    if is_non_null_type(wanted.of_type) and not is_non_null_type(declared.of_type):
        return False
    return _inner_fits(declared.of_type, wanted.of_type)


def _depth(kind: Any) -> int:
    depth = 0
    while is_non_null_type(kind) or is_list_type(kind):
        depth += is_list_type(kind)
        kind = kind.of_type
    return depth
