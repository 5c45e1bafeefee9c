"""A discount as the Admin API shows it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.devshop.api.connections import connection, count
from tests.devshop.api.gid import gid
from tests.devshop.api.registry import Call, Record, node
from tests.devshop.api.resolvers.catalogue import show_collection, show_product, show_variant
from tests.devshop.api.resolvers.discounts.search import REDEEM_CODES
from tests.devshop.api.resolvers.discounts.summary import short_summary, summary
from tests.devshop.api.resolvers.shop import own_app
from tests.devshop.discount import Discount, RedeemCode

KINDS = {
    "basic": "DiscountCodeBasic",
    "free_shipping": "DiscountCodeFreeShipping",
    "bxgy": "DiscountCodeBxgy",
}


def show_code_node(call: Call, discount: Discount) -> Record:
    """The `DiscountCodeNode` of a discount."""
    record = show_discount(call, discount)
    return {
        "__typename": "DiscountCodeNode",
        "id": gid("DiscountCodeNode", discount.id),
        "codeDiscount": record,
    }


def show_discount_node(call: Call, discount: Discount) -> Record:
    """The `DiscountNode` of a discount: a code discount keeps its own global id there."""
    record = show_discount(call, discount)
    return {"__typename": "DiscountNode", "id": gid("DiscountCodeNode", discount.id), "discount": record}


def show_discount(call: Call, discount: Discount) -> Record:
    """The discount itself, as the type of its kind."""
    record = _shared(call, discount)
    if discount.kind == "free_shipping":
        record |= _free_shipping(call, discount)
    else:
        record |= {"customerGets": _customer_gets(call, discount)}
    return record


def show_code(call: Call, code: RedeemCode) -> Record:
    """One redeem code."""
    return {
        "__typename": "DiscountRedeemCode",
        "id": gid("DiscountRedeemCode", code.id),
        "code": code.code,
        "asyncUsageCount": code.usage_count,
        "createdBy": own_app(call) if code.created_by_app else None,
    }


@node("DiscountCodeNode")
def _node(call: Call, identifier: str) -> Record | None:
    discount = call.shop.discounts.get(int(identifier.rpartition("/")[2]))
    return show_code_node(call, discount) if discount else None


def classes(discount: Discount) -> list[str]:
    """The classes by which Shopify decides what combines: ORDER for all items, PRODUCT for chosen ones,
    SHIPPING.
    """
    if discount.kind == "free_shipping":
        return ["SHIPPING"]
    return ["ORDER"] if discount.all_items else ["PRODUCT"]


def _shared(call: Call, discount: Discount) -> Record:
    def codes(arguments: dict[str, Any]) -> Record:
        rows = REDEEM_CODES.keep(discount.codes, arguments.get("query"))
        return connection(rows, arguments, lambda code: show_code(call, code))

    return {
        "__typename": KINDS[discount.kind],
        "title": discount.title,
        "status": discount.status(call.now),
        "summary": lambda _: summary(call, discount),
        "shortSummary": lambda _: short_summary(call, discount),
        "startsAt": discount.starts_at,
        "endsAt": discount.ends_at,
        "createdAt": discount.created_at,
        "updatedAt": discount.updated_at,
        "asyncUsageCount": sum(code.usage_count for code in discount.codes),
        "usageLimit": discount.usage_limit,
        "appliesOncePerCustomer": discount.applies_once_per_customer,
        "recurringCycleLimit": discount.raw_input.get("recurringCycleLimit"),
        "discountClasses": classes(discount),
        "discountClass": classes(discount)[0],
        "hasTimelineComment": False,
        "tags": sorted(discount.tags),
        "totalSales": None,
        "combinesWith": {
            "orderDiscounts": discount.combines_with_order,
            "productDiscounts": discount.combines_with_product,
            "shippingDiscounts": discount.combines_with_shipping,
            "productDiscountsWithTagsOnSameCartLine": None,
        },
        "context": {"__typename": "DiscountBuyerSelectionAll", "all": "ALL"},
        "customerSelection": {"__typename": "DiscountCustomerAll", "allCustomers": True},
        "minimumRequirement": _minimum(call, discount),
        "codes": codes,
        "codesCount": count(len(discount.codes), {}),
        "shareableUrls": lambda _: _shareable(call, discount),
    }


def _free_shipping(call: Call, discount: Discount) -> Record:
    raw = discount.raw_input
    countries = raw.get("countries", [])
    everywhere = {"__typename": "DiscountCountryAll", "allCountries": True}
    some = {
        "__typename": "DiscountCountries",
        "countries": countries,
        "includeRestOfWorld": raw.get("restOfWorld", False),
    }
    ceiling = raw.get("maximumShippingPrice")
    return {
        "appliesOnOneTimePurchase": raw.get("appliesOnOneTimePurchase", True),
        "appliesOnSubscription": raw.get("appliesOnSubscription", False),
        "destinationSelection": some if countries else everywhere,
        "maximumShippingPrice": None if ceiling is None else _money(call, ceiling),
    }


def _customer_gets(call: Call, discount: Discount) -> Record:
    return {
        "appliesOnOneTimePurchase": discount.raw_input.get("appliesOnOneTimePurchase", True),
        "appliesOnSubscription": discount.raw_input.get("appliesOnSubscription", False),
        "value": _value(call, discount),
        "items": _items(call, discount),
    }


def _value(call: Call, discount: Discount) -> Record:
    if discount.percentage is not None:
        return {"__typename": "DiscountPercentage", "percentage": float(discount.percentage)}
    amount = _money(call, discount.amount or Decimal(0))
    return {
        "__typename": "DiscountAmount",
        "amount": amount,
        "appliesOnEachItem": discount.applies_on_each_item,
    }


def _items(call: Call, discount: Discount) -> Record:
    shop = call.shop
    if discount.all_items:
        return {"__typename": "AllDiscountItems", "allItems": True}
    if discount.collection_ids:
        chosen = [shop.collections[row] for row in discount.collection_ids if row in shop.collections]
        return {
            "__typename": "DiscountCollections",
            "collections": lambda arguments: connection(
                chosen, arguments, lambda row: show_collection(call, row)
            ),
        }
    products = [shop.products[row] for row in discount.product_ids if row in shop.products]
    wanted = discount.raw_input.get("variant_ids", [])
    variants = [(p, v) for p in shop.products.values() for v in p.variants if v.id in wanted]
    return {
        "__typename": "DiscountProducts",
        "products": lambda arguments: connection(products, arguments, lambda row: show_product(call, row)),
        "productVariants": lambda arguments: connection(
            variants, arguments, lambda pair: show_variant(call, *pair), number=lambda pair: pair[1].id
        ),
    }


def _minimum(call: Call, discount: Discount) -> Record | None:
    if discount.minimum_subtotal is not None:
        amount = _money(call, discount.minimum_subtotal)
        return {"__typename": "DiscountMinimumSubtotal", "greaterThanOrEqualToSubtotal": amount}
    if discount.minimum_quantity is not None:
        needed = str(discount.minimum_quantity)
        return {"__typename": "DiscountMinimumQuantity", "greaterThanOrEqualToQuantity": needed}
    return None


def _shareable(call: Call, discount: Discount) -> list[Record]:
    if not discount.codes:
        return []
    url = f"https://{call.shop.domain}/discount/{discount.codes[0].code}"
    return [{"title": "Home page", "targetType": "HOME", "url": url, "targetItemImage": None}]


def _money(call: Call, amount: Decimal) -> Record:
    return {"amount": amount, "currencyCode": call.shop.currency}
