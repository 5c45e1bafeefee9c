"""Money as decimals in one currency: its smallest step, rounding, and fair splitting."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from math import floor

from iso4217 import Currency


@cache
def digits(currency: str) -> int:
    """Digits after the point in the standard (JPY 0, EUR 2, KWD 3); ValueError for an unknown currency."""
    return Currency(currency).exponent or 0


@cache
def quantum(currency: str) -> Decimal:
    """The smallest step of a currency: 1 for JPY, 0.01 for EUR, 0.001 for KWD."""
    return Decimal(1).scaleb(-digits(currency))


def rounded(amount: Decimal, currency: str) -> Decimal:
    """`amount` to the currency's step, halves away from zero."""
    return amount.quantize(quantum(currency), ROUND_HALF_UP)


def minor(amount: Decimal, currency: str) -> int:
    """`amount` in minor units; ValueError when it is finer than the currency allows."""
    scaled = amount.scaleb(digits(currency))
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} {currency} is finer than the currency allows.")
    return int(scaled)


def split(total: Decimal, weights: Sequence[Decimal], currency: str) -> list[Decimal]:
    """`total` in parts proportional to `weights` that add up exactly, by largest remainder; of equal
    remainders the earlier part gets the unit. All zero where the weights are.
    """
    whole = sum(map(Fraction, weights), Fraction(0))
    if not whole:
        return [Decimal(0)] * len(weights)
    units = minor(total, currency)
    # Fractions, because decimals of 28 digits take equal remainders for different ones.
    exact = [units * Fraction(weight) / whole for weight in weights]
    parts = [floor(part) for part in exact]
    order = sorted(range(len(parts)), key=lambda index: (parts[index] - exact[index], index))
    for index in order[: units - sum(parts)]:
        parts[index] += 1
    return [part * quantum(currency) for part in parts]


def text(amount: Decimal, currency: str) -> str:
    """The amount as Shopify writes it in JSON: a string with the currency's digits."""
    return f"{amount.quantize(quantum(currency), ROUND_HALF_UP):f}"
