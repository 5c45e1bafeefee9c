"""What the overview's sums cost without rollups: added up from the orders and entries of the span."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import psycopg

SPANS = {"30 days": 30, "90 days": 90, "a year": 365}
SALES = """
select (ordered_at at time zone 'Europe/Rome')::date, channel, count(*), sum(net_minor),
    count(*) filter (where first_order), count(first_order)
from orders
where shop_id = %(shop)s and counts and currency = 'EUR' and ordered_at >= %(start)s and ordered_at < %(end)s
group by 1, 2
"""
CREDITED = """
select entries.creator_id, (entries.ordered_at at time zone 'Europe/Rome')::date, sum(entries.amount_minor),
    sum(entries.share_ppm), sum(entries.discount_minor),
    sum(entries.share_ppm) filter (where orders.first_order)
from entries join orders on orders.shop_id = entries.shop_id and orders.id = entries.order_id
where entries.shop_id = %(shop)s and entries.currency = 'EUR' and orders.channel not in ('pos', 'draft')
    and entries.ordered_at >= %(start)s and entries.ordered_at < %(end)s
group by 1, 2
"""


def raw_scans(connection: psycopg.Connection[Any], shop_id: int, now: datetime) -> dict[str, float]:
    """Span -> milliseconds for sales by day and channel and credits by creator and day, the better of two."""
    found = {}
    for name, days in SPANS.items():
        given = {"shop": shop_id, "start": now - timedelta(days=days), "end": now}
        found[name] = round(min(_once(connection, given), _once(connection, given)) * 1000, 1)
    return found


def _once(connection: psycopg.Connection[Any], given: dict[str, Any]) -> float:
    start = time.perf_counter()
    for statement in (SALES, CREDITED):
        connection.execute(statement, given).fetchall()
    return time.perf_counter() - start
