"""Bodies as Shopify announces them, as msgspec structs: the manifest's fields of a topic, and below them what
the documented records hold. A struct holds nothing else, so what is read into it has been reduced by that.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeAlias

import msgspec
from msgspec import UNSET, Struct, UnsetType

from plugin.shopify.manifest import manifest

Plain: TypeAlias = str | int | float | bool | UnsetType | None


class _Exact(Struct, gc=False, forbid_unknown_fields=True):
    """A record with a key that is not known here does not fit: nobody knows what stands in it."""


class Money(_Exact):
    """An amount."""

    amount: Plain = UNSET
    currency_code: Plain = UNSET
    currency: Plain = UNSET


class MoneySet(_Exact):
    """An amount in the shop's currency and in the buyer's."""

    shop_money: Money | UnsetType | None = UNSET
    presentment_money: Money | UnsetType | None = UNSET


Sum: TypeAlias = MoneySet | UnsetType | None


class DiscountCode(_Exact):
    """A code used."""

    code: Plain = UNSET
    amount: Plain = UNSET
    type: Plain = UNSET


class Application(_Exact):
    """A discount on the order."""

    target_type: Plain = UNSET
    type: Plain = UNSET
    value: Plain = UNSET
    value_type: Plain = UNSET
    allocation_method: Plain = UNSET
    target_selection: Plain = UNSET
    code: Plain = UNSET
    title: Plain = UNSET
    description: Plain = UNSET


class TaxLine(_Exact):
    """One tax on a line."""

    price: Plain = UNSET
    price_set: Sum = UNSET
    rate: Plain = UNSET
    title: Plain = UNSET
    channel_liable: Plain = UNSET
    source: Plain = UNSET


class Allocation(_Exact):
    """What a discount takes off a line."""

    amount: Plain = UNSET
    amount_set: Sum = UNSET
    discount_application_index: Plain = UNSET


class Adjustment(_Exact):
    """What a refund moved beside its lines."""

    id: Plain = UNSET
    order_id: Plain = UNSET
    refund_id: Plain = UNSET
    amount: Plain = UNSET
    amount_set: Sum = UNSET
    tax_amount: Plain = UNSET
    tax_amount_set: Sum = UNSET
    kind: Plain = UNSET
    reason: Plain = UNSET


ROWS: dict[str, type[Struct]] = {
    "discount_codes": DiscountCode,
    "discount_applications": Application,
    "tax_lines": TaxLine,
    "discount_allocations": Allocation,
    "order_adjustments": Adjustment,
}
"""Lists that the manifest names whole, with what their rows are."""
GLOBAL_ID = "admin_graphql_api_id"
RETURNED_LINE = ("id", GLOBAL_ID, "gift_card", "tip_payment_gateway", "tip_payment_method")
"""What is read of a line within a refund (`plugin.shopify.payloads.refund`)."""


@cache
def announced(topic: str, without: frozenset[str]) -> msgspec.json.Decoder[Any] | None:
    """Reads a body on `topic` without the keys in `without`, wherever they stand; None where the manifest
    does not list the fields of one record with an `id`.

    A body of another shape raises `msgspec.ValidationError`. What it reads may have no `id` (UNSET) where the
    record stands inside something else.
    """
    fields = manifest().fields.get(topic)
    if fields is None or "id" not in fields:
        return None
    return msgspec.json.Decoder(_record("Body", fields_tree(fields), without))


@cache
def fields_tree(paths: Iterable[str]) -> dict[str, Any]:
    """Dotted paths as nested dicts; an empty dict means everything below.

    Where the manifest names an `id`, the global id beside it stays, too, which is right where JavaScript has
    rounded the number on the way; and so does what a returned line tells of itself.
    """
    root: dict[str, Any] = {}
    for path in paths:
        branch = root
        for name in path.split("."):
            if name == "id":
                branch.setdefault(GLOBAL_ID, {})
            elif name == "line_item_id":
                branch["line_item"] = {inner: {} for inner in RETURNED_LINE}
            branch = branch.setdefault(name, {})
    return root


def _record(what: str, tree: dict[str, Any], without: frozenset[str]) -> Any:
    fields = [
        (name, _value(name, below, without), UNSET) for name, below in tree.items() if name not in without
    ]
    return msgspec.defstruct(what, fields, gc=False)


def _value(name: str, below: dict[str, Any], without: frozenset[str]) -> Any:
    if below:
        record = _record(name, below, without)
        return record | list[record] | UnsetType | None  # type: ignore[valid-type]
    if name.endswith("_set"):
        return Sum
    if name in ROWS or name == "note_attributes":
        return list[ROWS.get(name, Any)] | UnsetType | None  # type: ignore[misc]
    return Plain
