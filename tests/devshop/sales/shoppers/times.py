"""When people shop: more at the week's end and in the evening, in the shop's own time zone."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from tests.devshop.world import Shop

WEEKDAYS = (1.0, 0.95, 0.9, 1.0, 1.1, 1.35, 1.45)
HOURS = (1, 1, 1, 1, 1, 1, 2, 4, 6, 7, 8, 8, 9, 8, 7, 7, 7, 8, 10, 12, 14, 13, 9, 4)


def order_times(
    shop: Shop, count: int, period: tuple[datetime, datetime], dice: random.Random
) -> list[datetime]:
    """`count` moments within `period` (aware UTC), in order."""
    start, end = period
    if start >= end:
        raise ValueError(f"The period ends at {end}, which is not after its start {start}.")
    zone = ZoneInfo(shop.timezone)
    days = [start + timedelta(days=day) for day in range((end - start).days + 1)]
    weights = [WEEKDAYS[day.astimezone(zone).weekday()] for day in days]
    moments: list[datetime] = []
    while len(moments) < count:
        day = dice.choices(days, weights)[0].astimezone(zone)
        hour = dice.choices(range(24), HOURS)[0]
        moment = day.replace(hour=hour, minute=dice.randrange(60), second=dice.randrange(60), microsecond=0)
        moment = moment.astimezone(UTC)
        if start <= moment <= end:
            moments.append(moment)
    return sorted(moments)
