"""The sentence Shopify writes about a discount: `10% off one-time purchase products • Minimum purchase of $1.00`."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import format_currency

from tests.devshop.api.registry import Call
from tests.devshop.discount import Discount

SEPARATOR = " • "


def summary(call: Call, discount: Discount) -> str:
    """Value and items, then each condition, in Shopify's order."""
    parts = [short_summary(call, discount)]
    if discount.minimum_subtotal is not None:
        parts.append(f"Minimum purchase of {money(discount.minimum_subtotal, call.shop.currency)}")
    if discount.minimum_quantity is not None:
        parts.append(f"Minimum quantity of {discount.minimum_quantity}")
    if discount.kind == "free_shipping":
        parts.append(_destination(discount))
        ceiling = discount.raw_input.get("maximumShippingPrice")
        if ceiling is not None:
            parts.append(f"Applies to shipping rates under {money(ceiling, call.shop.currency)}")
    if discount.applies_once_per_customer:
        parts.append("One use per customer")
    return SEPARATOR.join(parts)


def short_summary(call: Call, discount: Discount) -> str:
    """Value and items alone."""
    if discount.kind == "free_shipping":
        return f"Free shipping on {_purchases(discount, 'products')}"
    if discount.percentage is not None:
        value = f"{format((discount.percentage * 100).normalize(), 'f')}%"
    else:
        value = money(discount.amount or Decimal(0), call.shop.currency)
    return f"{value} off {_items(call, discount)}"


def money(amount: Decimal, currency: str) -> str:
    """An amount as the summary writes it: the currency's short sign, grouped, with its digits."""
    return format_currency(amount, currency, "¤#,##0.00", locale="en_US", currency_digits=True).replace("CA$", "$")


def _items(call: Call, discount: Discount) -> str:
    collections = [call.shop.collections[row].title for row in discount.collection_ids if row in call.shop.collections]
    variants = discount.raw_input.get("variant_ids", [])
    if collections:
        inside = collections[0] if len(collections) == 1 else f"{len(collections)} collections"
        return f"{_purchases(discount, 'products')} in {inside}" if len(collections) == 1 else inside
    count = len(discount.product_ids) + len(variants)
    if count == 1 and discount.product_ids and discount.product_ids[0] in call.shop.products:
        return call.shop.products[discount.product_ids[0]].title
    if count:
        return f"{count} {'product' if count == 1 else 'products'}"
    return _purchases(discount, "products")


def _purchases(discount: Discount, noun: str) -> str:
    once = discount.raw_input.get("appliesOnOneTimePurchase", True)
    subscription = discount.raw_input.get("appliesOnSubscription", False)
    if once and subscription:
        return f"all {noun}"
    return f"subscription {noun}" if subscription else f"one-time purchase {noun}"


def _destination(discount: Discount) -> str:
    countries = discount.raw_input.get("countries", [])
    if not countries:
        return "For all countries"
    return f"For {len(countries)} {'country' if len(countries) == 1 else 'countries'}"
