"""Sums over any span of days are those of its days, however few rows they are read from."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import func, select

from plugin.store.reports.sums import (
    NO_CREDIT,
    Credited,
    Days,
    covering,
    credited_by,
    credited_by_day,
)
from plugin.store.rollups.tables import CreditsBySpan

FIRST = date(2025, 11, 20)
LENGTH = 400


@pytest.fixture
def year(database, ana, ben):
    """A credit a day of one minor unit, a year long, in both shops."""
    for shop in (ana, ben):
        with database.shop(shop) as session:
            for number in range(LENGTH):
                day = FIRST + timedelta(number)
                session.add(_credit("day", day, 1))
            months = {(FIRST + timedelta(number)).replace(day=1) for number in range(LENGTH)}
            for month in months:
                held = sum((FIRST + timedelta(number)).replace(day=1) == month for number in range(LENGTH))
                session.add(_credit("month", month, held))
    return ana


def _credit(span: str, first_day: date, amount: int) -> CreditsBySpan:
    return CreditsBySpan(
        span=span,
        first_day=first_day,
        currency="EUR",
        channel="online",
        creator_id=7,
        campaign_id=0,
        code_id=0,
        evidence="code",
        amount_minor=amount,
        share_ppm=0,
        discount_minor=0,
        first_ppm=0,
        known_ppm=0,
    )


def test_a_span_is_the_sum_of_its_days(database, year):
    with database.shop(year) as session:

        @given(st.integers(-40, LENGTH + 40), st.integers(0, LENGTH))
        @examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
        def law(begin, length):
            days = Days(FIRST + timedelta(begin), FIRST + timedelta(begin + length))
            expected = len(range(max(begin, 0), min(begin + length, LENGTH - 1) + 1))
            found = credited_by(session, CreditsBySpan.creator_id, days, "EUR").get(7, NO_CREDIT)
            assert found.revenue_minor == expected
            rows = session.scalar(
                select(func.count(CreditsBySpan.first_day)).where(covering(CreditsBySpan, days))
            )
            assert rows <= 60 + 14, "whole months are read as months"

        law()
        assert credited_by(session, CreditsBySpan.creator_id, None, "EUR") == {
            7: Credited(LENGTH, 0, 0, 0, 0)
        }
        days = Days(FIRST, FIRST + timedelta(2))
        assert len(credited_by_day(session, days, "EUR", creator_id=7)) == 3
