"""What orders amount to, as SQL and as rows: the one definition of the sums.

A contribution is told at the finest grain, in rows of one shape for all three kinds (`KEY`, then `SUMS`):
what was sold (`sales`), what is credited (`credit`, with creator, campaign, code and evidence), and what the
models would credit differently (`model`, with the model's name). `SPREAD` says which rows of which table
follow from them.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sqlalchemy.orm import Session

from plugin.store.batch.statements import run
from plugin.store.rollups.tables import CreditsBySpan, ModelCreditsBySpan, SalesByDay

KEY = {
    "kind": "text",
    "day": "date",
    "currency": "text",
    "channel": "text",
    "creator_id": "bigint",
    "campaign_id": "bigint",
    "code_id": "bigint",
    "label": "text",
}
SUMS = {"n1": "bigint", "n2": "bigint", "n3": "bigint", "n4": "bigint", "n5": "bigint"}

Key: TypeAlias = tuple[Any, ...]
"""In the order of `KEY`."""
Contributions: TypeAlias = dict[Key, tuple[int, ...]]

EVERYTHING = "true"
OF_ORDERS = "{table}.{order_id} = any(%(orders)s)"
OF_DAYS = (
    "{table}.ordered_at >= (%(first)s::date::timestamp at time zone zone.name) - interval '2 hours'"
    " and {table}.ordered_at < ((%(last)s::date + 1)::timestamp at time zone zone.name) + interval '2 hours'"
)
"""With something of the days beside them, for the caller to leave out: where clocks are put back at midnight
(the Azores), a day begins at the first of two midnights, and PostgreSQL names the second.
"""


def contributions(which: str) -> str:
    """The query of what orders amount to, grouped by `KEY`. `which` is one of the conditions above.

    Sums are by the day on which the order was placed, whatever happened to it since. An order that does not
    count is in no sum; its entries have been reversed and add up to nothing.
    """
    day = "({table}.ordered_at at time zone zone.name)::date"
    # Said of both sides of the join, or PostgreSQL reads all orders of a shop to join the entries of a few.
    joined = OF_ORDERS.format(table="o", order_id="id") if which == OF_ORDERS else EVERYTHING
    return f"""
        select 'sales' as kind, {day.format(table="o")} as day, o.currency, o.channel,
            0::bigint as creator_id, 0::bigint as campaign_id, 0::bigint as code_id, '' as label,
            count(*) as n1, sum(o.net_minor)::bigint as n2, count(*) filter (where o.first_order) as n3,
            count(o.first_order) as n4, 0::bigint as n5
        from orders o cross join zone
        where o.shop_id = %(shop)s and o.counts and {which.format(table="o", order_id="id")}
        group by 2, 3, 4
        union all
        select 'credit', {day.format(table="e")}, e.currency, o.channel, e.creator_id,
            coalesce(e.campaign_id, 0), coalesce(e.code_id, 0),
            case when e.code_id is null then 'visit' when e.link_id is null then 'code' else 'both' end,
            sum(e.amount_minor)::bigint, sum(e.share_ppm)::bigint, sum(e.discount_minor)::bigint,
            coalesce(sum(e.share_ppm) filter (where o.first_order), 0)::bigint,
            coalesce(sum(e.share_ppm) filter (where o.first_order is not null), 0)::bigint
        from entries e join orders o on o.shop_id = e.shop_id and o.id = e.order_id cross join zone
        where e.shop_id = %(shop)s and {which.format(table="e", order_id="order_id")} and {joined}
        group by 2, 3, 4, 5, 6, 7, 8
        union all
        select 'model', {day.format(table="m")}, m.currency, o.channel, m.creator_id, 0, 0, m.model,
            sum(m.amount_minor)::bigint, sum(m.share_ppm)::bigint, 0, 0, 0
        from model_credits m join orders o on o.shop_id = m.shop_id and o.id = m.order_id cross join zone
        where m.shop_id = %(shop)s and {which.format(table="m", order_id="order_id")} and {joined}
        group by 2, 3, 4, 5, 8
    """  # noqa: S608  pieces of this file


ZONE = "zone as (select coalesce(timezone, 'UTC') as name from shops where id = %(shop)s)"
"""The shop's time zone. Sums are made in it alone: `plugin.services.rebuild_rollups` changes both together.
"""

_SPANS = """
    from moves cross join lateral (
        values ('day', day), ('month', date_trunc('month', day::timestamp)::date)
    ) as spans(span, first_day)
"""
SPREAD = {
    SalesByDay.__tablename__: """
        select %(shop)s::bigint as shop_id, day, currency, channel,
            coalesce(sum(n1) filter (where kind = 'sales'), 0)::bigint as orders,
            coalesce(sum(n2) filter (where kind = 'sales'), 0)::bigint as revenue_minor,
            coalesce(sum(n3) filter (where kind = 'sales'), 0)::bigint as first,
            coalesce(sum(n4) filter (where kind = 'sales'), 0)::bigint as known,
            coalesce(sum(n1) filter (where kind = 'credit'), 0)::bigint as credited_minor,
            coalesce(sum(n2) filter (where kind = 'credit'), 0)::bigint as credited_ppm,
            coalesce(sum(n3) filter (where kind = 'credit'), 0)::bigint as credited_discount_minor,
            coalesce(sum(n4) filter (where kind = 'credit'), 0)::bigint as credited_first_ppm,
            coalesce(sum(n5) filter (where kind = 'credit'), 0)::bigint as credited_known_ppm
        from moves where kind in ('sales', 'credit')
        group by day, currency, channel
    """,
    CreditsBySpan.__tablename__: f"""
        select %(shop)s::bigint as shop_id, span, first_day, currency, channel, creator_id, campaign_id,
            code_id, label as evidence, sum(n1)::bigint as amount_minor, sum(n2)::bigint as share_ppm,
            sum(n3)::bigint as discount_minor, sum(n4)::bigint as first_ppm, sum(n5)::bigint as known_ppm
        {_SPANS} where kind = 'credit'
        group by span, first_day, currency, channel, creator_id, campaign_id, code_id, label
    """,
    ModelCreditsBySpan.__tablename__: f"""
        select %(shop)s::bigint as shop_id, span, first_day, currency, channel, label as model, creator_id,
            sum(n1)::bigint as amount_minor, sum(n2)::bigint as share_ppm
        {_SPANS} where kind = 'model'
        group by span, first_day, currency, channel, label, creator_id
    """,
}
"""Table -> the query of its rows from `moves`, rows in the shape of contributions."""

FROM = {
    "sales": (SalesByDay.__tablename__,),
    "credit": (SalesByDay.__tablename__, CreditsBySpan.__tablename__),
    "model": (ModelCreditsBySpan.__tablename__,),
}
"""Kind of contribution -> the tables it is part of."""


def what_they_amount_to(session: Session, order_ids: list[int]) -> Contributions:
    """What these orders of the session's shop amount to now."""
    rows = run(session, f"with {ZONE} {contributions(OF_ORDERS)}", orders=order_ids)
    return {row[: len(KEY)]: row[len(KEY) :] for row in rows}
