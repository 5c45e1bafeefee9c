"""Days of a campaign in the shop's time zone, as UTC moments. Safe where clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugin.errors import InputError
from plugin.language import M_

FIRST_YEAR, LAST_YEAR = 2004, 2100


def first_moment(day: date, timezone: str) -> datetime:
    """When `day` begins in `timezone`, in UTC.

    Where the clock jumps over midnight (Cairo, Santiago, Beirut) the day begins at the first moment that
    exists; where midnight comes twice, at the first of the two.
    """
    # PEP 495: a midnight that does not exist, read with fold 0, is the moment of the jump; one that comes
    # twice, the first.
    return datetime.combine(day, time(), zone_of(timezone)).astimezone(UTC)


def end_moment(day: date, timezone: str) -> datetime:
    """When `day` is over in `timezone`, in UTC: the first moment of the day after."""
    return first_moment(day + timedelta(days=1), timezone)


def first_day(starts_at: datetime, timezone: str) -> date:
    """The day, in `timezone`, on which something that starts at `starts_at` (UTC) starts."""
    return starts_at.astimezone(zone_of(timezone)).date()


def last_day(ends_at: datetime | None, timezone: str) -> date | None:
    """The last day, in `timezone`, of something that is over at `ends_at` (UTC); None where it is open."""
    return (ends_at - timedelta(microseconds=1)).astimezone(zone_of(timezone)).date() if ends_at else None


def read_day(text: str | None, field: str) -> date | None:
    """The day in `text` (YYYY-MM-DD), None where it is empty; raises `InputError` naming `field`."""
    if not text or not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(
            M_("%(typed)s is no day; write it as year-month-day, such as 2026-11-27.", typed=text.strip()),
            field=field,
        ) from error
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        # The first and last days of the calendar have no moment in some time zones, and no campaign is there.
        raise InputError(M_("A period lies between the years 2004 and 2100."), field=field)
    return day


def campaign_moments(
    starts_on: date | None, ends_on: date | None, timezone: str
) -> tuple[datetime, datetime | None]:
    """The UTC moments of a campaign's first and last day. Raises `InputError` naming starts_on or ends_on."""
    if starts_on is None:
        raise InputError(M_("The campaign needs a first day."), field="starts_on")
    if ends_on is not None and ends_on < starts_on:
        raise InputError(
            M_(
                "The last day (%(last)s) lies before the first (%(first)s).",
                last=str(ends_on),
                first=str(starts_on),
            ),
            field="ends_on",
        )
    return first_moment(starts_on, timezone), end_moment(ends_on, timezone) if ends_on else None


def zone_of(timezone: str) -> ZoneInfo:
    """The zone named `timezone`; raises `InputError` where this machine knows no such zone."""
    try:
        return ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InputError(M_("The shop's time zone %(name)s is not known here.", name=timezone)) from error
