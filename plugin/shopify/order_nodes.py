"""An order as the Admin API shows it, brought into the shape of a webhook's body and read by the same rules.

What the API cannot say, or says otherwise (2026-10):
- the buyer: `customer` needs a scope Earmark does not have, so `customer_id` is None and the caller keeps
  what it knew;
- units that an edit removed are no refund here; `current_quantity` tells of them, and the revenue comes out
  the same;
- additional fees given back are not in `Refund`; only webhooks bring them;
- the list of codes states no amounts: what a code took off is known by its allocations;
- tips carry no mark of their own: the order's tip total finds their line, as in older webhook bodies;
- landing page and referrer are told by the order's journey, which becomes ready later.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from plugin.errors import UnreadablePayloadError
from plugin.shopify.payloads.order import ReadOrder, read_order
from plugin.shopify.payloads.reading import identity, known_currency, unreadable
from plugin.shopify.payloads.shapes import Order

APPLICATIONS = {
    "DiscountCodeApplication": "discount_code",
    "AutomaticDiscountApplication": "automatic",
    "ManualDiscountApplication": "manual",
    "ScriptDiscountApplication": "script",
}


def read_node(node: dict[str, Any]) -> ReadOrder:
    """The order of one answer to `order_documents.WHOLE`, its pages of lines already put together.

    Raises `UnreadablePayloadError` naming the field, as for a webhook's body; also for a list within the
    order that goes on beyond what was asked, because a part of an order must not pass for the whole.
    """
    try:
        order = msgspec.convert(_body(node), Order)
    except (msgspec.ValidationError, KeyError, TypeError, AttributeError) as error:
        reason = str(error) if isinstance(error, msgspec.ValidationError) else "a part of it is missing"
        raise UnreadablePayloadError(f"Shopify's answer about an order cannot be read: {reason}.") from None
    return read_order("", order)


def _body(node: dict[str, Any]) -> dict[str, Any]:
    status, tip = node["financial_status"], node["totalTipReceivedSet"]
    applications = _applications(_all("discount_applications", node))
    lines = [_allocated(row) | {"product_id": _product(row)} for row in _all("line_items", node)]
    shipping = [_allocated(row) for row in _all("shipping_lines", node)]
    offs = [off for row in [*lines, *shipping] for off in row["discount_allocations"]]
    return {
        **node,
        "financial_status": status.lower() if status else None,
        "total_tip_received": tip["shopMoney"]["amount"] if tip else None,
        "discount_codes": [_code(code, applications, offs) for code in node["discountCodes"]],
        "discount_applications": applications,
        "line_items": lines,
        "shipping_lines": shipping,
        "refunds": [_refund(row) for row in node["refunds"]],
    }


def _all(name: str, node: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a connection that was answered whole."""
    if node[name]["pageInfo"]["hasNextPage"]:
        raise unreadable(name, "has more entries than one answer holds")
    rows: list[dict[str, Any]] = node[name]["nodes"]
    return rows


def _applications(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ordered = sorted(rows, key=lambda row: row["index"])
    if [row["index"] for row in ordered] != list(range(len(ordered))):
        raise unreadable("discount_applications", "have gaps in their numbers")
    return [row | {"type": APPLICATIONS.get(row["type"], row["type"])} for row in ordered]


def _code(code: str, applications: list[dict[str, Any]], offs: list[dict[str, Any]]) -> dict[str, Any]:
    """An entry of `discount_codes`. Where staff or an app gave the code by hand, the discount is a manual one
    with the code as its title, and a webhook states the amount beside the code; here its allocations are
    added up.
    """
    titled = {
        row["index"]
        for row in applications
        if row["type"] == "manual" and (row.get("title") or "").strip().casefold() == code.strip().casefold()
    }
    taken = [off["amount_set"]["shop_money"] for off in offs if off["discount_application_index"] in titled]
    total = _sum("discount_allocations", taken)
    return {"code": code, "amount": total["shop_money"]["amount"] if total else None}


def _allocated(row: dict[str, Any]) -> dict[str, Any]:
    found = [
        off | {"discount_application_index": off["discountApplication"]["index"]}
        for off in row["discount_allocations"]
    ]
    return row | {"discount_allocations": found}


def _product(row: dict[str, Any]) -> int | None:
    product = row["product"]
    return identity("product.", "Product", None, product["id"]) if product else None


def _refund(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "refund_line_items": _all("refund_line_items", row),
        "order_adjustments": _all("order_adjustments", row),
        "refund_shipping_lines": _all("refund_shipping_lines", row),
        "transactions": [_transaction(one) for one in _all("transactions", row)],
        "total_duties_set": _sum("duties", [_plain(duty) for duty in row["duties"] or []]),
    }


def _transaction(row: dict[str, Any]) -> dict[str, Any]:
    # A webhook states the money in the currency the buyer paid in.
    money = row["amountSet"]["presentmentMoney"]
    return {
        "kind": row["kind"].lower(),
        "status": row["status"].lower(),
        "amount": money["amount"],
        "currency": known_currency("transactions.currency", money["currencyCode"]),
    }


def _plain(duty: dict[str, Any]) -> dict[str, Any]:
    money = duty["amountSet"]["shopMoney"]
    return {"amount": money["amount"], "currency_code": money["currencyCode"]}


def _sum(field: str, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    if not rows:
        return None
    try:
        total = sum((Decimal(row["amount"]) for row in rows), Decimal(0))
    except InvalidOperation:
        raise unreadable(field, "is not a decimal number") from None
    return {"shop_money": {"amount": str(total), "currency_code": rows[0]["currency_code"]}}
