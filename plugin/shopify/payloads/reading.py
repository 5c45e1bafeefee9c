"""Reading single values: amounts, counts, ids, times. Every failure names its field and the shape of the
value.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec

from plugin.errors import UnreadablePayloadError
from plugin.ledger.money import MoneyError, TooManyDigitsError, digits, parse_minor
from plugin.shopify.payloads.shapes import MoneySet, Number

Shape = TypeVar("Shape", bound=msgspec.Struct)
GID = re.compile(r"^gid://shopify/(?P<what>\w+)/(?P<number>\d{1,19})(\?.*)?$")
LARGEST_ID = 2**63 - 1
EXACT_BELOW = 2**53
"""JavaScript holds whole numbers exactly up to here."""


def unreadable(field: str, complaint: str) -> UnreadablePayloadError:
    """The error for `field`; `complaint` says what is wrong without the value."""
    return UnreadablePayloadError(f"{field} {complaint}.", field=field)


def shape_of(value: Any) -> str:
    """What a value looks like without saying it: its kind, and for text its length."""
    if isinstance(value, str):
        return f"text of {len(value)} characters"
    return {dict: "object", list: "list", bool: "true or false", type(None): "null"}.get(
        type(value), "number"
    )


def decode(body: bytes, shape: type[Shape], *, one: str, many: str) -> list[tuple[str, Shape]]:
    """The documents in `body`, each with the prefix that names its fields in errors.

    A webhook's body is the document itself. Shopify's REST answers wrap the same document as {"order": …} or
    list it as {"orders": […]}; those are taken too, so that a body saved from there can be read and replayed.
    """
    try:
        read = msgspec.json.decode(body, type=shape)
        if getattr(read, "id", None) is None:
            outer = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
            if one in outer:
                return [(f"{one}.", msgspec.json.decode(outer[one], type=shape))]
            if many in outer:
                rows = msgspec.json.decode(outer[many], type=list[shape])  # type: ignore[valid-type]
                return [(f"{many}[{index}].", row) for index, row in enumerate(rows)]
    except msgspec.ValidationError as error:
        # msgspec names the kinds and the path, never the value.
        raise UnreadablePayloadError(f"The body does not have the expected shape: {error}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UnreadablePayloadError(f"The body is not JSON ({len(body)} bytes).") from None
    return [("", read)]


def shop_amount(where: str, name: str, money: MoneySet | None, plain: Number, currency: str) -> int | None:
    """Minor units in the shop's currency: of the set's `shop_money` where there is one, else of the plain
    field, whose name in errors is `where` and `name` together.

    None where neither is there. A set in another currency than the order's cannot be added up, so it is
    unreadable; and so is a plain field that is no number, even beside a set: a body that contradicts itself
    is for a person to look at.
    """
    shop = None if money is None else money.shop_money
    if shop is None or shop.amount is None:
        return None if plain is None else amount(where, name, plain, currency)
    stated = shop.currency_code or shop.currency
    if stated is not None and stated != currency and stated.upper() != currency:
        raise unreadable(
            f"{where}{name}_set.shop_money", f"is in {shape_of(stated)} other than the order's {currency}"
        )
    try:
        found = parse_minor(shop.amount, currency)
    except MoneyError as error:
        raise unreadable(
            f"{where}{name}_set.shop_money.amount", f"({shape_of(shop.amount)}) {error}"
        ) from None
    if plain is not None and plain != shop.amount:
        _check_number(where, name, plain, currency)
    return found


def _check_number(where: str, name: str, value: str | int | float, currency: str) -> None:
    try:
        parse_minor(value, currency)
    except TooManyDigitsError:
        return
    except MoneyError as error:
        raise unreadable(f"{where}{name}", f"({shape_of(value)}) {error}") from None


def amount(where: str, name: str, value: str | int | float, currency: str) -> int:
    """Minor units of a decimal amount."""
    try:
        return parse_minor(value, currency)
    except MoneyError as error:
        raise unreadable(f"{where}{name}", f"({shape_of(value)}) {error}") from None


def known_currency(field: str, value: str | None) -> str:
    """An ISO 4217 code in capitals."""
    if value is None:
        raise unreadable(field, "is missing")
    code = value.upper()
    try:
        digits(code)
    except MoneyError as error:
        raise unreadable(field, f"({shape_of(value)}) {error}") from None
    return code


def currency_of(*sets: MoneySet | None) -> str | None:
    """The first shop currency that any of the sets names."""
    for money in sets:
        if money is not None and money.shop_money is not None:
            stated = money.shop_money.currency_code or money.shop_money.currency
            if stated:
                return stated.upper()
    return None


def count(field: str, value: Number) -> int | None:
    """A whole number not below zero, or None where there is none."""
    if value is None or (value.__class__ is int and value >= 0):
        return value
    try:
        number = int(value)
    except (ValueError, OverflowError):
        raise unreadable(field, f"({shape_of(value)}) is not a whole number") from None
    if number < 0 or (isinstance(value, float) and value != number):
        raise unreadable(field, f"({shape_of(value)}) is not a whole number of units")
    return number


def identity(field: str, what: str, number: Number, gid: str | None) -> int:
    """Shopify's number of a thing.

    The global id wins over the number: JavaScript rounds numbers beyond 2**53, and bodies that went through
    it (Shopify's published samples did) carry an `id` that is off while `admin_graphql_api_id`, a text, is
    right.
    """
    if gid is not None:
        found = GID.match(gid)
        if found is None or found["what"] != what or int(found["number"]) > LARGEST_ID:
            raise unreadable(f"{field}admin_graphql_api_id", f"does not name a thing of kind {what}")
        return int(found["number"])
    if number.__class__ is int and 0 < number <= LARGEST_ID:
        return number
    if number is None:
        raise unreadable(f"{field}id", "is missing")
    return plain_id(f"{field}id", number)


def plain_id(field: str, value: Number) -> int:
    """A number that names a thing and has no global id beside it."""
    number = count(field, value)
    if not number or number > LARGEST_ID:
        raise unreadable(field, f"({shape_of(value)}) is not an id")
    return number


def rounded_by_javascript(number: int) -> int:
    """What JavaScript makes of an id beyond 2**53 (it keeps 17 digits and writes zeros behind them)."""
    if number <= EXACT_BELOW:
        return number
    digits_kept, _, exponent = f"{float(number)!r}".partition("e+")
    if not exponent:
        return int(float(number))
    whole, _, decimals = digits_kept.partition(".")
    return int(whole + decimals.ljust(int(exponent), "0")[: int(exponent)])


def moment(field: str, values: Sequence[str | None]) -> datetime:
    """The first of `values` that is there, in UTC. A time without zone is taken as UTC."""
    value = next(filter(None, values), None)
    if value is None:
        raise unreadable(field, "is missing")
    try:
        read = datetime.fromisoformat(value)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):  # the last hours of the year 9999 have no moment in UTC
        raise unreadable(field, f"({shape_of(value)}) is not a time") from None
