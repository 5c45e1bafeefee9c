"""The sums by day equal the orders and entries they were made from: the newest days, by turns all others."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from plugin.language import M_, N_
from plugin.services.health.finding import Finding, Looked, well, wrong
from plugin.store.database import shop_of
from plugin.store.health_facts import first_ordered
from plugin.store.rollups.comparing import rollup_differences
from plugin.store.shops import shop_by_id

NEWEST = 2
"""Days up to today that are compared each time."""
SPAN = 3
"""Older days in a row, another stretch each time: a year has its turn in a bit more than a day."""
TURN = timedelta(minutes=15)
REMEDY = N_(
    "Orders and books themselves are whole. “Make the sums again” adds them up anew, and orders wait a few "
    "seconds meanwhile."
)


def check(looked: Looked) -> Finding:
    """Both stretches."""
    session = looked.session
    begun = first_ordered(session)
    if begun is None:
        return well(M_("There are no sums yet."))
    zone = ZoneInfo(shop_by_id(session, shop_of(session)).timezone or "UTC")
    first, today = begun.astimezone(zone).date(), looked.now.astimezone(zone).date()
    days = 0
    for start, end in {(today - timedelta(days=NEWEST - 1), today), turn_of(first, today, looked.now)}:
        if differing := rollup_differences(session, start, end):
            return wrong(
                M_(
                    "The sums of %(day)s differ from the books in %(count)s places.",
                    day=str(differing[0].key.get("day") or differing[0].key.get("first_day")),
                    count=len(differing),
                ),
                REMEDY,
            )
        days += (end - start).days + 1
    return well(M_("The sums of %(days)s days were made again, and are what the pages show.", days=days))


def turn_of(first: date, today: date, now: datetime) -> tuple[date, date]:
    """The stretch of older days whose turn it is at `now`, of all since `first`."""
    stretches = max(1, -(-((today - first).days + 1) // SPAN))
    start = first + timedelta(days=SPAN * (int(now.timestamp() // TURN.total_seconds()) % stretches))
    return start, min(today, start + timedelta(days=SPAN - 1))
