"""Amounts read exactly, and shared out without a remainder."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.ledger.money import (
    NotAnAmountError,
    TooManyDigitsError,
    UnknownCurrencyError,
    digits,
    parse_minor,
    portion,
    split,
)


@pytest.mark.parametrize(
    ("currency", "expected"), [("JPY", 0), ("EUR", 2), ("usd", 2), ("KWD", 3), ("CLP", 0), ("HUF", 2)]
)
def test_digits_are_the_standards(currency, expected):
    assert digits(currency) == expected


@pytest.mark.parametrize("currency", ["ZZZ", "", "XXX", "XAU", "euro"])
def test_a_currency_without_minor_units_is_named_as_such(currency):
    with pytest.raises(UnknownCurrencyError):
        digits(currency)


@pytest.mark.parametrize(
    ("value", "currency", "minor"),
    [
        pytest.param("74.99", "EUR", 7499, id="two-digits"),
        pytest.param("1000", "JPY", 1000, id="yen"),
        pytest.param("1000.00", "JPY", 1000, id="yen-with-empty-digits"),
        pytest.param("1.234", "KWD", 1234, id="dinar"),
        pytest.param("1.2", "KWD", 1200, id="dinar-shortened"),
        pytest.param("-5.00", "USD", -500, id="negative"),
        pytest.param(195.66, "USD", 19566, id="a-number-with-digits"),
        pytest.param(0.1, "USD", 10, id="a-number-no-binary-holds"),
        pytest.param(12, "USD", 1200, id="a-whole-number"),
        pytest.param(" 3.50 ", "USD", 350, id="spaces-around"),
        pytest.param("0E-10", "USD", 0, id="zero-with-an-exponent"),
        pytest.param("0.000000000000000000000000000000000", "USD", 0, id="zero-at-length"),
    ],
)
def test_reads_exactly(value, currency, minor):
    assert parse_minor(value, currency) == minor


@pytest.mark.parametrize(
    ("value", "currency", "error"),
    [
        pytest.param("0.5", "JPY", TooManyDigitsError, id="half-a-yen"),
        pytest.param("1.005", "EUR", TooManyDigitsError, id="half-a-cent"),
        pytest.param("abc", "EUR", NotAnAmountError, id="letters"),
        pytest.param("", "EUR", NotAnAmountError, id="empty"),
        pytest.param("1,50", "EUR", NotAnAmountError, id="comma"),
        pytest.param("1_000", "EUR", NotAnAmountError, id="underscore"),
        pytest.param("١٢", "EUR", NotAnAmountError, id="other-script"),
        pytest.param("NaN", "EUR", NotAnAmountError, id="not-a-number"),
        pytest.param("Infinity", "EUR", NotAnAmountError, id="infinite"),
        pytest.param(float("inf"), "EUR", NotAnAmountError, id="infinite-number"),
        pytest.param("1e999999999", "EUR", NotAnAmountError, id="a-number-that-fills-memory"),
        pytest.param("1" * 25, "EUR", NotAnAmountError, id="more-than-a-bigint"),
    ],
)
def test_what_cannot_be_read_is_named_without_its_value(value, currency, error):
    with pytest.raises(error) as caught:
        parse_minor(value, currency)
    assert not str(value) or str(value) not in str(caught.value)


@given(st.integers(-(2**62), 2**62), st.sampled_from(["JPY", "EUR", "KWD"]))
def test_an_amount_survives_its_text(minor, currency):
    places = digits(currency)
    sign, whole = "-" if minor < 0 else "", f"{abs(minor):0{places + 1}d}"
    text = f"{sign}{whole[:-places]}.{whole[-places:]}" if places else f"{sign}{whole}"
    assert parse_minor(text, currency) == minor


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_parts_always_sum_and_none_is_off_by_a_unit(total, weights):
    parts = split(total, weights)
    assert sum(parts) == total
    assert parts == split(total, weights)
    whole = sum(weights) or len(weights)
    for part, weight in zip(parts, weights if any(weights) else [1] * len(weights), strict=True):
        assert abs(part * whole - total * weight) < whole


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        pytest.param(100, [1, 1, 1], [34, 33, 33], id="the-first-gets-the-odd-unit"),
        pytest.param(100, [0, 0], [50, 50], id="equal-where-nothing-weighs"),
        pytest.param(5, [0, 1, 0], [0, 5, 0], id="no-weight-no-part"),
        pytest.param(-100, [1, 1, 1], [-34, -33, -33], id="negative"),
        pytest.param(7, [], [], id="nobody"),
        pytest.param(1, [1, 2], [0, 1], id="the-larger-remainder"),
    ],
)
def test_split(total, weights, parts):
    assert split(total, weights) == parts


def test_a_negative_weight_is_a_mistake():
    with pytest.raises(ValueError, match="negative"):
        split(1, [1, -1])


@pytest.mark.parametrize(
    ("amount", "part", "whole", "expected"),
    [(10, 1, 4, 3), (-10, 1, 4, -3), (999, 1, 3, 333), (5, 1, 0, 0), (7, 7, 7, 7)],
)
def test_portion_rounds_half_away_from_zero(amount, part, whole, expected):
    assert portion(amount, part, whole) == expected
