"""Lines, shipping, discounts and taxes of an order."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tests.devshop.api.gid import gid
from tests.devshop.api.registry import Call, Record
from tests.devshop.api.resolvers.catalogue import show_product, show_variant
from tests.devshop.api.resolvers.orders.money import amount_bag

if TYPE_CHECKING:
    from tests.devshop.sales.records import Application, Line, Order, Shipping

ZERO = Decimal(0)
APPLICATION_TYPES = {
    "discount_code": "DiscountCodeApplication",
    "automatic": "AutomaticDiscountApplication",
    "manual": "ManualDiscountApplication",
}
TARGETS = {"line_item": "LINE_ITEM", "shipping_line": "SHIPPING_LINE"}


def show_line(call: Call, order: Order, line: Line) -> Record:
    """One line item. A tip is a line without product."""
    product = call.shop.products.get(line.product_id or 0)
    variant = next((row for row in product.variants if row.id == line.variant_id), None) if product else None
    left = order.current_quantity(line)
    off = sum(line.allocations.values(), ZERO)
    return {
        "__typename": "LineItem",
        "id": gid("LineItem", line.id),
        "title": line.title,
        "name": f"{line.title} - {line.variant_title}" if line.variant_title else line.title,
        "variantTitle": line.variant_title,
        "sku": line.sku,
        "vendor": None,
        "quantity": line.quantity,
        "currentQuantity": left,
        "refundableQuantity": left,
        "unfulfilledQuantity": left,
        "isGiftCard": line.gift_card,
        "requiresShipping": not (line.gift_card or line.tip),
        "taxable": not (line.gift_card or line.tip),
        "customAttributes": [],
        "product": show_product(call, product) if product else None,
        "variant": show_variant(call, product, variant) if product and variant else None,
        "originalUnitPriceSet": amount_bag(order, line.price),
        "originalTotalSet": amount_bag(order, line.gross),
        "discountedTotalSet": lambda arguments: amount_bag(
            order, line.amount if arguments.get("withCodeDiscounts") else line.gross
        ),
        "discountedUnitPriceSet": amount_bag(order, line.price),
        "discountedUnitPriceAfterAllDiscountsSet": amount_bag(order, line.amount / line.quantity),
        "totalDiscountSet": amount_bag(order, off),
        "discountAllocations": show_allocations(order, line.allocations),
        "taxLines": show_taxes(order, line.tax),
    }


def show_shipping(order: Order, shipping: Shipping) -> Record:
    """The shipping line."""
    return {
        "id": gid("ShippingLine", shipping.id),
        "title": shipping.title,
        "code": shipping.title,
        "source": "shopify",
        "custom": False,
        "isRemoved": False,
        "carrierIdentifier": None,
        "originalPriceSet": amount_bag(order, shipping.price),
        "discountedPriceSet": amount_bag(order, shipping.amount),
        "discountAllocations": show_allocations(order, shipping.allocations),
        "taxLines": show_taxes(order, shipping.tax),
    }


def show_application(order: Order, index: int, row: Application) -> Record:
    """One discount of the order; only a code's has a `code`, the others have a title."""
    record: Record = {
        "__typename": APPLICATION_TYPES[row.kind],
        "index": index,
        "allocationMethod": row.method.upper(),
        "targetSelection": row.selection.upper(),
        "targetType": TARGETS[row.target],
        "value": _value(order, row),
    }
    if row.kind == "discount_code":
        return record | {"code": row.code}
    return record | {"title": row.title, "description": row.title}


def show_allocations(order: Order, amounts: dict[int, Decimal]) -> list[Record]:
    """What each discount takes off."""
    return [
        {
            "allocatedAmountSet": amount_bag(order, amount),
            "discountApplication": show_application(order, index, order.applications[index]),
        }
        for index, amount in amounts.items()
    ]


def show_taxes(order: Order, tax: Decimal) -> list[Record]:
    """One tax line, or none where there is no tax."""
    if not tax:
        return []
    rate = float(order.tax_rate)
    line: dict[str, Any] = {"title": order.tax_title, "rate": rate, "ratePercentage": rate * 100}
    return [line | {"priceSet": amount_bag(order, tax), "channelLiable": False, "source": "shopify"}]


def _value(order: Order, row: Application) -> Record:
    if row.value_type == "percentage":
        return {"__typename": "PricingPercentageValue", "percentage": float(row.value)}
    return {"__typename": "MoneyV2", "amount": row.value, "currencyCode": order.currency}
