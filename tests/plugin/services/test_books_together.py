"""Workers that record the same order, buyer or rules at the same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from sqlalchemy import select

from plugin.services.recompute import recompute
from plugin.store.holding import hold_order, hold_rules
from plugin.store.orders import Order
from tests import cast
from tests import order_bodies as bodies
from tests.books import add_code, add_creator, hear, held

LINES = [bodies.line(1, "20.00", discounts={0: "2.00"})]
CODE = [bodies.code("CLEO10", "2.00")]


def at_once(*works):
    """Run all works from one starting line; their results."""
    line = threading.Barrier(len(works))

    def run(work):
        line.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(run, work) for work in works]]


def test_an_order_and_its_refund_at_once_are_joined(database, settings, ana, ben):
    cleo = add_creator(database, ana)
    add_code(database, ana, "CLEO10", cleo)
    for number in range(1, 9):
        order = bodies.order(number, codes=CODE, lines=LINES)
        refund = bodies.refund(600 + number, number, lines=[bodies.refund_line(1, 1, "18.00")])
        at_once(
            lambda body=order: hear(database, settings, ana, "orders/create", body),
            lambda body=refund: hear(database, settings, ana, "refunds/create", body),
            lambda body=order: hear(database, settings, ben, "orders/create", body),
        )
    assert held(database, ana) == {}
    with database.shop(ana) as session:
        assert set(session.scalars(select(Order.net_minor))) == {0}
    with database.shop(ben) as session:
        assert set(session.scalars(select(Order.net_minor))) == {1800}


def test_two_orders_of_a_buyer_at_once_have_one_first(database, settings, ana):
    def place(number):
        body = bodies.order(number, at=bodies.ORDERED + timedelta(minutes=number))
        return lambda: hear(database, settings, ana, "orders/create", body)

    works = [place(number) for number in range(1, 7)]
    at_once(*works)
    with database.shop(ana) as session:
        firsts = dict(iter(session.execute(select(Order.id, Order.first_order))))
    assert firsts == {1: True, 2: False, 3: False, 4: False, 5: False, 6: False}


def test_the_same_delivery_at_once_posts_once(database, settings, ana):
    cleo = add_creator(database, ana)
    add_code(database, ana, "CLEO10", cleo)
    order = bodies.order(codes=CODE, lines=LINES)
    outcomes = at_once(*[lambda: hear(database, settings, ana, "orders/create", order)] * 4)
    assert sorted("recorded" in outcome for outcome in outcomes) == [False, False, False, True]
    assert held(database, ana) == {cleo: 1800}


def test_deciding_again_waits_for_those_who_decide_by_earlier_rules(database, settings, ana):
    """An order that is being decided while a code is attached must be decided again by the job that
    follows.
    """
    deciding, done = threading.Event(), threading.Event()

    def slow_decider():
        with database.shop(ana) as session:
            hold_rules(session)
            deciding.set()
            assert not done.wait(0.3), "the job did not wait"
            assert hold_order(session, 1001) is None

    with ThreadPoolExecutor(2) as pool:
        slow = pool.submit(slow_decider)
        deciding.wait(5)
        job = pool.submit(lambda: (recompute(database, ana, lambda: cast.NOW), done.set()))
        slow.result(10)
        job.result(10)
