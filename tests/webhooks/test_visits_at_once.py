"""Visits recorded while somebody else works on their orders: no deadlock, and nothing is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from plugin.attribution.visit_reference import new_reference
from plugin.services.record_visit import SeenVisit
from plugin.services.visits.record_shoppers import record_shoppers
from plugin.services.visits.shopper_events import ToldEvent, ToldEvents
from plugin.store.batch.holding import hold_all
from plugin.store.evidence import Evidence
from plugin.store.holding import checkout_lock
from plugin.store.waiting_evidence import WaitingEvidence
from tests import order_bodies
from tests.books import add_creator, add_link, hear
from tests.journeys.merchant import until
from tests.locks import somebody_waits

KEY = "cleo00link"
SAM = "aa" * 16


@pytest.fixture
def cleo(database, ana):
    """Cleo with a link in Ana's shop."""
    creator = add_creator(database, ana)
    add_link(database, ana, creator, KEY)
    return creator


def test_checkouts_and_their_orders_are_held_as_the_orders_drain_holds_them(
    database, settings, cleo, ana, ben, now
):
    """A batch of orders that holds one checkout gets the other: no deadlock, whoever came first."""
    low, high = sorted(("checkout-1001", "checkout-1002"), key=lambda token: checkout_lock(ana, token))
    events = [
        ToldEvent(id=token, kind="checkout_completed", at=now, ref=new_reference(KEY, now), checkout=token)
        for token in (high, low)
    ]
    message = ToldEvents(received_at=now, visitor=SAM, events=events)

    def record():
        with database.shop(ana) as session:
            return record_shoppers(session, settings, [message], now)

    with ThreadPoolExecutor(1) as pool:
        with database.shop(ana) as orders:
            hold_all(orders, (), [low], ())
            recording = pool.submit(record)
            until(lambda: somebody_waits(database), seconds=10, every=0.01)
            hold_all(orders, (), [high], ())
        [recorded] = recording.result(10)
    assert recorded.changed
    with database.shop(ben) as session:
        assert list(session.scalars(select(WaitingEvidence))) == []


def test_a_visit_refused_while_its_order_changes_loses_nothing_of_the_change(
    database, settings, cleo, ana, now
):
    began = now - timedelta(minutes=20)
    ref = new_reference(KEY, began)
    body = order_bodies.order(1001, at=now, note_attributes=[{"name": "_earmark", "value": ref}])
    hear(database, settings, ana, "orders/create", body, now)
    told_of = SeenVisit(ref=ref, at=began, visitor=SAM, refused="crawler")

    def record():
        with database.shop(ana) as session:
            return record_shoppers(session, settings, [told_of], now)

    with ThreadPoolExecutor(1) as pool:
        with database.shop(ana) as orders:
            hold_all(orders, (), (), [1001])
            recording = pool.submit(record)
            until(lambda: somebody_waits(database), seconds=10, every=0.01)
            [row] = orders.scalars(select(Evidence))
            row.facts = row.facts | {"withdrawn": True}
        recording.result(10)
    with database.shop(ana) as session:
        [row] = session.scalars(select(Evidence))
    assert (row.facts["withdrawn"], row.facts["refused"]) == (True, "crawler")
