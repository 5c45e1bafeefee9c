"""Finding orders. Without `read_all_orders` an app sees the last 60 days only."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.devshop.api.connections import connection, count
from tests.devshop.api.gid import number_of
from tests.devshop.api.registry import Call, Record, node, query
from tests.devshop.api.resolvers.orders.refunds import show_refund
from tests.devshop.api.resolvers.orders.view import show_order
from tests.devshop.api.search import Search
from tests.devshop.sales.payload.order import financial_status

if TYPE_CHECKING:
    from tests.devshop.sales.records import Order

WINDOW = timedelta(days=60)
SORTS = {
    "CREATED_AT": lambda row: row.created_at,
    "UPDATED_AT": lambda row: row.updated_at,
    "PROCESSED_AT": lambda row: row.created_at,
    "ORDER_NUMBER": lambda row: row.number,
    "ID": lambda row: row.id,
    "RELEVANCE": lambda row: row.id,
}


@query("order")
def order(call: Call, arguments: dict[str, Any]) -> Record | None:
    """One order by its id; null where there is none or the app may not see it."""
    row = call.shop.orders.get(number_of(arguments["id"], "Order") or 0)
    return show_order(call, row) if row is not None and _may_see(call, row) else None


@query("refund")
def refund(call: Call, arguments: dict[str, Any]) -> Record | None:
    """One refund by its id, with its order; null where there is none or the app may not see its order."""
    number = number_of(arguments["id"], "Refund")
    for row in _visible(call):
        for given in row.refunds:
            if given.id == number:
                return show_refund(call, row, given) | {"order": show_order(call, row)}
    return None


@query("orders")
def orders(call: Call, arguments: dict[str, Any]) -> Record:
    """Orders, by search, oldest processed first as Shopify sorts them where nothing else is asked."""
    rows = SEARCH.keep(_visible(call), arguments.get("query"))
    sort = SORTS.get(arguments.get("sortKey") or "PROCESSED_AT", SORTS["PROCESSED_AT"])
    return connection(rows, arguments, lambda row: show_order(call, row), sort=sort)


@query("ordersCount")
def orders_count(call: Call, arguments: dict[str, Any]) -> Record:
    """How many orders a search finds."""
    return count(len(SEARCH.keep(_visible(call), arguments.get("query"))), arguments)


@node("Order")
def _node(call: Call, identifier: str) -> Record | None:
    return order(call, {"id": identifier})


def _visible(call: Call) -> list[Order]:
    return [row for row in call.shop.orders.values() if _may_see(call, row)]


def _may_see(call: Call, row: Order) -> bool:
    return "read_all_orders" in call.held or row.created_at > call.now - WINDOW


def _first_code(row: Order) -> str | None:
    """The one code `discount_code:` looks at: the order's first. The other codes are not found by it."""
    return next((application.code for application in row.applications if application.code is not None), None)


SEARCH: Search[Order] = Search(
    fields={
        "id": lambda row: row.id,
        "name": lambda row: [f"#{row.number}", str(row.number)],
        "created_at": lambda row: row.created_at,
        "updated_at": lambda row: row.updated_at,
        "processed_at": lambda row: row.created_at,
        "discount_code": _first_code,
        "financial_status": financial_status,
        "fulfillment_status": lambda row: ["unfulfilled", "unshipped"],
        "status": lambda row: ["cancelled", "closed"] if row.cancelled_at else ["open", "not_closed"],
        "source_name": lambda row: row.source_name,
        "cart_token": lambda row: row.cart_token,
        "checkout_token": lambda row: row.checkout_token,
        "customer_id": lambda row: row.customer.id if row.customer else None,
        "test": lambda row: row.test,
        "sku": lambda row: [line.sku for line in row.lines if line.sku],
    },
    text=lambda row: f"#{row.number} {' '.join(line.title for line in row.lines)}",
)
