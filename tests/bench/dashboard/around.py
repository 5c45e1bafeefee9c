"""What lies around the orders: visits, the inbox, the survey's texts, and a thousand shops beside the large
one.
"""

from __future__ import annotations

from datetime import datetime

import psycopg

from plugin.shopify.manifest import manifest

TALLIES = """
insert into visit_tallies (shop_id, day, creator_id, placement, what, visits)
select %(shop)s, day::date, creators.id, placement, what,
    1 + abs(hashint8(creators.id * 31 + extract(doy from day)::int)) %% 40
from generate_series(%(start)s::date, %(now)s::date, interval '1 day') day,
    (select id, row_number() over (order by id) as place from creators where shop_id = %(shop)s) creators,
    unnest(array['bio', 'story']) placement,
    unnest(array['valid', 'product_viewed', 'repeat', 'product_added_to_cart', 'checkout_started',
        'checkout_completed', 'bot'], array[1.0, 0.9, 0.6, 0.4, 0.3, 0.3, 0.1]) as kinds(what, often)
where abs(hashtext(day::text || creators.id || placement || what)) %% 1000 < 1000 * often * %(often)s
"""
"""A day's visits by creator, placement and what happened on them; `often` is how often the busiest kind of a
creator is there at all.
"""

VISITS = """
insert into visits (shop_id, ref, link_id, creator_id, campaign_id, placement, source, occurred_at, valid,
    received_at)
select %(shop)s, links.key || '.' || lpad(number::text, 16, '0') || '.tabcde', links.id, links.creator_id,
    links.campaign_id, links.placement, 'proxy', at, true, at
from generate_series(1, %(visits)s) number
cross join lateral (select %(now)s::timestamptz - number * (interval '30 days' / %(visits)s) as at) moment
join (
    select *, row_number() over (order by id) - 1 as place, count(*) over () as many
    from links where shop_id = %(shop)s
) links on links.place = number %% links.many
"""

DELIVERIES = """
insert into deliveries (shop_id, webhook_id, topic, api_version, triggered_at, received_at, body, state,
    attempts, next_try_at, handled_at, outcome, last_error)
select %(shop)s, 'bench-' || number, 'orders/updated', '2026-10', at, at, '{}',
    case when number %% 20000 = 7 then 'parked' when number %% 9 = 0 then 'ignored' else 'handled' end,
    1, at, at, 'read',
    case when number %% 20000 = 7 then 'The body is not JSON.' end
from generate_series(1, %(deliveries)s) number
cross join lateral (select %(now)s::timestamptz - number * (interval '30 days' / %(deliveries)s) as at) moment
"""

TEXTS = """
insert into survey_mappings (shop_id, text_key, version, meaning, how, created_at)
select distinct %(shop)s, text_key, 1, 'unmapped', 'unread', %(start)s::timestamptz
from survey_answers where shop_id = %(shop)s and text_key is not null
"""

SHOPS = """
insert into shops (domain, shopify_id, name, currency, timezone, locale, country, scopes, created_at,
    installed_at)
select 'shop-' || number || '.myshopify.com', 900000 + number, 'Shop ' || number, 'EUR', 'Europe/Rome', 'en',
    'IT', %(scopes)s, %(start)s, %(start)s
from generate_series(1, %(shops)s) number
"""
SHOPS_CREATORS = """
insert into creators (shop_id, name, sort_text, search_text, created_at, updated_at)
select id, 'Ada Alder', 'ada alder', 'ada alder', %(start)s, %(start)s from shops where shopify_id > 900000
"""
FEW = "(select * from {table} where shop_id = %(shop)s and {order} < %(first)s + 10 offset 0) t"
SHOPS_ORDERS = (
    ("orders", "id", {}),
    ("evidence", "order_id", {"id": None}),
    ("decisions", "order_id", {}),
    (
        "entries",
        "order_id",
        {"creator_id": "creators.id", "campaign_id": "null", "code_id": "null", "link_id": "null"},
    ),
)
"""Ten of the templates for each of the other shops, with their one creator in place of all."""


def surround(
    connection: psycopg.Connection,
    shop_id: int,
    *,
    start: datetime,
    now: datetime,
    orders_per_day: float,
    creators: int,
    shops: int,
    first_id: int,
) -> None:
    """Fill it in, in proportion to `orders_per_day`."""
    given = {
        "shop": shop_id,
        "start": start,
        "now": now,
        # A shop's visits are some thirty times its orders that came by links.
        "often": min(1.0, orders_per_day * 5 / (creators * 2)),
        "visits": max(100, int(orders_per_day * 2 * 30)),
        "deliveries": max(100, int(orders_per_day * 1.3 * 30)),
        "shops": shops,
        "scopes": list(manifest().scopes),
        "first": first_id,
    }
    connection.execute("set synchronous_commit = off")
    # Foreign keys are checked row by row by triggers; these rows point where they should.
    connection.execute("set session_replication_role = replica")
    for statement in (TALLIES, VISITS, DELIVERIES, TEXTS):
        connection.execute(statement, given)
    if shops:
        connection.execute(SHOPS, given)
        connection.execute(SHOPS_CREATORS, given)
        for table, order, changed in SHOPS_ORDERS:
            connection.execute(_for_shops(connection, table, order, changed), given)
    # Copies of impressions brought numbers of their own.
    connection.execute(
        "select setval(pg_get_serial_sequence('survey_impressions', 'id'), max(id) + 1) "
        "from survey_impressions"
    )
    connection.commit()


def _for_shops(connection: psycopg.Connection, table: str, order: str, changed: dict[str, str | None]) -> str:
    columns = [
        name
        for (name,) in connection.execute(
            "select attname from pg_attribute "
            "where attrelid = %s::regclass and attnum > 0 and not attisdropped",
            (table,),
        )
        if name != "shop_id" and not (name in changed and changed[name] is None)
    ]
    values = ", ".join(changed.get(name) or f"t.{name}" for name in columns)
    few = FEW.format(table=table, order=order)
    return (
        f"insert into {table} (shop_id, {', '.join(columns)}) select creators.shop_id, {values} "  # noqa: S608
        f"from creators join shops on shops.id = creators.shop_id and shops.shopify_id > 900000, {few}"
    )
