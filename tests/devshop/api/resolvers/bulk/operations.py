"""Running, listing and cancelling bulk queries."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from graphql import GraphQLError, GraphQLSyntaxError, parse

from tests.devshop.api import faults
from tests.devshop.api.connections import UNPAGED, connection
from tests.devshop.api.gid import gid, number_of
from tests.devshop.api.registry import Call, NotBuiltError, Record, mutation, node, query
from tests.devshop.api.resolvers.bulk.lines import jsonl
from tests.devshop.api.resolvers.bulk.records import ACTIVE, BulkOperation, operations, show
from tests.devshop.api.resolvers.bulk.rules import refusals
from tests.devshop.api.resolvers.user_errors import user_error
from tests.devshop.api.scalars import write_datetime
from tests.devshop.api.search import Search, terms
from tests.devshop.api.validation import document_errors, syntax_error

MAX_CONCURRENT = 5
UNKNOWN = "Bulk operation does not exist"


@mutation("bulkOperationRunQuery")
def run_query(call: Call, arguments: dict[str, Any]) -> Record:
    """Take in a bulk query. It costs what the mutation costs; running it is free."""
    text = arguments["query"]
    reasons = _reasons(call, text)
    if reasons:
        return {
            "bulkOperation": None,
            "userErrors": [user_error(["query"], one, "INVALID") for one in reasons],
        }
    running = [row for row in operations(call.shop).values() if row.status(call.now) in ACTIVE]
    if len(running) >= MAX_CONCURRENT:
        said = "Bulk operations limit reached. Please try again later."
        return {"bulkOperation": None, "userErrors": [user_error(None, said, "LIMIT_REACHED")]}
    row = _perform(call, text, grouped=bool(arguments.get("groupObjects")))
    operations(call.shop)[row.id] = row
    body = {
        "admin_graphql_api_id": gid("BulkOperation", row.id),
        "completed_at": write_datetime(row.ends_at),
        "created_at": write_datetime(row.created_at),
        "error_code": row.error_code.lower() if row.error_code else None,
        "status": "failed" if row.error_code else "completed",
        "type": "query",
    }
    call.publish("bulk_operations/finish", body, wait_seconds=(row.ends_at - row.created_at).total_seconds())
    return {"bulkOperation": show(call, row, asked=False), "userErrors": []}


@mutation("bulkOperationCancel")
def cancel(call: Call, arguments: dict[str, Any]) -> Record:
    """Stop a bulk operation that is not done yet."""
    row = operations(call.shop).get(number_of(arguments["id"], "BulkOperation") or 0)
    if row is None:
        return {"bulkOperation": None, "userErrors": [user_error(["id"], UNKNOWN)]}
    status = row.status(call.now)
    if status not in ACTIVE:
        said = f"A bulk operation cannot be canceled when it is {status.lower()}"
        return {"bulkOperation": show(call, row, asked=False), "userErrors": [user_error(None, said)]}
    row.cancelled_at = call.now
    return {"bulkOperation": show(call, row, asked=False), "userErrors": []}


@query("bulkOperation")
def bulk_operation(call: Call, arguments: dict[str, Any]) -> Record | None:
    """One bulk operation by its id."""
    row = operations(call.shop).get(number_of(arguments["id"], "BulkOperation") or 0)
    return show(call, row) if row else None


@query("currentBulkOperation")
def current_bulk_operation(call: Call, arguments: dict[str, Any]) -> Record | None:
    """The app's newest bulk operation; the stand-in knows queries only."""
    rows = list(operations(call.shop).values())
    return show(call, rows[-1]) if rows and arguments.get("type") != "MUTATION" else None


@query("bulkOperations")
def bulk_operations(call: Call, arguments: dict[str, Any]) -> Record:
    """The app's bulk operations, newest first unless reversed."""
    text = arguments.get("query")
    if text and not _times_fit(text):
        raise GraphQLError(
            "Invalid timestamp for query filter `created_at`.", extensions={"code": "BAD_REQUEST"}
        )
    rows = _search(call).keep(list(operations(call.shop).values()), text)
    turned = {**arguments, "reverse": not arguments.get("reverse")}
    return connection(rows, turned, lambda row: show(call, row), sort=lambda row: row.created_at)


@node("BulkOperation")
def _node(call: Call, identifier: str) -> Record | None:
    return bulk_operation(call, {"id": identifier})


def _reasons(call: Call, text: str) -> list[str]:
    try:
        document = parse(text)
    except GraphQLSyntaxError as error:
        return [f"Invalid bulk query: {syntax_error(error)['message']}"]
    errors = document_errors(call.schema.graphql, document)
    if errors:
        return [f"Invalid bulk query: {error['message']}" for error in errors]
    return refusals(call.schema.graphql, document)


def _perform(call: Call, text: str, *, grouped: bool) -> BulkOperation:
    from tests.devshop.api.execute import run

    unpaged = UNPAGED.set(True)
    try:
        result = run(call, parse(text), {}, None)
    finally:
        UNPAGED.reset(unpaged)
    denied = any((error.extensions or {}).get("code") == "ACCESS_DENIED" for error in result.errors or [])
    other = bool(result.errors) and not denied
    code = "ACCESS_DENIED" if denied else ("INTERNAL_SERVER_ERROR" if other else None)
    lines, roots = ([], 0) if code else jsonl(result.data or {}, grouped=grouped)
    seconds = float(call.world.api_faults.get("bulk_seconds", 0))
    takes = timedelta(seconds=seconds) if seconds > 0 else None
    if not code and faults.take(call.world, "bulk_fail"):
        half = lines[: len(lines) // 2]
        return BulkOperation(
            call.world.next_id(), text, call.now, [], 0, "INTERNAL_SERVER_ERROR", takes, partial=half
        )
    return BulkOperation(call.world.next_id(), text, call.now, lines, roots, code, takes)


def _search(call: Call) -> Search[BulkOperation]:
    return Search(
        fields={
            "id": lambda row: row.id,
            "status": lambda row: row.status(call.now),
            "operation_type": lambda row: "query",
            "type": lambda row: "query",
            "created_at": lambda row: row.created_at,
        },
        text=lambda row: row.query,
    )


def _times_fit(text: str) -> bool:
    try:
        for term in terms(text):
            if term.field == "created_at" and term.value != "now":
                datetime.fromisoformat(term.value)
    except (ValueError, NotBuiltError):
        return False
    return True
