"""Discounts and their redeem codes as the stand-in keeps them.

Shared by the Admin API (which creates and changes them) and the storefront (which applies them to a cart).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal


@dataclass
class RedeemCode:
    """One code of a discount; `code` is kept as typed and compared without regard to case."""

    id: int
    code: str
    usage_count: int = 0
    created_by_app: str | None = None


@dataclass
class Discount:
    """A code discount node. Amounts are decimals in the shop's currency; `percentage` is a fraction 0..1."""

    id: int
    kind: Literal["basic", "free_shipping", "bxgy"]
    title: str
    starts_at: datetime
    created_at: datetime
    updated_at: datetime
    ends_at: datetime | None = None
    codes: list[RedeemCode] = field(default_factory=list)
    percentage: Decimal | None = None
    amount: Decimal | None = None
    applies_on_each_item: bool = False
    all_items: bool = True
    product_ids: list[int] = field(default_factory=list)
    collection_ids: list[int] = field(default_factory=list)
    minimum_subtotal: Decimal | None = None
    minimum_quantity: int | None = None
    applies_once_per_customer: bool = False
    usage_limit: int | None = None
    combines_with_order: bool = False
    combines_with_product: bool = False
    combines_with_shipping: bool = False
    tags: list[str] = field(default_factory=list)
    used_by: list[str] = field(default_factory=list)
    raw_input: dict = field(default_factory=dict)

    def status(self, now: datetime) -> Literal["ACTIVE", "EXPIRED", "SCHEDULED"]:
        """The status Shopify would show at `now` (the enum has only these three values)."""
        if self.ends_at is not None and self.ends_at <= now:
            return "EXPIRED"
        return "SCHEDULED" if self.starts_at > now else "ACTIVE"

    def redeem_code(self, code: str) -> RedeemCode | None:
        """The redeem code equal to `code` without regard to case, or None."""
        wanted = code.strip().casefold()
        return next((row for row in self.codes if row.code.casefold() == wanted), None)
