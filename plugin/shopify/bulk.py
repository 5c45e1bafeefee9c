"""Bulk operations: a query that Shopify runs by itself over everything, with the result as a file.

Running one costs no budget beyond the mutation's own. Since API 2026-01 five may run in a shop at once,
before that one. It may take up to ten days; its file stays for seven.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugin.errors import ShopifyError, UnreadablePayloadError
from plugin.shopify.admin import Admin
from plugin.shopify.payloads.reading import moment

_SHOWN = "id status errorCode query createdAt objectCount rootObjectCount fileSize url partialDataUrl"
RUN = f"""
mutation RunBulkQuery($query: String!) {{
  bulkOperationRunQuery(query: $query, groupObjects: false) {{
    bulkOperation {{ {_SHOWN} }}
    userErrors {{ field message code }}
  }}
}}
"""
ASK = f"query AskBulkOperation($id: ID!) {{ bulkOperation(id: $id) {{ {_SHOWN} }} }}"
NEWEST = f"""
query NewestBulkQueries {{
  bulkOperations(first: 10, query: "operation_type:query", sortKey: CREATED_AT, reverse: true) {{
    nodes {{ {_SHOWN} }}
  }}
}}
"""
CANCEL = """
mutation CancelBulkOperation($id: ID!) {
  bulkOperationCancel(id: $id) { bulkOperation { id status } userErrors { field message } }
}
"""
UNDER_WAY = frozenset({"CREATED", "RUNNING", "CANCELING"})
FOUND = frozenset({"CREATED", "RUNNING", "COMPLETED"})
BUSY = frozenset({"LIMIT_REACHED", "OPERATION_IN_PROGRESS"})


@dataclass(frozen=True, slots=True)
class BulkOperation:
    """One bulk query as Shopify shows it.

    status       CREATED, RUNNING, COMPLETED, CANCELING, CANCELED, FAILED or EXPIRED
    error_code   why it failed: ACCESS_DENIED, INTERNAL_SERVER_ERROR or TIMEOUT
    roots        how many of the outermost objects are in the file so far
    file_size    in bytes, once there is a file
    url          where the file is; None while it is being written and where nothing was found
    partial_url  where a part of it is after a failure
    """

    id: str
    status: str
    error_code: str | None
    query: str
    created_at: datetime
    roots: int
    file_size: int | None
    url: str | None
    partial_url: str | None

    @property
    def under_way(self) -> bool:
        """Whether Shopify is still at it."""
        return self.status in UNDER_WAY


class BusyError(ShopifyError):
    """As many bulk queries as Shopify runs at once are running in this shop already; later there is room."""


def run_bulk_query(client: Admin, query: str) -> BulkOperation:
    """Have Shopify run `query`. An answer lost on the way leaves it running: see `find_bulk_query`.

    Raises `BusyError` where too many are running, `ShopifyError` with Shopify's sentence for every other
    refusal.
    """
    answer = client.run(RUN, {"query": query}).get("bulkOperationRunQuery") or {}
    for error in answer.get("userErrors") or []:
        said, code = str(error.get("message")), str(error.get("code") or "refused")
        if code in BUSY:
            raise BusyError(said, code=code, retryable=True)
        raise ShopifyError(said, code=code)
    return _read(answer.get("bulkOperation"))


def find_bulk_query(
    client: Admin, query: str, *, since: datetime, but: Collection[str] = ()
) -> BulkOperation | None:
    """The newest operation of this app, begun at `since` or later, that runs exactly `query` or has done so,
    but for those numbered `but`; None where there is none. One that was stopped or has failed is none.
    """
    found = client.run(NEWEST).get("bulkOperations") or {}
    rows = (row for row in found.get("nodes") or [] if row.get("query") == query)
    fitting = (_read(row) for row in rows if row.get("id") not in but and row.get("status") in FOUND)
    return next((operation for operation in fitting if operation.created_at >= since), None)


def ask_bulk_operation(client: Admin, operation_id: str) -> BulkOperation | None:
    """The operation as it stands now, None where Shopify does not know it any more."""
    row = client.run(ASK, {"id": operation_id}).get("bulkOperation")
    return None if row is None else _read(row)


def cancel_bulk_operation(client: Admin, operation_id: str) -> None:
    """Stop the operation. One that has ended meanwhile, or is gone, is left as it is."""
    client.run(CANCEL, {"id": operation_id})


def _read(row: dict[str, Any] | None) -> BulkOperation:
    try:
        if row is None:
            raise TypeError("no operation in the answer")
        size = row["fileSize"]
        return BulkOperation(
            id=row["id"],
            status=row["status"],
            error_code=row["errorCode"],
            query=row["query"],
            created_at=moment("bulkOperation.createdAt", (row["createdAt"],)),
            roots=int(row["rootObjectCount"]),
            file_size=None if size is None else int(size),
            url=row["url"],
            partial_url=row["partialDataUrl"],
        )
    except (KeyError, TypeError, ValueError, UnreadablePayloadError) as error:
        raise ShopifyError(
            "Shopify's answer about a bulk operation could not be read.",
            code="unreadable_answer",
            retryable=True,
        ) from error
