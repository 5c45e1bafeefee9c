"""One request against the Admin schema: parse, validate, charge, execute, answer as Shopify does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute_sync,
    parse,
)

from tests.devshop.api import cost, faults
from tests.devshop.api.registry import MUTATIONS, QUERIES, Call, NotBuiltError
from tests.devshop.api.scopes import check_access
from tests.devshop.api.validation import document_errors, syntax_error, variable_errors

Answer = dict[str, Any]
MAX_ARRAY = 250


def answer(call: Call, text: str, variables: dict[str, Any], operation_name: str | None = None) -> Answer:
    """The JSON body Shopify would answer with.

    Raises NotBuiltError where the operation is valid in Shopify's schema but the stand-in does not build it.
    """
    try:
        document = parse(text, max_tokens=20_000)
    except GraphQLSyntaxError as error:
        return {"errors": [syntax_error(error)]}
    errors = document_errors(call.schema.graphql, document)
    if errors:
        return {"errors": errors}
    operation = _operation(document, operation_name)
    if isinstance(operation, dict):
        return operation
    errors = variable_errors(call.schema.graphql, operation, variables)
    if errors:
        return {"errors": errors}
    _refuse_unbuilt(call, document, operation)
    return _charged(call, document, operation, variables)


def _charged(
    call: Call, document: DocumentNode, operation: OperationDefinitionNode, variables: dict[str, Any]
) -> Answer:
    meter = cost.Meter(call.schema.graphql, document, variables)
    requested = meter.requested(operation)
    if requested > cost.MAX_QUERY_COST:
        return {"errors": [cost.too_expensive(requested)]}
    bucket = cost.bucket_of(call.shop, call.now)
    if faults.take(call.world, "throttle") or not bucket.affords(requested, call.now):
        return {"errors": [cost.throttled()], "extensions": bucket.report(requested, None, call.now)}
    result = run(call, document, variables, operation.name.value if operation.name else None)
    actual = meter.actual(operation, result.data)
    bucket.spend(actual, call.now)
    body: Answer = {}
    if result.errors:
        body["errors"] = [_shape(error) for error in result.errors]
    body["data"] = result.data
    body["extensions"] = bucket.report(requested, actual, call.now)
    return body


def run(
    call: Call, document: DocumentNode, variables: dict[str, Any], operation_name: str | None
) -> ExecutionResult:
    """Execute a validated document; what is not Shopify's error but ours is raised as it is."""
    result = execute_sync(
        call.schema.graphql,
        document,
        context_value=call,
        variable_values=variables,
        operation_name=operation_name,
        field_resolver=_resolve_field,
        type_resolver=lambda value, *_: value["__typename"],
    )
    for error in result.errors or []:
        if error.original_error is not None and not isinstance(error.original_error, GraphQLError):
            raise error.original_error
    return result


def _resolve_field(source: Any, info: GraphQLResolveInfo[Any], **arguments: Any) -> Any:
    call: Call = info.context
    parent, name = info.parent_type.name, info.field_name
    check_access(call.schema, parent, name, info.return_type, call.held)
    if info.path.prev is None:
        _refuse_long_arrays(info, arguments)
        if info.operation.operation is OperationType.MUTATION:
            call.changed = True
            return MUTATIONS[name](call, arguments)
        return QUERIES[name](call, arguments)
    if not isinstance(source, Mapping) or name not in source:
        raise NotBuiltError(
            f"the stand-in does not build {parent}.{name}: add it under tests/devshop/api/resolvers/"
        )
    value = source[name]
    return value(arguments) if callable(value) else value


def _refuse_long_arrays(info: GraphQLResolveInfo[Any], given: Any, path: tuple[Any, ...] = ()) -> None:
    """Shopify takes 250 entries in any input array and answers more at the top level, at the array's path."""
    if isinstance(given, dict):
        for name, value in given.items():
            _refuse_long_arrays(info, value, (*path, name))
    elif isinstance(given, list):
        if len(given) > MAX_ARRAY:
            said = f"The input array size of {len(given)} is greater than the maximum allowed of {MAX_ARRAY}."
            where = [info.path.key, *path]
            raise GraphQLError(
                said, info.field_nodes, path=where, extensions={"code": "MAX_INPUT_SIZE_EXCEEDED"}
            )
        for index, value in enumerate(given):
            _refuse_long_arrays(info, value, (*path, index))


def _refuse_unbuilt(call: Call, document: DocumentNode, operation: OperationDefinitionNode) -> None:
    """Stop before a mutation is half done: every root field must be one the stand-in builds, or refuses to
    the app.
    """
    table = MUTATIONS if operation.operation is OperationType.MUTATION else QUERIES
    root = call.schema.graphql.get_root_type(operation.operation)
    assert root is not None
    for name in sorted(_root_fields(document, operation.selection_set)):
        if name not in table and not name.startswith("__"):
            try:
                check_access(call.schema, root.name, name, root.fields[name].type, call.held)
            except GraphQLError:
                continue
            kind = operation.operation.value
            raise NotBuiltError(
                f"the stand-in does not build the {kind} {name}: add it under tests/devshop/api/resolvers/"
            )


def _root_fields(document: DocumentNode, selections: SelectionSetNode) -> set[str]:
    fragments = {
        row.name.value: row for row in document.definitions if isinstance(row, FragmentDefinitionNode)
    }
    names: set[str] = set()
    for row in selections.selections:
        if isinstance(row, FieldNode):
            names.add(row.name.value)
        elif isinstance(row, InlineFragmentNode):
            names |= _root_fields(document, row.selection_set)
        else:
            names |= _root_fields(document, fragments[row.name.value].selection_set)  # type: ignore[attr-defined]
    return names


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode | Answer:
    operations = [row for row in document.definitions if isinstance(row, OperationDefinitionNode)]
    if name is None and len(operations) == 1:
        return operations[0]
    for row in operations:
        if row.name is not None and row.name.value == name:
            return row
    if not operations:
        return {"errors": [{"message": "No query string was present"}]}
    return {
        "errors": [{"message": f'No operation named "{name}"' if name else "An operation name is required"}]
    }


def _shape(error: GraphQLError) -> dict[str, Any]:
    shaped: dict[str, Any] = {"message": error.message}
    if error.locations:
        shaped["locations"] = [{"line": spot.line, "column": spot.column} for spot in error.locations]
    if error.extensions:
        shaped["extensions"] = error.extensions
    if error.path:
        shaped["path"] = error.path
    return shaped
