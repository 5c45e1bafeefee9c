"""When the sums are written, when not, and by two at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, literal_column, select

from plugin.services.decide_order import Cause, decide_order
from plugin.services.rebuild_rollups import rebuild_rollups
from plugin.store.orders import Order
from plugin.store.rollups.comparing import rollup_differences
from plugin.store.rollups.noting import note_before
from plugin.store.rollups.tables import CreditsBySpan, ModelCreditsBySpan, SalesByDay
from plugin.store.shops import delete_shop
from tests import order_bodies as bodies
from tests.books import Heard, add_code, add_creator, hear
from tests.plugin.store.rollups.batches import record_batch
from webhooks.topics import HANDLERS


def body(number: int, **more):
    """20.00 less 2.00 by CLEO10, of a buyer of its own."""
    line = bodies.line(1, "20.00", discounts={0: "2.00"})
    wanted = {"lines": [line], "codes": [bodies.code("CLEO10", "2.00")], "customer": 9000 + number}
    return bodies.order(number, **{**wanted, **more})


def sums(database, shop: int) -> tuple[int, int, int]:
    """Orders, revenue and what is credited, over all days."""
    with database.shop(shop) as session:
        query = select(
            func.coalesce(func.sum(SalesByDay.orders), 0),
            func.coalesce(func.sum(SalesByDay.revenue_minor), 0),
            func.coalesce(func.sum(SalesByDay.credited_minor), 0),
        )
        return tuple(map(int, session.execute(query).one()))


@pytest.fixture
def cleo(database, ana, ben):
    """Cleo, with a code in both shops."""
    add_code(database, ben, "CLEO10", add_creator(database, ben))
    creator = add_creator(database, ana)
    add_code(database, ana, "CLEO10", creator)
    return creator


def test_an_order_stands_in_the_sums_of_its_day_its_month_and_its_shop(database, settings, ana, ben, cleo):
    # 23:30 UTC on 31 October is the first of November in Rome, and still October in New York.
    late = bodies.ORDERED.replace(month=10, day=31, hour=23)
    for shop in (ana, ben):
        hear(database, settings, shop, "orders/create", body(1, at=late))
    days = {}
    for shop in (ana, ben):
        with database.shop(shop) as session:
            [sale] = session.scalars(select(SalesByDay))
            credit = {row.span: row for row in session.scalars(select(CreditsBySpan))}
        assert (sale.orders, sale.revenue_minor, sale.first, sale.known) == (1, 1800, 1, 1)
        assert (sale.credited_minor, sale.credited_ppm, sale.credited_first_ppm) == (
            1800,
            1_000_000,
            1_000_000,
        )
        assert {row.evidence for row in credit.values()} == {"code"}
        days[shop] = [
            f"{day:%m-%d}" for day in (sale.day, credit["day"].first_day, credit["month"].first_day)
        ]
    assert days == {ana: ["11-01", "11-01", "11-01"], ben: ["10-31", "10-31", "10-01"]}


def test_what_changes_nothing_writes_no_sums(database, settings, ana, cleo):
    hear(database, settings, ana, "orders/create", body(1))
    # The transaction that wrote a row last; another version of the row would have another one.
    written = select(literal_column("sales_by_day.xmin::text")).select_from(SalesByDay)
    with database.shop(ana) as session:
        before = session.scalars(written).one()
    hear(database, settings, ana, "orders/create", body(1))
    with database.shop(ana) as session:
        assert decide_order(session, 1, Cause.POLICY, bodies.ORDERED).posted == 0
        note_before(session, [1])
    with database.shop(ana) as session:
        assert session.scalars(written).one() == before
    later = body(1, updated=bodies.ORDERED + timedelta(hours=1), lines=[bodies.line(1, "30.00")], codes=[])
    hear(database, settings, ana, "orders/updated", later)
    with database.shop(ana) as session:
        assert session.scalars(written).one() != before


def test_a_savepoint_rolled_back_takes_its_notes_along(database, settings, ana, cleo):
    """Its locks are gone with it, so somebody else may post to the order before this transaction ends."""
    hear(database, settings, ana, "orders/create", body(1))
    refund = bodies.refund(501, 1, lines=[bodies.refund_line(1, 1, "18.00")])
    with database.shop(ana) as session:
        with suppress(ZeroDivisionError), session.begin_nested():
            changed = body(1, updated=bodies.ORDERED + timedelta(hours=1), codes=[])
            handle = HANDLERS["orders/updated"]
            handle(session, Heard("orders/updated", bodies.raw(changed)), settings, bodies.ORDERED)
            raise ZeroDivisionError
        hear(database, settings, ana, "refunds/create", refund)
        handle(session, Heard("orders/create", bodies.raw(body(2))), settings, bodies.ORDERED)
    assert sums(database, ana) == (2, 1800, 1800)


def test_a_transaction_that_fails_leaves_no_sums(database, settings, ana, ben, cleo):
    with suppress(ZeroDivisionError), database.shop(ana) as session:
        record_batch(session, settings, [body(number) for number in range(1, 4)])
        raise ZeroDivisionError
    hear(database, settings, ben, "orders/create", body(7))
    assert (sums(database, ana), sums(database, ben)) == ((0, 0, 0), (1, 1800, 1800))


def test_rows_changed_as_mapped_objects_count_too(database, settings, ana, cleo):
    hear(database, settings, ana, "orders/create", body(1))
    with database.shop(ana) as session:
        session.scalars(select(Order)).one().net_minor = 500
    assert sums(database, ana) == (1, 500, 1800)
    with database.shop(ana) as session:
        session.scalars(select(Order)).one().counts = False
    assert sums(database, ana) == (0, 0, 1800)


def test_two_drains_of_one_shop_lose_nothing_and_do_not_lock_each_other_out(database, settings, ana, cleo):
    """Their orders are of the same days and creators, in opposite orders."""
    rounds, size = 6, 12
    line = threading.Barrier(2)
    days = [bodies.ORDERED - timedelta(days=number) for number in range(4)]

    def work(lane: int) -> None:
        for turn in range(rounds):
            numbers = range(1 + size * (2 * turn + lane), 1 + size * (2 * turn + lane + 1))
            rows = [body(number, at=days[number % 4]) for number in numbers]
            line.wait(timeout=30)
            with database.shop(ana) as session:
                record_batch(session, settings, rows if lane else rows[::-1])

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work, lane) for lane in range(2)]:
            done.result(timeout=60)
    orders = 2 * rounds * size
    assert sums(database, ana) == (orders, orders * 1800, orders * 1800)


def test_who_posts_waits_while_the_sums_are_built_anew(database, settings, ana, cleo):
    for number in range(1, 5):
        hear(database, settings, ana, "orders/create", body(number))
    with ThreadPoolExecutor(1) as pool:
        with database.shop(ana) as session:
            rebuild_rollups(session)
            posting = pool.submit(hear, database, settings, ana, "orders/create", body(5))
            with pytest.raises(TimeoutError):
                posting.result(timeout=0.3)
            # Until it commits, everybody reads the sums as they were.
            assert sums(database, ana) == (4, 7200, 7200)
        posting.result(timeout=30)
    assert sums(database, ana) == (5, 9000, 9000)


def test_a_shop_that_is_forgotten_takes_its_sums_along(database, settings, ana, ben, cleo):
    for shop in (ana, ben):
        hear(database, settings, shop, "orders/create", body(1))
    with database.everywhere() as session:
        delete_shop(session, ana)
    with database.everywhere() as session:
        for table in (SalesByDay, CreditsBySpan, ModelCreditsBySpan):
            assert set(session.scalars(select(table.shop_id))) <= {ben}
    with database.shop(ben) as session:
        assert rollup_differences(session) == []
