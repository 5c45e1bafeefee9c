"""Days in the shop's time zone, also on the days on which clocks change."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.errors import InputError
from plugin.services.campaign_dates import (
    campaign_moments,
    end_moment,
    first_day,
    first_moment,
    last_day,
    read_day,
)

ZONES = [
    "Europe/Rome",
    "America/New_York",
    "Africa/Cairo",
    "America/Santiago",
    "Asia/Kathmandu",
    "Pacific/Chatham",
]


@pytest.mark.parametrize(
    ("zone", "day", "starts", "ends"),
    [
        pytest.param("Europe/Rome", date(2026, 11, 27), (26, 23), (27, 23), id="winter"),
        pytest.param("Europe/Rome", date(2026, 3, 29), (28, 23), (29, 22), id="a day of 23 hours"),
        pytest.param("Europe/Rome", date(2026, 10, 25), (24, 22), (25, 23), id="a day of 25 hours"),
        pytest.param(
            "Africa/Cairo", date(2026, 4, 24), (23, 22), (24, 21), id="a midnight that does not exist"
        ),
        pytest.param("America/Havana", date(2026, 11, 1), (1, 4), (2, 5), id="an hour that comes twice"),
    ],
)
def test_a_day_begins_and_ends(zone, day, starts, ends):
    month = lambda number: day.month if number >= day.day - 1 else day.month + 1  # noqa: E731
    assert first_moment(day, zone) == datetime(2026, month(starts[0]), *starts, tzinfo=UTC)
    assert end_moment(day, zone) == datetime(2026, month(ends[0]), *ends, tzinfo=UTC)


@given(day=st.dates(date(2020, 1, 2), date(2035, 12, 30)), zone=st.sampled_from(ZONES))
def test_what_was_entered_is_shown_again(day, zone):
    assert first_day(first_moment(day, zone), zone) == day
    assert last_day(end_moment(day, zone), zone) == day
    assert first_moment(day, zone) < end_moment(day, zone)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "field"),
    [
        pytest.param(None, None, "starts_on", id="no first day"),
        pytest.param(date(2026, 5, 2), date(2026, 5, 1), "ends_on", id="ends before it starts"),
    ],
)
def test_days_that_cannot_be(starts_on, ends_on, field):
    with pytest.raises(InputError) as caught:
        campaign_moments(starts_on, ends_on, "Europe/Rome")
    assert caught.value.field == field


def test_a_campaign_of_one_day_and_an_open_one():
    starts_at, ends_at = campaign_moments(date(2026, 5, 1), date(2026, 5, 1), "Europe/Rome")
    assert (ends_at - starts_at).total_seconds() == 24 * 3600
    assert campaign_moments(date(2026, 5, 1), None, "Europe/Rome")[1] is None


def test_what_is_no_day_is_named():
    assert read_day(" 2026-05-01 ", "starts_on") == date(2026, 5, 1)
    assert read_day("", "starts_on") is None
    with pytest.raises(InputError, match="1 May is no day") as caught:
        read_day("1 May", "starts_on")
    assert caught.value.field == "starts_on"
