"""The comparison finds what is wrong, and building anew mends it."""

from __future__ import annotations

import importlib
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from plugin.services.rebuild_rollups import rebuild_rollups
from plugin.store.rollups.comparing import rollup_differences
from plugin.store.rollups.tables import SalesByDay
from tests import order_bodies as bodies
from tests.books import add_campaign, add_code, add_creator, add_link, hear, visit_ref

MIGRATION = importlib.import_module("migrations.versions.2026_11_22_0322_rollups")


BOUGHT = [
    (["CLEO10"], None),
    ([], "devslink02"),
    (["CLEO10"], "cleolink01"),
    (["CLEO10"], "devslink02"),
]
"""Codes on an order, and the link of the visit before it."""


@pytest.fixture
def shops(database, settings, ana, ben):
    """Both shops with the same orders, by a code, by a visit and by both, over three days of two months."""
    for shop in (ana, ben):
        cleo, dev = add_creator(database, shop), add_creator(database, shop, "Dev")
        add_code(database, shop, "CLEO10", cleo, campaign_id=add_campaign(database, shop))
        add_link(database, shop, cleo, "cleolink01")
        add_link(database, shop, dev, "devslink02")
        for number, (codes, link) in enumerate(
            [(["CLEO10"], None), ([], "devslink02"), (["CLEO10"], "cleolink01"), (["CLEO10"], "devslink02")],
            1,
        ):
            at = bodies.ORDERED - timedelta(days=10 * number)
            cart = [{"name": "_earmark", "value": visit_ref(link, at - timedelta(days=1))}] if link else []
            body = bodies.order(
                number, at=at, codes=[bodies.code(code) for code in codes], note_attributes=cart
            )
            hear(database, settings, shop, "orders/create", body)
    return ana, ben


def spoil(database, statement: str) -> int:
    """How many rows a statement spoils: at least one."""
    with database.engine.begin() as connection:
        spoiled = connection.execute(text(statement)).rowcount
    assert spoiled > 0
    return int(spoiled)


SPOILED = [
    pytest.param("update sales_by_day set orders = orders + 1 where shop_id = {shop}", id="a sum too high"),
    pytest.param("delete from sales_by_day where shop_id = {shop} and day < '2026-11-01'", id="rows missing"),
    pytest.param(
        "insert into credits_by_span select shop_id, span, first_day - 300, currency, channel, creator_id,"
        " campaign_id, code_id, evidence, 1, 2, 3, 4, 5 from credits_by_span where shop_id = {shop} limit 1",
        id="a row too many",
    ),
    pytest.param(
        "update credits_by_span set amount_minor = 0 where shop_id = {shop} and evidence = 'both'",
        id="a day and its month",
    ),
    pytest.param(
        "update model_credits_by_span set share_ppm = 1 where shop_id = {shop} and span = 'month'",
        id="months of models",
    ),
]


@pytest.mark.parametrize("statement", SPOILED)
def test_what_is_wrong_is_found_and_mended(database, shops, statement):
    ana, ben = shops
    rows = spoil(database, statement.format(shop=ana))
    with database.shop(ben) as session:
        assert rollup_differences(session) == []
    with database.shop(ana) as session:
        found = rollup_differences(session)
        assert len(found) == rows
        assert all(row.kept != row.books and row.key["shop_id"] == ana for row in found)
        assert len(rollup_differences(session, limit=1)) == 1
        rebuild_rollups(session)
        assert rollup_differences(session) == []


def test_days_can_be_looked_at_alone(database, shops):
    ana, _ = shops
    spoil(database, "update sales_by_day set first = first + 7 where day < '2026-11-01'")
    with database.shop(ana) as session:
        assert len(rollup_differences(session)) == 3
        assert rollup_differences(session, date(2026, 11, 1), date(2026, 11, 30)) == []
        [row] = rollup_differences(session, date(2026, 10, 21), date(2026, 10, 25))
        assert row.key["day"] == date(2026, 10, 21)
        assert (row.kept["first"], row.books["first"]) == (7, 0)
        with pytest.raises(ValueError, match="both"):
            rollup_differences(session, date(2026, 11, 1))
    for shop in shops:
        with database.shop(shop) as session:
            rebuild_rollups(session)


def test_a_day_with_two_midnights_begins_at_the_first(database, settings, ana, ben):
    """On the Azores the clock goes back from one to midnight: half past midnight comes twice."""
    for shop in (ana, ben):
        with database.shop(shop) as session:
            rebuild_rollups(session, "Atlantic/Azores")
    for number, at in enumerate(("2026-10-24T23:30", "2026-10-25T00:30", "2026-10-25T01:30"), 1):
        hear(
            database,
            settings,
            ana,
            "orders/create",
            bodies.order(number, at=datetime.fromisoformat(f"{at}Z")),
        )
    with database.shop(ana) as session:
        for day, orders in ((24, 1), (25, 2)):
            assert rollup_differences(session, date(2026, 10, day), date(2026, 10, day)) == []
            kept = select(func.sum(SalesByDay.orders)).where(SalesByDay.day == date(2026, 10, day))
            assert session.scalar(kept) == orders


def test_the_migration_fills_what_the_app_would_have_kept(database, shops):
    filling = {
        "sales_by_day": MIGRATION.SALES,
        "credits_by_span": MIGRATION.CREDITS,
        "model_credits_by_span": MIGRATION.MODELS,
    }
    for table, statement in filling.items():
        emptied = spoil(database, f"delete from {table}")  # noqa: S608  a name of ours
        assert spoil(database, statement) == emptied
    for shop in shops:
        with database.shop(shop) as session:
            assert rollup_differences(session) == []
