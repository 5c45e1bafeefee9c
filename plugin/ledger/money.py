"""Money: integer minor units and an ISO 4217 currency.

How many digits a currency has comes from the standard itself (library `iso4217`: JPY 0, EUR 2, KWD 3).
Reading Shopify's decimal strings is exact: nothing is rounded on the way in. Splitting by largest remainder
is ours, because no kept library does it over integers (py-moneyed and stockholm hold amounts, they do not
share them out).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache

from iso4217 import Currency

from plugin.errors import EarmarkError

LARGEST_MINOR = 2**63 - 1
"""What a bigint column holds. An amount beyond it is a mistake of the sender, not a sum of money."""
MOST_DIGITS = 18
"""So many are never beyond it."""


class MoneyError(EarmarkError):
    """An amount or a currency that cannot be read. The message says what is wrong and never repeats the
    value.
    """


class UnknownCurrencyError(MoneyError):
    """A currency code that ISO 4217 does not know, or that has no minor unit (XXX, gold)."""


class NotAnAmountError(MoneyError):
    """A text or value that is no decimal number."""


class TooManyDigitsError(MoneyError):
    """An amount finer than its currency allows, such as 0.5 yen."""


@cache
def digits(currency: str) -> int:
    """Digits after the decimal point in `currency`; raises `UnknownCurrencyError`."""
    try:
        found = Currency(currency.upper()).exponent
    except ValueError:
        found = None
    if found is None:
        raise UnknownCurrencyError("is not a currency of ISO 4217 with a minor unit")
    return int(found)


def parse_minor(value: str | int | float, currency: str) -> int:
    """The minor units of a decimal amount as Shopify writes it: "74.99", "1000", -5.00, 195.66.

    Zeros beyond the currency's digits change nothing and are taken ("1000.00" yen). Raises
    `NotAnAmountError`, `TooManyDigitsError` or `UnknownCurrencyError`, none of which repeats the value.
    """
    places = digits(currency)
    if isinstance(value, str):
        # How Shopify writes nearly every amount; as whole numbers it costs a tenth of the general way.
        whole, _, decimals = value.partition(".")
        if len(decimals) != places:
            decimals = decimals.ljust(places, "0")
            decimals = decimals if decimals[places:].strip("0") else decimals[:places]
        minor = whole + decimals
        fits = len(decimals) == places and len(minor) <= MOST_DIGITS
        if fits and whole and minor.isdigit() and minor.isascii():
            return int(minor)
    return _parse_any(value, currency, places)


def _parse_any(value: str | int | float, currency: str, places: int) -> int:
    try:
        # A float is read by its shortest text: 195.66 in JSON means 195.66, not the binary number next to it.
        amount = Decimal(value.strip() if isinstance(value, str) else str(value))
    except InvalidOperation:
        raise NotAnAmountError("is not a decimal number") from None
    if not amount.is_finite():
        raise NotAnAmountError("is not a finite number")
    if isinstance(value, str) and not set(value.strip()) <= set("+-.0123456789eE"):
        # Decimal also reads underscores and the digits of other scripts, which Shopify never writes.
        raise NotAnAmountError("is not a plain decimal number")
    if abs(amount.adjusted()) > 30:
        if amount == 0:
            return 0
        raise NotAnAmountError("is out of any range of money")
    minor = Fraction(amount) * 10**places
    if minor.denominator != 1:
        raise TooManyDigitsError(
            f"has more than {places} digits after the point, which {currency} does not have"
        )
    if abs(minor) > LARGEST_MINOR:
        raise NotAnAmountError("is out of any range of money")
    return int(minor)


def split(total: int, weights: Sequence[int]) -> list[int]:
    """`total` in whole parts proportional to `weights`, by largest remainder: the parts always sum to
    `total`.

    Of equal remainders the earlier part gets the unit, so the same input always gives the same parts. Weights
    are not negative; where all are zero the parts are equal. An empty list of weights has no parts. A
    negative total is split as its absolute value.
    """
    if not weights:
        return []
    if min(weights) < 0:
        raise ValueError("A weight is negative.")
    if len(weights) == 1:
        return [total]
    if not any(weights):
        weights = [1] * len(weights)
    sign, whole, sum_of_weights = (-1 if total < 0 else 1), abs(total), sum(weights)
    parts = [whole * weight // sum_of_weights for weight in weights]
    by_remainder = sorted(
        range(len(parts)), key=lambda index: (-(whole * weights[index] % sum_of_weights), index)
    )
    for index in by_remainder[: whole - sum(parts)]:
        parts[index] += 1
    return [sign * part for part in parts]


def portion(amount: int, part: int, whole: int) -> int:
    """`amount` times `part` / `whole`, rounded half away from zero, as Shopify rounds the part of a line."""
    if whole <= 0:
        return 0
    sign = -1 if amount * part < 0 else 1
    return sign * ((2 * abs(amount * part) + whole) // (2 * whole))
