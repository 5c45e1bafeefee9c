"""Which queries may run in bulk: at least one and at most five connections, two levels deep, through edges
and node.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

MAX_CONNECTIONS = 5
MAX_DEPTH = 2


@dataclass
class Shape:
    """What the connections of a query look like."""

    connections: int = 0
    depth: int = 0
    without_edges: list[str] = field(default_factory=list)
    without_parent_id: list[str] = field(default_factory=list)
    within_list: bool = False


def refusals(schema: GraphQLSchema, document: DocumentNode) -> list[str]:
    """Why Shopify would not run the (valid) query in bulk, each reason a sentence."""
    operations = [row for row in document.definitions if isinstance(row, OperationDefinitionNode)]
    if (
        len(operations) != 1
        or operations[0].operation is not OperationType.QUERY
        or schema.query_type is None
    ):
        return ["Bulk queries must contain exactly one query operation."]
    reader = _Reader(schema, document)
    reader.selections(operations[0].selection_set, schema.query_type, 0, has_id=True)
    shape, found = reader.shape, []
    roots = {row.name.value for row in operations[0].selection_set.selections if isinstance(row, FieldNode)}
    found += [
        f"Bulk queries cannot contain a top level `{name}` field."
        for name in ("node", "nodes")
        if name in roots
    ]
    if shape.connections == 0:
        found.append("Bulk queries must contain at least one connection.")
    if shape.connections > MAX_CONNECTIONS:
        found.append(f"Bulk queries cannot contain more than {MAX_CONNECTIONS} connections.")
    if shape.depth > MAX_DEPTH:
        found.append(
            f"Bulk queries cannot contain connections with a nesting depth greater than {MAX_DEPTH}."
        )
    if shape.without_edges:
        found.append(
            "All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: "
            "'products { edges { node {'. Selecting via 'nodes' is not supported. Invalid connection fields: "
            f"{', '.join(repr(name) for name in shape.without_edges)}."
        )
    if shape.within_list:
        found.append(
            "Queries that contain a connection field within a list field are not currently supported."
        )
    if shape.without_parent_id:
        found.append(
            "The parent 'node' field for a nested connection must select the 'id' field without an alias and "
            "must be of 'ID' return type. Connection fields without 'id': "
            f"{', '.join(shape.without_parent_id)}."
        )
    return found


class _Reader:
    def __init__(self, schema: GraphQLSchema, document: DocumentNode) -> None:
        self.schema = schema
        self.fragments = {
            row.name.value: row for row in document.definitions if isinstance(row, FragmentDefinitionNode)
        }
        self.shape = Shape()

    def selections(
        self,
        chosen: SelectionSetNode,
        parent: GraphQLNamedType,
        depth: int,
        *,
        has_id: bool,
        in_list: bool = False,
    ) -> None:
        """Read every field: `depth` connections are around it, `has_id` tells of an id in the node, `in_list`
        of a list between it and the node.
        """
        for row, owner in self.fields(chosen, parent):
            definition = self.schema.get_field(owner, row.name.value)  # type: ignore[arg-type]
            if definition is None or row.selection_set is None:
                continue
            behind = get_named_type(definition.type)
            if not behind.name.endswith("Connection"):
                listed = in_list or is_list_type(get_nullable_type(definition.type))
                self.selections(row.selection_set, behind, depth, has_id=has_id, in_list=listed)
                continue
            self.shape.within_list = self.shape.within_list or in_list
            name = row.name.value
            self.shape.connections += 1
            self.shape.depth = max(self.shape.depth, depth)
            if depth and not has_id:
                self.shape.without_parent_id.append(name)
            node = self.node_of(row, behind)
            if node is None:
                self.shape.without_edges.append(name)
                continue
            inner, kind = node
            shows_id = any(
                one.name.value == "id" and one.alias is None for one, _ in self.fields(inner, kind)
            )
            self.selections(inner, kind, depth + 1, has_id=shows_id)

    def node_of(
        self, row: FieldNode, connection: GraphQLNamedType
    ) -> tuple[SelectionSetNode, GraphQLNamedType] | None:
        """What a connection selects of each node through `edges { node }`."""
        assert row.selection_set is not None
        chosen = {one.name.value: one for one, _ in self.fields(row.selection_set, connection)}
        edges = chosen.get("edges")
        if edges is None or "nodes" in chosen or edges.selection_set is None:
            return None
        edge = get_named_type(self.schema.get_field(connection, "edges").type)  # type: ignore[arg-type, union-attr]
        node = next(
            (one for one, _ in self.fields(edges.selection_set, edge) if one.name.value == "node"), None
        )
        if node is None or node.selection_set is None:
            return None
        return node.selection_set, get_named_type(self.schema.get_field(edge, "node").type)  # type: ignore[arg-type, union-attr]

    def fields(
        self, chosen: SelectionSetNode, parent: GraphQLNamedType
    ) -> list[tuple[FieldNode, GraphQLNamedType]]:
        """The fields of a selection with the type each belongs to, fragments opened."""
        rows: list[tuple[FieldNode, GraphQLNamedType]] = []
        for row in chosen.selections:
            if isinstance(row, FieldNode):
                rows.append((row, parent))
                continue
            part = row if isinstance(row, InlineFragmentNode) else self.fragments[row.name.value]  # type: ignore[attr-defined]
            named = self.schema.get_type(part.type_condition.name.value) if part.type_condition else parent
            rows += self.fields(part.selection_set, named or parent)
        return rows
