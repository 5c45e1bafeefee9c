"""What of visits is only kept for a while goes after it, in every shop, and its numbers stay."""

from __future__ import annotations

import secrets
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from plugin.attribution.evidence import Source, VisitEvidence
from plugin.attribution.visit_reference import new_reference
from plugin.services.give_evidence import give_order_evidence
from plugin.services.record_visit import SeenVisit
from plugin.services.reports.visits import visit_report
from plugin.services.visits.clear_visits import clear_visits
from plugin.services.visits.record_shoppers import record_shoppers
from plugin.store.visits import ShopperEvent, Visit
from tests import order_bodies
from tests.books import add_creator, add_link, hear

KEY = "cleo00link"
ROME = ZoneInfo("Europe/Rome")


@pytest.fixture
def add(database, settings, ana, ben, now):
    """Add a visit to a shop that was so many days ago; returns its reference."""
    for shop in (ana, ben):
        add_link(database, shop, add_creator(database, shop), KEY)

    def add(shop, days, refused=None):
        at = now - timedelta(days=days)
        ref = new_reference(KEY, at)
        seen = SeenVisit(ref=ref, at=at, visitor=secrets.token_hex(16), refused=refused)
        with database.shop(shop) as session:
            record_shoppers(session, settings, [seen], now)
        return ref

    return add


def left(database, shop, column=Visit.ref):
    with database.shop(shop) as session:
        return set(session.scalars(select(column)))


def test_refused_visits_go_after_thirty_days_and_stay_counted(database, add, ana, ben, now):
    add(ana, 31, "crawler"), add(ana, 31, "crawler"), add(ana, 31, "repeat")
    kept = {add(ana, 31), add(ana, 29, "crawler")}
    bens = add(ben, 40, "burst"), add(ben, 1)
    start, end = (now - timedelta(days=60)).astimezone(ROME), now.astimezone(ROME)
    with database.shop(ana) as session:
        before = visit_report(session, start, end, ROME)
    assert clear_visits(database, now)[0] == 4
    assert left(database, ana) == kept
    assert left(database, ben) == {bens[1]}
    with database.shop(ana) as session:
        assert visit_report(session, start, end, ROME) == before
    assert (before.total.raw, before.total.valid) == (5, 1)
    assert before.total.refused == {"crawler": 3, "repeat": 1}
    assert clear_visits(database, now)[0] == 0


def test_one_that_an_order_rests_on_stays(database, settings, add, ana, ben, now):
    ref = add(ana, 40, "crawler")
    hear(database, settings, ana, "orders/create", order_bodies.order(1001, at=now))
    evidence = VisitEvidence(Source.CHECKOUT, KEY, ref, None, now, refused="crawler")
    with database.shop(ana) as session:
        give_order_evidence(session, 1001, [evidence], now)
    clear_visits(database, now)
    assert left(database, ana) == {ref}


def test_the_hash_goes_after_two_days(database, add, ana, ben, now):
    for shop in (ana, ben):
        add(shop, 3), add(shop, 1)
    clear_visits(database, now)
    for shop in (ana, ben):
        with database.shop(shop) as session:
            found = list(session.scalars(select(Visit.visitor).order_by(Visit.occurred_at)))
        assert [visitor is None for visitor in found] == [True, False]


def test_events_go_after_twenty_five_months(database, ana, ben, now):
    for shop in (ana, ben):
        with database.shop(shop) as session:
            for number, days in enumerate((761, 759)):
                at = now - timedelta(days=days)
                session.add(
                    ShopperEvent(
                        event_id=f"e{number}", ref="r", placement="story", kind="page_viewed",
                        occurred_at=at, received_at=at,
                    )
                )  # fmt: skip
    assert clear_visits(database, now)[1] == 2
    assert left(database, ana, ShopperEvent.event_id) == left(database, ben, ShopperEvent.event_id) == {"e1"}
