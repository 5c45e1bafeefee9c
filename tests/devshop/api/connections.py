"""Connections: paging by opaque cursors, with Shopify's cursor content and page limits."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any, TypeVar

from graphql import GraphQLError

from tests.devshop.api.registry import Record

Row = TypeVar("Row")
MAX_PAGE = 250
UNPAGED: ContextVar[bool] = ContextVar("unpaged", default=False)
"""Set while a bulk operation runs: its connections give every row and ask for no page size."""
COUNT_LIMIT = 10_000


def connection(
    rows: Sequence[Row],
    arguments: dict[str, Any],
    show: Callable[[Row], Record],
    number: Callable[[Row], int] = lambda row: row.id,  # type: ignore[attr-defined]
    sort: Callable[[Row], Any] | None = None,
) -> Record:
    """One page of `rows` as a connection record.

    `number` is a row's id, `sort` what it is ordered by (the id where not given); `reverse` turns the order
    round. Raises GraphQLError for a page without size, a size over 250 and a cursor that is none of this
    list.
    """
    by = sort or number
    ordered = sorted(rows, key=lambda row: (by(row), number(row)), reverse=bool(arguments.get("reverse")))
    cursors = [_cursor(number(row), by(row)) for row in ordered]
    begin, end = _bounds(cursors, arguments)
    first, last = (None, None) if UNPAGED.get() else _sizes(arguments)
    start, stop = begin, end
    if first is not None:
        stop = min(end, begin + first)
    elif last is not None:
        start = max(begin, end - last)
    page = list(zip(cursors[start:stop], ordered[start:stop], strict=True))
    return {
        "nodes": lambda _: [show(row) for _, row in page],
        "edges": lambda _: [{"cursor": cursor, "node": show(row)} for cursor, row in page],
        "pageInfo": {
            "hasNextPage": stop < len(ordered),
            "hasPreviousPage": start > 0,
            "startCursor": page[0][0] if page else None,
            "endCursor": page[-1][0] if page else None,
        },
    }


def count(found: int, arguments: dict[str, Any]) -> Record:
    """A Count record: exact up to `limit` (10,000 where the field has a limit and none is given; null lifts
    it).
    """
    limit = arguments.get("limit", COUNT_LIMIT)
    if limit is not None and found > limit:
        return {"count": limit, "precision": "AT_LEAST"}
    return {"count": found, "precision": "EXACT"}


def _cursor(number: int, value: Any) -> str:
    content = json.dumps({"last_id": number, "last_value": str(value)}, separators=(",", ":"))
    return base64.b64encode(content.encode()).decode()


def _sizes(arguments: dict[str, Any]) -> tuple[int | None, int | None]:
    first, last = arguments.get("first"), arguments.get("last")
    if first is None and last is None:
        raise GraphQLError("you must provide one of first or last", extensions={"code": "BAD_REQUEST"})
    if first is not None and last is not None:
        raise GraphQLError(
            "providing both first and last is not supported", extensions={"code": "BAD_REQUEST"}
        )
    for name, size in (("first", first), ("last", last)):
        if size is not None and size < 0:
            raise GraphQLError(
                f"{name} must be greater than or equal to 0", extensions={"code": "BAD_REQUEST"}
            )
        if size is not None and size > MAX_PAGE:
            raise GraphQLError(f"{name} cannot exceed {MAX_PAGE}", extensions={"code": "BAD_REQUEST"})
    return first, last


def _bounds(cursors: list[str], arguments: dict[str, Any]) -> tuple[int, int]:
    begin, end = 0, len(cursors)
    if arguments.get("after"):
        begin = _position(cursors, arguments["after"]) + 1
    if arguments.get("before"):
        end = _position(cursors, arguments["before"])
    return begin, end


def _position(cursors: list[str], cursor: str) -> int:
    if cursor in cursors:
        return cursors.index(cursor)
    try:
        wanted = json.loads(base64.b64decode(cursor, validate=True))["last_id"]
    except (binascii.Error, ValueError, KeyError, TypeError):
        raise GraphQLError(
            "Invalid cursor for current pagination sort.", extensions={"code": "BAD_REQUEST"}
        ) from None
    # The row may have changed its sort value or gone since the page was read: go on behind its id.
    numbers = [json.loads(base64.b64decode(row))["last_id"] for row in cursors]
    return max((index for index, number in enumerate(numbers) if number <= wanted), default=-1)
