"""The sentence Shopify writes about a discount: `10% off one-time purchase products • Minimum purchase of
$1.00`.
"""

from __future__ import annotations

from decimal import Decimal

from babel import Locale
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
        return f"Free shipping on {_purchases(call, discount, 'all products')}"
    if discount.percentage is not None:
        value = f"{format((discount.percentage * 100).normalize(), 'f')}%"
    else:
        value = money(discount.amount or Decimal(0), call.shop.currency)
    return f"{value} off {_items(call, discount)}"


def money(amount: Decimal, currency: str) -> str:
    """An amount as the summary writes it: the currency's short sign, grouped, with its digits."""
    return format_currency(amount, currency, "¤#,##0.00", locale="en_US", currency_digits=True).replace(
        "CA$", "$"
    )


def _items(call: Call, discount: Discount) -> str:
    collections = [
        call.shop.collections[row].title for row in discount.collection_ids if row in call.shop.collections
    ]
    variants = discount.raw_input.get("variant_ids", [])
    if collections:
        chosen = collections[0] if len(collections) == 1 else f"{len(collections)} collections"
        bought = _purchases(call, discount, "")
        return f"{bought} in {chosen}" if bought else chosen
    titles = _titles(call, discount, variants)
    if len(titles) == 1:
        return titles[0]
    if titles:
        return f"{len(discount.product_ids) + len(variants)} products"
    return _purchases(call, discount, "entire order")


def _titles(call: Call, discount: Discount, variants: list[int]) -> list[str]:
    chosen = [call.shop.products[row].title for row in discount.product_ids if row in call.shop.products]
    sold = {
        variant.id: product.title for product in call.shop.products.values() for variant in product.variants
    }
    return chosen + [sold[row] for row in variants if row in sold]


def _purchases(call: Call, discount: Discount, plain: str) -> str:
    """What is bought; only a shop that sells subscriptions tells them from one-time purchases."""
    once = discount.raw_input.get("appliesOnOneTimePurchase")
    subscription = discount.raw_input.get("appliesOnSubscription")
    if once is None and subscription is None:
        sells = call.shop.extra.get("sells_subscriptions") and discount.kind == "basic"
        return "one-time purchase products" if sells else plain
    if once is not False and subscription:
        return "all products"
    return "subscription products" if subscription else "one-time purchase products"


def _destination(discount: Discount) -> str:
    countries = discount.raw_input.get("countries", [])
    if not countries:
        return "For all countries"
    if len(countries) == 1:
        return f"For {Locale('en').territories.get(countries[0], countries[0])}"
    return f"For {len(countries)} countries"
