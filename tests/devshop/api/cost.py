"""What a query costs and the bucket it is paid from.

Published rules: a scalar or enum is free, an object costs 1, a mutation 10, a connection is sized by `first`
or `last`, one query may ask for 1000 points at most, and what was asked for but not returned is given back.
How a connection is sized is not published; real answers fit 2 + s for a connection of scalars, where s =
max(1, floor(2 ln first)) also multiplies what is nested in each item (first: 250 -> 13 points,
`variants(first: 250) { nodes { inventoryItem { id } } }` -> 24). They also show what is free or dearer than
its kind, kept in the tables below.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
)

from tests.devshop.world import Shop

MAX_QUERY_COST = 1000
MUTATION_COST = 10
ROOT_COUNT_COST = 10
FREE_TYPES = {"PageInfo", "MoneyV2", "WebhookSubscriptionEndpoint"}
RESTORE_RATE = {"basic": 100, "grow": 100, "shopify": 100, "advanced": 200, "plus": 1000, "enterprise": 2000}
"""Points a second by plan; the bucket holds twenty times as many (real Standard stores show 100 and 2000)."""
Chosen = tuple[FieldNode, GraphQLField, str | None]
"""A selected field, its definition, and the type of the fragment it stands in."""
LIMITS_DOCUMENTATION = "https://shopify.dev/api/usage/rate-limits"


@dataclass
class Bucket:
    """The leaky bucket of one app on one shop: `level` points are left at `at`."""

    size: float
    rate: float
    level: float
    at: datetime

    def available(self, now: datetime) -> float:
        """The points left at `now`."""
        elapsed = max(0.0, (now - self.at).total_seconds())
        return min(self.size, self.level + elapsed * self.rate)

    def affords(self, points: int, now: datetime) -> bool:
        """Whether a query that asks for `points` may run now."""
        return self.available(now) >= points

    def spend(self, points: int, now: datetime) -> None:
        """Take what a query has really cost."""
        self.level = self.available(now) - points
        self.at = now

    def report(self, requested: int, actual: int | None, now: datetime) -> dict[str, Any]:
        """The `extensions` of an answer."""
        status = {
            "maximumAvailable": int(self.size),
            "currentlyAvailable": max(0, math.floor(self.available(now))),
            "restoreRate": int(self.rate),
        }
        return {
            "cost": {"requestedQueryCost": requested, "actualQueryCost": actual, "throttleStatus": status}
        }


def bucket_of(shop: Shop, now: datetime) -> Bucket:
    """The bucket of the app on `shop`, full the first time."""
    bucket = shop.extra.get("api_bucket")
    rate = RESTORE_RATE.get(shop.plan.lower(), 100)
    if bucket is None or bucket.rate != rate:
        bucket = shop.extra["api_bucket"] = Bucket(20.0 * rate, float(rate), 20.0 * rate, now)
    return bucket


def throttled() -> dict[str, Any]:
    """The error of a query the bucket cannot pay for."""
    return {
        "message": "Throttled",
        "extensions": {"code": "THROTTLED", "documentation": LIMITS_DOCUMENTATION},
    }


def too_expensive(points: int) -> dict[str, Any]:
    """The error of a single query that asks for more than 1000 points."""
    message = (
        f"Query cost is {points}, which exceeds the single query max cost limit ({MAX_QUERY_COST}).\n\n"
        "See https://shopify.dev/concepts/about-apis/rate-limits for more information on how the\n"
        "cost of a query is calculated.\n\n"
        "To query larger amounts of data with fewer limits, bulk operations should be used instead.\n"
        "See https://shopify.dev/tutorials/perform-bulk-operations-with-admin-api for usage details.\n"
    )
    extensions = {
        "code": "MAX_COST_EXCEEDED",
        "cost": points,
        "maxCost": MAX_QUERY_COST,
        "documentation": LIMITS_DOCUMENTATION,
    }
    return {"message": message, "extensions": extensions}


def page_size_cost(size: int) -> int:
    """How often a connection of `size` items counts what is in an item."""
    return max(1, math.floor(2 * math.log(size))) if size > 0 else 1


class Meter:
    """Counts one document: what it asks for and, with the answer at hand, what it has cost."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: dict[str, Any]) -> None:
        self.schema = schema
        self.variables = variables
        self.fragments = {
            row.name.value: row for row in document.definitions if isinstance(row, FragmentDefinitionNode)
        }

    def requested(self, operation: OperationDefinitionNode) -> int:
        """The points the operation asks for before it runs."""
        return self._operation(operation, None, asked=True)

    def actual(self, operation: OperationDefinitionNode, data: dict[str, Any] | None) -> int:
        """The points it has cost: what hangs below something that was not found is given back."""
        return self._operation(operation, data or {}, asked=False)

    def _operation(self, operation: OperationDefinitionNode, data: Any, *, asked: bool) -> int:
        root = self.schema.get_root_type(operation.operation)
        assert root is not None
        if operation.operation is not OperationType.MUTATION:
            return self._children(operation.selection_set, root, data, asked=asked)
        total = 0
        for field, definition in self._flat(operation.selection_set, root):
            payload = get_named_type(definition.type)
            inner: dict[str, Any] = {} if asked else (data.get(_key(field)) or {})
            total += MUTATION_COST
            for below, below_definition in (
                self._flat(field.selection_set, payload) if field.selection_set else []
            ):
                value = None if asked else inner.get(_key(below))
                if below.selection_set and (asked or value):
                    behind = get_named_type(below_definition.type)
                    total += self._children(below.selection_set, behind, value, asked=asked)
        return total

    def _children(
        self, selections: SelectionSetNode, parent: GraphQLNamedType, data: Any, *, asked: bool
    ) -> int:
        if isinstance(data, list):
            found = [self._children(selections, parent, row, asked=asked) for row in data if row is not None]
            return max(found, default=0)
        total = 0
        branches: dict[str, int] = {}
        for field, definition, condition in self._conditional(selections, parent, None):
            if not asked and (data is None or _key(field) not in data):
                continue
            points = self._field(field, definition, None if asked else data[_key(field)], parent, asked=asked)
            if condition is None:
                total += points
            else:
                branches[condition] = branches.get(condition, 0) + points
        return total + max(branches.values(), default=0)

    def _field(
        self, field: FieldNode, definition: GraphQLField, value: Any, parent: GraphQLNamedType, *, asked: bool
    ) -> int:
        behind = get_named_type(definition.type)
        if not is_composite_type(behind) or field.selection_set is None:
            return 0
        if behind.name.endswith("Connection"):
            return self._connection(field, behind, value, asked=asked)
        if behind.name == "Count" and parent is self.schema.query_type:
            return ROOT_COUNT_COST
        own = (
            0
            if behind.name in FREE_TYPES
            or (behind.name.startswith("__") and not asked and _is_list(definition))
            else 1
        )
        if not asked and not value:
            return own
        return own + self._children(field.selection_set, behind, value, asked=asked)

    def _connection(self, field: FieldNode, connection: GraphQLNamedType, value: Any, *, asked: bool) -> int:
        assert field.selection_set is not None
        size = self._argument(field, "first") or self._argument(field, "last") or 1
        times = page_size_cost(size)
        total, items = 2, 0
        for below, definition in self._flat(field.selection_set, connection):
            behind = get_named_type(definition.type)
            if below.selection_set is None or _key(below) == "pageInfo" or behind.name in FREE_TYPES:
                continue
            rows = None if asked else ((value or {}).get(_key(below)) or [])
            inner = self._children(below.selection_set, behind, rows, asked=asked)
            if below.name.value == "nodes":
                items += times + (times if asked else page_size_cost(len(rows or []))) * inner
            elif below.name.value == "edges":
                items += (times if asked else page_size_cost(len(rows or []))) * inner
            else:
                items += 1 + inner
        return total + max(items, times)

    def _argument(self, field: FieldNode, name: str) -> int | None:
        for argument in field.arguments or []:
            if argument.name.value == name:
                if isinstance(argument.value, VariableNode):
                    return self.variables.get(argument.value.name.value)
                return int(argument.value.value) if isinstance(argument.value, IntValueNode) else None
        return None

    def _flat(
        self, selections: SelectionSetNode, parent: GraphQLNamedType
    ) -> list[tuple[FieldNode, GraphQLField]]:
        return [(field, definition) for field, definition, _ in self._conditional(selections, parent, None)]

    def _conditional(
        self, selections: SelectionSetNode, parent: GraphQLNamedType, condition: str | None
    ) -> list[Chosen]:
        rows: list[Chosen] = []
        for row in selections.selections:
            if isinstance(row, FieldNode):
                definition = self.schema.get_field(parent, row.name.value)  # type: ignore[arg-type]
                if definition is not None:
                    rows.append((row, definition, condition))
                continue
            fragment = row if isinstance(row, InlineFragmentNode) else self.fragments[row.name.value]  # type: ignore[attr-defined]
            wanted = fragment.type_condition
            narrowed = self.schema.get_type(wanted.name.value) if wanted else parent
            assert narrowed is not None
            below = condition if narrowed is parent else narrowed.name
            rows += self._conditional(fragment.selection_set, narrowed, below)
        return rows


def _key(field: FieldNode) -> str:
    return field.alias.value if field.alias else field.name.value


def _is_list(definition: GraphQLField) -> bool:
    kind = definition.type
    return is_list_type(kind.of_type if is_non_null_type(kind) else kind)
