"""A campaign's terms: checked as the owner enters them, kept as JSON, read back."""

from __future__ import annotations

from dataclasses import fields, replace
from decimal import Decimal
from typing import Any

from plugin.errors import InputError
from plugin.language import M_, N_
from plugin.shopify.discount import DiscountTerms

MOST_ITEMS = 100
"""Shopify takes at most a hundred chosen products in one discount; collections are held to the same."""
MOST_USES = 2**31 - 1


def checked_terms(terms: DiscountTerms) -> DiscountTerms:
    """`terms` with its items sorted and each once, or an `InputError` that names the field and says what to
    do.

    The rules are Shopify's: a percentage above 0 up to 100, an amount above 0, one minimum at most, free
    shipping on the whole order and beside no other shipping discount.
    """
    _check_value(terms)
    if terms.minimum_subtotal_minor is not None and terms.minimum_quantity is not None:
        raise InputError(
            M_("Choose a minimum spend or a minimum number of items, not both."), field="minimum_quantity"
        )
    _positive(
        terms.minimum_subtotal_minor,
        "minimum_subtotal_minor",
        N_("The minimum spend must be more than nothing."),
    )
    _positive(
        terms.minimum_quantity, "minimum_quantity", N_("The minimum number of items must be at least 1.")
    )
    _positive(
        terms.usage_limit,
        "usage_limit",
        N_("The usage limit must be at least 1; leave it empty for no limit."),
    )
    if (terms.usage_limit or 0) > MOST_USES or (terms.minimum_quantity or 0) > MOST_USES:
        raise InputError(M_("Shopify takes no number above %(most)s.", most=MOST_USES), field="usage_limit")
    _check_items(terms)
    if terms.kind == "free_shipping" and terms.combines_with_shipping:
        raise InputError(
            M_("A free-shipping code cannot be combined with other shipping discounts."),
            field="combines_with_shipping",
        )
    return replace(terms, item_ids=tuple(sorted(set(terms.item_ids))))


def terms_json(terms: DiscountTerms) -> dict[str, Any]:
    """Terms as `campaigns.terms` and `discount_codes.own_terms` keep them: what is not at its default."""
    rows = {}
    for field in fields(DiscountTerms):
        value = getattr(terms, field.name)
        if field.name in ("kind", "currency") or value != field.default:
            rows[field.name] = (
                format(value, "f")
                if isinstance(value, Decimal)
                else list(value)
                if isinstance(value, tuple)
                else value
            )
    return rows


def read_terms(kept: dict[str, Any]) -> DiscountTerms:
    """The terms that `terms_json` wrote. Raises `InputError` for JSON it cannot have written."""
    unknown = set(kept) - {field.name for field in fields(DiscountTerms)}
    if unknown or not {"kind", "currency"} <= set(kept):
        raise InputError(f"Kept terms cannot be read: they hold {sorted(kept)}.")
    values = dict(kept)
    if "percent" in values:
        values["percent"] = Decimal(values["percent"])
    if "item_ids" in values:
        values["item_ids"] = tuple(values["item_ids"])
    return DiscountTerms(**values)


def _check_value(terms: DiscountTerms) -> None:
    if terms.kind == "percentage":
        percent = terms.percent
        if percent is None or not percent.is_finite() or not 0 < percent <= 100:
            raise InputError(M_("The percentage must be above 0 and at most 100."), field="percent")
        if percent != percent.quantize(Decimal("0.01")):
            raise InputError(
                M_("The percentage can have two digits after the point at most."), field="percent"
            )
    elif terms.kind == "fixed_amount":
        if terms.amount_minor is None:
            raise InputError(M_("Say how much the code takes off."), field="amount_minor")
        _positive(terms.amount_minor, "amount_minor", N_("The amount must be more than nothing."))
    elif terms.kind != "free_shipping":
        raise InputError(M_("Choose a percentage, a fixed amount or free shipping."), field="kind")
    if terms.kind != "percentage" and terms.percent is not None:
        raise InputError(M_("Only a percentage code has a percentage."), field="percent")
    if terms.kind != "fixed_amount" and (terms.amount_minor is not None or terms.each_item):
        raise InputError(M_("Only a fixed-amount code has an amount."), field="amount_minor")


def _check_items(terms: DiscountTerms) -> None:
    if terms.items not in ("all", "products", "collections"):
        raise InputError(M_("Choose all products, some products or some collections."), field="items")
    if terms.items == "all":
        if terms.item_ids:
            raise InputError(M_("A code for all products lists none."), field="item_ids")
        if terms.each_item:
            raise InputError(
                M_("An amount per item needs chosen products or collections."), field="each_item"
            )
        return
    if terms.kind == "free_shipping":
        raise InputError(
            M_("Free shipping is for the whole order; products cannot be chosen for it."), field="items"
        )
    if not terms.item_ids:
        raise InputError(M_("Choose at least one product or collection the code is for."), field="item_ids")
    if len(terms.item_ids) > MOST_ITEMS:
        raise InputError(
            M_(
                "Shopify takes at most %(most)s chosen products or collections in one discount.",
                most=MOST_ITEMS,
            ),
            field="item_ids",
        )
    wanted = "gid://shopify/Product/" if terms.items == "products" else "gid://shopify/Collection/"
    if not all(gid.startswith(wanted) and gid.removeprefix(wanted).isdigit() for gid in terms.item_ids):
        raise InputError(M_("What was chosen is not a product or collection of this shop."), field="item_ids")


def _positive(value: int | None, field: str, message: str) -> None:
    if value is not None and value <= 0:
        raise InputError(M_(message), field=field)
