"""A code discount as Earmark asks Shopify for it, and as it reads it back."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

Kind = Literal["percentage", "fixed_amount", "free_shipping"]
Items = Literal["all", "products", "collections"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscountTerms:
    """What a discount gives, and to whom.

    `percent` is in percent (20 is 20 %). `amount_minor` and `minimum_subtotal_minor` are minor units of
    `currency`, the shop's own. At most one of `minimum_subtotal_minor` and `minimum_quantity` is set.
    `item_ids` are global ids of products or collections, sorted; none where `items` is all. `each_item` gives
    a fixed amount on every chosen item instead of once. The three `combines_with_*` say which other kinds of
    discount it may stand beside.
    """

    kind: Kind
    currency: str
    percent: Decimal | None = None
    amount_minor: int | None = None
    each_item: bool = False
    minimum_subtotal_minor: int | None = None
    minimum_quantity: int | None = None
    once_per_customer: bool = False
    usage_limit: int | None = None
    items: Items = "all"
    item_ids: tuple[str, ...] = ()
    combines_with_order: bool = False
    combines_with_product: bool = False
    combines_with_shipping: bool = False


@dataclass(frozen=True, slots=True)
class WantedDiscount:
    """One discount with one code, as it should stand in Shopify. Times are UTC; `ends_at` None is open.

    The title is the code itself, as Shopify's own admin names code discounts: saving the discount there
    changes nothing. `mark` is the tag by which the discount is known as the one made for exactly this code of
    ours.
    """

    code: str
    mark: str
    starts_at: datetime
    ends_at: datetime | None
    terms: DiscountTerms


@dataclass(frozen=True, slots=True)
class StandingDiscount:
    """A discount as it stands in Shopify. `status` is ACTIVE, EXPIRED or SCHEDULED (there is no fourth).

    `terms` is None where Earmark cannot express them (buy X get Y, an app's function). `for_everyone` is
    False where the discount is kept to some customers, segments or markets. `codes` are its first two codes,
    `code_count` how many it has.
    """

    gid: str
    title: str
    status: str
    starts_at: datetime
    ends_at: datetime | None
    codes: tuple[str, ...]
    code_count: int
    tags: tuple[str, ...]
    for_everyone: bool
    usage_count: int
    terms: DiscountTerms | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One point on which Shopify differs from what Earmark asked for. Values are JSON-able."""

    field: str
    wanted: Any
    found: Any


def differences(wanted: WantedDiscount, found: StandingDiscount, *, dates: bool = True) -> list[Difference]:
    """Where `found` is not what was asked for; an empty list means it is.

    `dates` False leaves start and end aside: a discount that is held back has the moment of holding as its
    end. The title is not compared, for Shopify's admin rewrites it; nor are tags, which belong to the
    merchant too.
    """
    found_codes = [code.casefold() for code in found.codes]
    rows = []
    if wanted.code.casefold() not in found_codes and found.code_count <= len(found_codes):
        rows.append(Difference("code", wanted.code, found.codes[0] if found.codes else None))
    if dates:
        rows += [
            Difference(name, _text(mine), _text(theirs))
            for name, mine, theirs in (
                ("starts_at", _second(wanted.starts_at), _second(found.starts_at)),
                ("ends_at", _second(wanted.ends_at), _second(found.ends_at)),
            )
            if mine != theirs
        ]
    if not found.for_everyone:
        rows.append(Difference("for_everyone", True, False))
    if found.terms is None:
        return [*rows, Difference("kind", wanted.terms.kind, "other")]
    for field in fields(DiscountTerms):
        mine, theirs = getattr(wanted.terms, field.name), getattr(found.terms, field.name)
        if mine != theirs:
            rows.append(Difference(field.name, _text(mine), _text(theirs)))
    return rows


def _second(moment: datetime | None) -> datetime | None:
    # Shopify keeps whole seconds: what it answers has lost the fraction we sent.
    return moment.replace(microsecond=0) if moment else None


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return list(value) if isinstance(value, tuple) else value
