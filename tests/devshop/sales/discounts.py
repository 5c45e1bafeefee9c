"""Which codes a cart may use, and what each takes off which line.

Rules as at Shopify's checkout: codes are tried in the order they were typed; up to five on products or
the order and one on shipping; each must be running, within its limits and its minimum; and two apply
together only when each says it combines with the other's class. Discounts on chosen products come off
first, then those on the whole order, which all reckon from the same subtotal. Gift cards are never
discounted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, Protocol

from tests.devshop.discount import Discount, RedeemCode
from tests.devshop.sales.money import rounded, split

if TYPE_CHECKING:
    from tests.devshop.world import Shop

ZERO = Decimal(0)
MOST_CODES = 5
Class = Literal["product", "order", "shipping"]
REASONS = {
    "unknown": "Enter a valid discount code.",
    "scheduled": "This discount has not started yet.",
    "expired": "This discount has ended.",
    "usage_limit": "This discount has reached its usage limit.",
    "once_per_customer": "This discount can be used once per customer.",
    "not_entitled": "This discount is not valid for the items in the cart.",
    "minimum": "The cart does not meet the minimum for this discount.",
    "not_combinable": "This discount cannot be combined with the ones applied already.",
    "too_many": "No further discount code can be added.",
    "repeated": "This code is applied already.",
}


class CartLine(Protocol):
    """What a line must tell: an order's Line does, and so does a cart's."""

    price: Decimal
    quantity: int
    product_id: int | None
    gift_card: bool


@dataclass
class Applied:
    """A code that counts: `amounts` by line index in the shop's currency, `shipping` off the shipping."""

    code: str
    discount: Discount
    redeem_code: RedeemCode
    kind: Class
    amounts: dict[int, Decimal] = field(default_factory=dict)
    shipping: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """Everything the code takes off."""
        return sum(self.amounts.values(), self.shipping)


@dataclass(frozen=True)
class Refused:
    """A code that does not count; `reason` is a key of REASONS, `message` what the buyer reads."""

    code: str
    reason: str

    @property
    def message(self) -> str:
        """The buyer's text."""
        return REASONS[self.reason]


@dataclass
class Outcome:
    """All codes of a cart, sorted into the ones that count and the others."""

    applied: list[Applied]
    refused: list[Refused]


def discount_class(discount: Discount) -> Class:
    """Shipping for free shipping, order for a discount on everything, product for one on chosen things."""
    if discount.kind == "free_shipping":
        return "shipping"
    return "order" if discount.all_items and not discount.applies_on_each_item else "product"


def apply_codes(
    shop: Shop,
    lines: Sequence[CartLine],
    codes: Sequence[str],
    customer: str | None,
    now: datetime,
    *,
    shipping: Decimal = ZERO,
) -> Outcome:
    """Sort `codes` into applied and refused for this cart; `customer` is any key that tells buyers apart, or
    None.
    """
    applied: list[Applied] = []
    refused: list[Refused] = []
    for typed in codes:
        code = typed.strip()
        discount = shop.discount_by_code(code) if code else None
        row = discount.redeem_code(code) if discount is not None else None
        if discount is None or row is None:
            refused.append(Refused(code, "unknown"))
            continue
        reason = _not_now(discount, customer, now) or _not_here(shop, lines, discount, applied)
        if reason is not None:
            refused.append(Refused(code, reason))
        else:
            applied.append(Applied(code, discount, row, discount_class(discount)))
    _allocate(shop, lines, applied, shipping)
    return Outcome(applied, refused)


def _not_now(discount: Discount, customer: str | None, now: datetime) -> str | None:
    """Why a discount works for nobody, or not for this customer."""
    status = discount.status(now)
    if status != "ACTIVE":
        return status.lower()
    used = sum(row.usage_count for row in discount.codes)
    if discount.usage_limit is not None and used >= discount.usage_limit:
        return "usage_limit"
    if discount.applies_once_per_customer and customer is not None and customer in discount.used_by:
        return "once_per_customer"
    return None


def _not_here(
    shop: Shop, lines: Sequence[CartLine], discount: Discount, applied: list[Applied]
) -> str | None:
    """Why a discount does not work for this cart, beside the ones applied already."""
    if any(row.discount.id == discount.id for row in applied):
        return "repeated"
    entitled = [lines[index] for index in entitled_lines(shop, lines, discount)]
    if not entitled or discount.kind == "bxgy":
        return "not_entitled"
    subtotal = sum((row.price * row.quantity for row in entitled), ZERO)
    units = sum(row.quantity for row in entitled)
    if subtotal < (discount.minimum_subtotal or ZERO) or units < (discount.minimum_quantity or 0):
        return "minimum"
    if not all(_combine(row.discount, discount) for row in applied):
        return "not_combinable"
    shipping = discount_class(discount) == "shipping"
    same = [row for row in applied if (row.kind == "shipping") == shipping]
    return "too_many" if len(same) >= (1 if shipping else MOST_CODES) else None


def _combine(one: Discount, other: Discount) -> bool:
    def allows(first: Discount, second: Discount) -> bool:
        return bool(getattr(first, f"combines_with_{discount_class(second)}"))

    return allows(one, other) and allows(other, one)


def entitled_lines(shop: Shop, lines: Sequence[CartLine], discount: Discount) -> list[int]:
    """Indexes of the lines a discount may touch."""
    wanted = set(discount.product_ids)
    for collection_id in discount.collection_ids:
        collection = shop.collections.get(collection_id)
        wanted |= set(collection.product_ids) if collection is not None else set()
    return [
        index
        for index, line in enumerate(lines)
        if not line.gift_card and (discount.all_items or line.product_id in wanted)
    ]


def _allocate(shop: Shop, lines: Sequence[CartLine], applied: list[Applied], shipping: Decimal) -> None:
    left = [line.price * line.quantity for line in lines]
    for kind in ("product", "order"):
        base = list(left)
        for row in (one for one in applied if one.kind == kind):
            indexes = entitled_lines(shop, lines, row.discount)
            for index, amount in _off(shop, lines, row.discount, indexes, base).items():
                row.amounts[index] = min(amount, left[index])
                left[index] -= row.amounts[index]
    for row in (one for one in applied if one.kind == "shipping"):
        row.shipping = shipping


def _off(
    shop: Shop, lines: Sequence[CartLine], discount: Discount, indexes: list[int], base: list[Decimal]
) -> dict[int, Decimal]:
    weights = [base[index] for index in indexes]
    whole = sum(weights, ZERO)
    if discount.percentage is not None:
        total = rounded(whole * discount.percentage, shop.currency)
    elif discount.amount is not None and discount.applies_on_each_item:
        return {index: min(discount.amount * lines[index].quantity, base[index]) for index in indexes}
    else:
        total = min(discount.amount or ZERO, whole)
    return dict(zip(indexes, split(total, weights, shop.currency), strict=True))
