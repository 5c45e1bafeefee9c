"""An order as the Admin API shows it: nothing of who bought but the customer's id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.devshop.api.connections import connection, count
from tests.devshop.api.gid import gid
from tests.devshop.api.registry import Call, Record
from tests.devshop.api.resolvers.orders.journey import order_index, show_journey
from tests.devshop.api.resolvers.orders.lines import show_application, show_line, show_shipping, show_taxes
from tests.devshop.api.resolvers.orders.money import amount_bag, bag
from tests.devshop.api.resolvers.orders.refunds import show_refund, show_transaction
from tests.devshop.sales.payload.order import financial_status, order_body
from tests.devshop.sales.sums import total_tax

if TYPE_CHECKING:
    from tests.devshop.sales.records import Customer, Order

MONEY = {
    "currentShippingPriceSet": "current_shipping_price_set",
    "currentSubtotalPriceSet": "current_subtotal_price_set",
    "currentTotalDiscountsSet": "current_total_discounts_set",
    "currentTotalPriceSet": "current_total_price_set",
    "currentTotalTaxSet": "current_total_tax_set",
    "subtotalPriceSet": "subtotal_price_set",
    "totalDiscountsSet": "total_discounts_set",
    "totalPriceSet": "total_price_set",
    "originalTotalPriceSet": "total_price_set",
    "totalShippingPriceSet": "total_shipping_price_set",
    "totalTaxSet": "total_tax_set",
}


def show_order(call: Call, order: Order) -> Record:
    """One order."""
    body = order_body(call.shop, order)
    codes = [row.code for row in order.applications if row.code is not None]
    shown = [refund for refund in order.refunds if not refund.by_edit]
    applications = list(enumerate(order.applications))
    record: Record = {
        "__typename": "Order",
        "id": gid("Order", order.id),
        "legacyResourceId": order.id,
        "name": f"#{order.number}",
        "number": order.number,
        "confirmationNumber": body["confirmation_number"],
        "createdAt": order.created_at,
        "processedAt": order.created_at,
        "updatedAt": order.updated_at,
        "cancelledAt": order.cancelled_at,
        "cancelReason": order.cancel_reason.upper() if order.cancel_reason else None,
        "closed": False,
        "closedAt": None,
        "confirmed": True,
        "test": order.test,
        "edited": any(refund.by_edit for refund in order.refunds),
        "currencyCode": order.currency,
        "presentmentCurrencyCode": order.presentment_currency,
        "taxesIncluded": order.taxes_included,
        "displayFinancialStatus": financial_status(order).upper(),
        "displayFulfillmentStatus": "UNFULFILLED",
        "sourceName": order.source_name,
        "sourceIdentifier": body["source_identifier"],
        "cartToken": order.cart_token,
        "checkoutToken": order.checkout_token,
        "note": None,
        "tags": [],
        "customAttributes": [{"key": key, "value": value} for key, value in order.note_attributes.items()],
        "discountCode": codes[0] if codes else None,
        "discountCodes": codes,
        "discountApplications": lambda arguments: connection(
            applications,
            arguments,
            lambda pair: show_application(order, *pair),
            number=lambda pair: pair[0] + 1,
        ),
        "lineItems": lambda arguments: connection(
            order.lines, arguments, lambda row: show_line(call, order, row)
        ),
        "shippingLine": lambda _: show_shipping(order, order.shipping) if order.shipping else None,
        "shippingLines": lambda arguments: connection(
            [order.shipping] if order.shipping else [], arguments, lambda row: show_shipping(order, row)
        ),
        "refunds": lambda arguments: [
            show_refund(call, order, row) for row in shown[: arguments.get("first")]
        ],
        "transactions": lambda arguments: _transactions(order, arguments),
        "transactionsCount": count(len(order.transactions), {}),
        "taxLines": show_taxes(order, total_tax(order)),
        "customer": lambda _: show_customer(call, order.customer) if order.customer else None,
        "customerJourneySummary": lambda _: show_journey(call, order),
        "customerLocale": body["customer_locale"],
        "totalReceivedSet": amount_bag(order, order.received()),
        "totalRefundedSet": amount_bag(order, order.refunded()),
        "netPaymentSet": amount_bag(order, order.received() - order.refunded()),
        "totalTipReceivedSet": amount_bag(
            order, sum((row.gross for row in order.lines if row.tip), start=order.rate * 0)
        ),
        "landingPageUrl": order.landing_site,
        "referrerUrl": order.referring_site,
    }
    return record | {name: bag(body[key]) for name, key in MONEY.items()}


def show_customer(call: Call, customer: Customer) -> Record:
    """The buyer: an id and how many orders, nothing personal."""
    orders = [
        row
        for row in call.shop.orders.values()
        if row.customer is not None and row.customer.id == customer.id
    ]
    last = max(orders, key=lambda row: row.id, default=None)
    return {
        "__typename": "Customer",
        "id": gid("Customer", customer.id),
        "legacyResourceId": customer.id,
        "numberOfOrders": str(order_index(call, last) or 0) if last else "0",
        "createdAt": customer.created_at,
    }


def _transactions(order: Order, arguments: dict[str, Any]) -> list[Record]:
    rows = [*order.transactions, *(row for refund in order.refunds for row in refund.transactions)]
    return [show_transaction(order, row) for row in rows[: arguments.get("first")]]
