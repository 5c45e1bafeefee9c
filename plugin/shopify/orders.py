"""Orders from the Admin API: which have changed since a moment, and some of them whole.

Never by the `discount_code:` filter, which finds an order by its first code only. Without `read_all_orders`
Shopify shows orders of the last 60 days.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugin.errors import ShopifyError, UnreadablePayloadError
from plugin.shopify.admin import Admin
from plugin.shopify.order_documents import CHANGED, COUNT, MORE_LINES, REFUNDS, WHOLE, written
from plugin.shopify.order_nodes import read_node
from plugin.shopify.payloads import ReadOrder
from plugin.shopify.payloads.reading import identity, moment

PAGE = 250
WHOLE_AT_ONCE = 4
"""Whole orders in one question: about 190 points each, and a question may ask for 1,000."""
REFUNDS_AT_ONCE = 10
REFUND_LINES = 10
"""Orders whose refunds alone are asked for in one question, and lines of a refund. One with more is asked for
whole.
"""
LINES = 50
MOST_LINES = 250
"""Lines asked for at first, and, where an order has more, in one page."""


@dataclass(frozen=True, slots=True)
class Change:
    """An order that has changed, as far as it takes to see whether its newest version is known."""

    id: int
    updated_at: datetime
    cancelled: bool
    voided: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """One page, by `updated_at`. `after` is the cursor of the next page, None on the last."""

    orders: tuple[Change, ...]
    after: str | None


def changed_orders(client: Admin, since: datetime, until: datetime, after: str | None = None) -> Changes:
    """One page of the orders last changed within [since, until], oldest change first."""
    data = client.run(CHANGED, {"query": _window(since, until), "first": PAGE, "after": after})
    try:
        found = data["orders"]
        page = found["pageInfo"]
        rows = tuple(_change(row) for row in found["nodes"])
        return Changes(rows, page["endCursor"] if page["hasNextPage"] else None)
    except (KeyError, TypeError, UnreadablePayloadError) as error:
        raise _unreadable() from error


def count_changed(client: Admin, since: datetime, until: datetime) -> int:
    """How many orders that is in all; Shopify's count may be a little behind."""
    try:
        return int(client.run(COUNT, {"query": _window(since, until)})["ordersCount"]["count"])
    except (KeyError, TypeError, ValueError) as error:
        raise _unreadable() from error


def whole_orders(client: Admin, order_ids: Sequence[int]) -> Iterator[ReadOrder | UnreadablePayloadError]:
    """These orders, each in the shape a webhook's body is read to (`order_nodes` names what is not in it).

    One that cannot be read comes as its error; one that is gone is left out.
    """
    for start in range(0, len(order_ids), WHOLE_AT_ONCE):
        gids = [f"gid://shopify/Order/{number}" for number in order_ids[start : start + WHOLE_AT_ONCE]]
        for node in _nodes(client, gids, LINES):
            try:
                yield read_node(_with_all_lines(client, node))
            except UnreadablePayloadError as error:
                yield error


@dataclass(frozen=True, slots=True)
class Refunded:
    """An order's refunds, as `order_nodes.read_node` takes them, and of which version they are."""

    updated_at: datetime
    refunds: list[dict[str, Any]]


def refunds_of(client: Admin, order_ids: Sequence[int]) -> dict[int, Refunded]:
    """The refunds alone of up to `REFUNDS_AT_ONCE` orders, at a small part of the price of whole ones.

    An order that is gone is not in the answer, nor is one with a refund of more lines than were asked.
    """
    gids = [f"gid://shopify/Order/{number}" for number in order_ids]
    found: dict[int, Refunded] = {}
    try:
        for node in _nodes(client, gids, REFUND_LINES, REFUNDS):
            parts = [
                refund[name]
                for refund in node["refunds"]
                for name in (
                    "refund_line_items", "order_adjustments", "refund_shipping_lines", "transactions"
                )
            ]  # fmt: skip
            if not any(part["pageInfo"]["hasNextPage"] for part in parts):
                number = identity("nodes.", "Order", None, node["admin_graphql_api_id"])
                at = moment("nodes.updatedAt", (node["updated_at"],))
                found[number] = Refunded(at, node["refunds"])
    except (KeyError, TypeError, UnreadablePayloadError) as error:
        raise ShopifyError(
            "Shopify's answer about refunds could not be read.", code="unreadable_answer", retryable=True
        ) from error
    return found


def _nodes(client: Admin, gids: list[str], lines: int, document: str = WHOLE) -> list[dict[str, Any]]:
    rows = client.run(document, {"ids": gids, "lines": lines}).get("nodes")
    if client.errors or not isinstance(rows, list):
        # A field that is kept back would pass for one that is empty.
        reason = client.errors[0].message if client.errors else "no orders in the answer"
        raise ShopifyError(f"Shopify did not show orders whole: {reason}", code="partial_answer")
    return [row for row in rows if row]


def _with_all_lines(client: Admin, node: dict[str, Any]) -> dict[str, Any]:
    parts = [node["line_items"], *(refund["refund_line_items"] for refund in node["refunds"])]
    if not any(part["pageInfo"]["hasNextPage"] for part in parts):
        return node
    found = _nodes(client, [node["admin_graphql_api_id"]], MOST_LINES)
    if not found:
        raise UnreadablePayloadError("The order went away while it was being read.")
    [node] = found
    lines = node["line_items"]
    while lines["pageInfo"]["hasNextPage"]:
        variables = {
            "id": node["admin_graphql_api_id"],
            "lines": MOST_LINES,
            "after": lines["pageInfo"]["endCursor"],
        }
        more = client.run(MORE_LINES, variables)["order"]
        if not more:
            raise UnreadablePayloadError("The order went away while it was being read.")
        lines["nodes"] += more["line_items"]["nodes"]
        lines["pageInfo"] = more["line_items"]["pageInfo"]
    return node


def _change(row: dict[str, Any]) -> Change:
    return Change(
        id=identity("orders.", "Order", None, row["id"]),
        updated_at=moment("orders.updatedAt", (row["updatedAt"],)),
        cancelled=row["cancelledAt"] is not None,
        voided=row["displayFinancialStatus"] == "VOIDED",
    )


def _window(since: datetime, until: datetime) -> str:
    return f"updated_at:>='{written(since)}' updated_at:<='{written(until)}'"


def _unreadable() -> ShopifyError:
    return ShopifyError(
        "Shopify's list of changed orders could not be read.", code="unreadable_answer", retryable=True
    )
