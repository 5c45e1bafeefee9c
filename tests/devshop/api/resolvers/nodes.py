"""`node` and `nodes`: any record by its global id."""

from __future__ import annotations

from typing import Any

from tests.devshop.api.gid import kind_of
from tests.devshop.api.registry import NODES, Call, NotBuiltError, Record, query
from tests.devshop.api.scopes import access_denied


@query("node")
def node(call: Call, arguments: dict[str, Any]) -> Record | None:
    """One record by its global id; the access its type asks for is checked on the type found."""
    return _find(call, arguments["id"], "node")


@query("nodes")
def nodes(call: Call, arguments: dict[str, Any]) -> list[Record | None]:
    """Many records by their global ids, null for each that is not there."""
    return [_find(call, identifier, "nodes") for identifier in arguments["ids"]]


def _find(call: Call, identifier: str, field: str) -> Record | None:
    kind = kind_of(identifier)
    if kind is None or call.schema.graphql.get_type(kind) is None:
        return None
    access = call.schema.types.get(kind)
    if access is not None and not access.allows(call.held):
        raise access_denied(field, None)
    if kind not in NODES:
        raise NotBuiltError(f"the stand-in does not find a {kind} by `{field}`: register it with @node")
    return NODES[kind](call, identifier)
