"""Discounts to and from the shapes of Shopify's Admin GraphQL."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from plugin.errors import ShopifyError
from plugin.ledger.money import MoneyError, digits, parse_minor
from plugin.shopify.discount import DiscountTerms, Items, StandingDiscount, WantedDiscount

BASIC = "DiscountCodeBasic"
FREE_SHIPPING = "DiscountCodeFreeShipping"
Number = TypeVar("Number", int, Decimal)


def discount_input(wanted: WantedDiscount, current: StandingDiscount | None = None) -> dict[str, Any]:
    """The input of the create mutation, or with `current` of the update mutation that turns it into `wanted`.

    On update Shopify adds to the chosen items, so that those no longer wanted are named for removal.
    """
    terms = wanted.terms
    fields: dict[str, Any] = {
        "title": wanted.code,
        "code": wanted.code,
        "startsAt": wanted.starts_at.astimezone(UTC).isoformat(),
        "endsAt": wanted.ends_at.astimezone(UTC).isoformat() if wanted.ends_at else None,
        "appliesOncePerCustomer": terms.once_per_customer,
        "usageLimit": terms.usage_limit,
        "context": {"all": "ALL"},
        "combinesWith": {
            "orderDiscounts": terms.combines_with_order,
            "productDiscounts": terms.combines_with_product,
            "shippingDiscounts": terms.combines_with_shipping,
        },
        "minimumRequirement": _minimum_input(terms),
    }
    if current is None:
        fields["tags"] = ["earmark", wanted.mark]
        if fields["minimumRequirement"] is None:
            del fields["minimumRequirement"]
    if terms.kind == "free_shipping":
        fields["destination"] = {"all": True}
    else:
        fields["customerGets"] = {"value": _value_input(terms), "items": _items_input(terms, current)}
    return fields


def read_discount(node: dict[str, Any]) -> StandingDiscount:
    """A `DiscountCodeNode` selected by `plugin.shopify.discounts.DISCOUNT` as our own shape.

    Raises `ShopifyError` where a field we asked for is missing.
    """
    try:
        row = node["codeDiscount"]
        codes = row.get("codes", {}).get("nodes", [])
        return StandingDiscount(
            gid=node["id"],
            title=row.get("title", ""),
            status=row.get("status", ""),
            starts_at=_moment(row["startsAt"]),
            ends_at=_moment(row["endsAt"]) if row.get("endsAt") else None,
            codes=tuple(code["code"] for code in codes),
            code_count=(row.get("codesCount") or {}).get("count", len(codes)),
            tags=tuple(row.get("tags", ())),
            for_everyone=row.get("context", {}).get("__typename") == "DiscountBuyerSelectionAll",
            usage_count=row.get("asyncUsageCount", 0),
            terms=_terms(row),
        )
    except (KeyError, TypeError, ValueError, ArithmeticError, MoneyError) as error:
        raise ShopifyError(
            f"Shopify described a discount in a way Earmark cannot read ({error!r})."
        ) from error


def _minimum_input(terms: DiscountTerms) -> dict[str, Any] | None:
    if terms.minimum_subtotal_minor is not None:
        amount = decimal_text(terms.minimum_subtotal_minor, terms.currency)
        return {"subtotal": {"greaterThanOrEqualToSubtotal": amount}}
    if terms.minimum_quantity is not None:
        return {"quantity": {"greaterThanOrEqualToQuantity": str(terms.minimum_quantity)}}
    return None


def _value_input(terms: DiscountTerms) -> dict[str, Any]:
    if terms.kind == "percentage":
        return {"percentage": float(_given(terms.percent, "percent") / 100)}
    amount = decimal_text(_given(terms.amount_minor, "amount_minor"), terms.currency)
    return {"discountAmount": {"amount": amount, "appliesOnEachItem": terms.each_item}}


def _given(value: Number | None, name: str) -> Number:
    if value is None:
        raise ValueError(f"The discount's terms have no {name}.")
    return value


def _items_input(terms: DiscountTerms, current: StandingDiscount | None) -> dict[str, Any]:
    if terms.items == "all":
        return {"all": True}
    before = current.terms if current else None
    stale = (
        sorted(set(before.item_ids) - set(terms.item_ids)) if before and before.items == terms.items else []
    )
    add, remove = ("add", "remove") if terms.items == "collections" else ("productsToAdd", "productsToRemove")
    return {terms.items: {add: list(terms.item_ids)} | ({remove: stale} if stale else {})}


def _terms(row: dict[str, Any]) -> DiscountTerms | None:
    kind = row["__typename"]
    if kind not in (BASIC, FREE_SHIPPING):
        return None
    combines, minimum = row["combinesWith"], row.get("minimumRequirement") or {}
    subtotal = minimum.get("greaterThanOrEqualToSubtotal")
    quantity = minimum.get("greaterThanOrEqualToQuantity")
    gets = row.get("customerGets") or {}
    value, items = gets.get("value") or {}, gets.get("items") or {}
    if kind == BASIC and value.get("__typename") not in ("DiscountPercentage", "DiscountAmount"):
        return None
    amount = value.get("amount")
    chosen, item_ids = _items(items)
    return DiscountTerms(
        kind="free_shipping" if kind == FREE_SHIPPING else "fixed_amount" if amount else "percentage",
        currency=row["currency"],
        percent=_percent(value["percentage"]) if "percentage" in value else None,
        amount_minor=parse_minor(amount["amount"], amount["currencyCode"]) if amount else None,
        each_item=bool(value.get("appliesOnEachItem")),
        minimum_subtotal_minor=parse_minor(subtotal["amount"], subtotal["currencyCode"])
        if subtotal
        else None,
        minimum_quantity=int(quantity) if quantity is not None else None,
        once_per_customer=row["appliesOncePerCustomer"],
        usage_limit=row.get("usageLimit"),
        items=chosen,
        item_ids=item_ids,
        combines_with_order=combines["orderDiscounts"],
        combines_with_product=combines["productDiscounts"],
        combines_with_shipping=combines["shippingDiscounts"],
    )


def _items(items: dict[str, Any]) -> tuple[Items, tuple[str, ...]]:
    if "products" in items:
        variants = [node["id"] for node in items.get("productVariants", {}).get("nodes", [])]
        return "products", tuple(sorted([node["id"] for node in items["products"]["nodes"]] + variants))
    if "collections" in items:
        return "collections", tuple(sorted(node["id"] for node in items["collections"]["nodes"]))
    return "all", ()


def _percent(fraction: float) -> Decimal:
    # repr of a float is the shortest text that names it: 0.15 reads as 0.15, not as 0.1499999.
    return (Decimal(repr(fraction)) * 100).quantize(Decimal("0.0001")).normalize()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def decimal_text(minor: int, currency: str) -> str:
    """`minor` units of `currency` as Shopify's decimals are written: 1050 EUR is 10.50, 500 JPY is 500."""
    places = digits(currency)
    return format(Decimal(minor).scaleb(-places), f".{places}f")
