"""A buyer's visits are in their export, and lead to nobody once the buyer is forgotten."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from plugin.attribution.visit_reference import new_reference
from plugin.services.erase_customer import erase_customer
from plugin.services.export_customer import export_customer
from plugin.services.forget_shop import forget_shop
from plugin.services.uninstall_shop import uninstall_shop
from plugin.store.journeys import put_journeys
from plugin.store.runs import Run
from plugin.store.visits import Journey, ShopperEvent, Visit, VisitTally
from tests import cast, order_bodies
from tests.books import add_creator, add_link, hear

KEY = "cleo00link"
TABLES = (Visit, ShopperEvent, Journey)


@pytest.fixture
def bought(database, settings, ana, ben, now):
    """In both shops: Sam's order 1001 after a visit that the pixel saw at the checkout, a journey, and
    another visitor's visit; the reference of each.
    """
    refs = {}
    for shop in (ana, ben):
        creator = add_creator(database, shop)
        add_link(database, shop, creator, KEY)
        hear(database, settings, shop, "orders/create", order_bodies.order(1001, at=now))
        began = now - timedelta(minutes=9)
        sams, others = refs[shop] = new_reference(KEY, began), new_reference(KEY, began)
        with database.shop(shop) as session:
            for ref in (sams, others):
                session.add(
                    Visit(ref=ref, creator_id=creator, placement="bio", source="proxy", occurred_at=began,
                          valid=True, country="IT", visitor=b"v" * 16, received_at=began)
                )  # fmt: skip
                token = "checkout-1001" if ref == sams else "checkout-9"
                session.add(
                    ShopperEvent(event_id=f"e-{ref}", ref=ref, creator_id=creator, placement="bio",
                                 kind="checkout_started", checkout_token=token, occurred_at=began,
                                 received_at=began)
                )  # fmt: skip
            moment = {"link_key": KEY, "at": began.isoformat()}
            put_journeys(session, [{"order_id": 1001, "state": "ready", "attempts": 1, "next_try_at": now,
                                    "moments": [moment], "problem": None, "updated_at": now}])  # fmt: skip
    return refs


def rows(database, shop, table):
    with database.shop(shop) as session:
        return list(session.scalars(select(table)))


def test_an_export_holds_the_visits_of_the_buyers_orders(database, settings, bought, ana, now):
    with database.shop(ana) as session:
        export_customer(
            session, settings, request_id=1, customer_id=cast.SAM.shopify_id, order_ids=[], now=now
        )
    with database.shop(ana) as session:
        [run] = list(session.scalars(select(Run)))
    found = run.detail["visits"]
    assert [visit["ref"] for visit in found["visits"]] == [bought[ana][0]]
    assert [event["checkout_token"] for event in found["events"]] == ["checkout-1001"]
    assert [(row["order_id"], len(row["moments"])) for row in found["journeys"]] == [(1001, 1)]
    assert "visitor" not in found["visits"][0]


def test_once_forgotten_the_visits_lead_to_nobody_and_still_count(database, settings, bought, ana, ben):
    sams, others = bought[ana]
    with database.shop(ana) as session:
        erase_customer(session, settings, customer_id=cast.SAM.shopify_id, order_ids=[])
    visits = {visit.ref: visit for visit in rows(database, ana, Visit)}
    tokens = {event.ref: event.checkout_token for event in rows(database, ana, ShopperEvent)}
    assert (visits[sams].visitor, visits[sams].country, visits[sams].valid) == (None, None, True)
    assert visits[others].country == "IT"
    assert tokens == {sams: None, others: "checkout-9"}
    [journey] = rows(database, ana, Journey)
    assert (journey.state, journey.moments) == ("given_up", [])
    assert {event.checkout_token for event in rows(database, ben, ShopperEvent)} == {
        "checkout-1001",
        "checkout-9",
    }
    assert [journey.state for journey in rows(database, ben, Journey)] == ["ready"]


def test_a_forgotten_shop_keeps_no_visit(database, bought, ana, ben, now):
    with database.shop(ana) as session:
        session.add(VisitTally(day=now.date(), creator_id=1, placement="bio", what="crawler", visits=2))
        uninstall_shop(session, at=now)
    assert forget_shop(database, lambda shop_id, at: None, ana, now)
    assert [len(rows(database, ana, table)) for table in (*TABLES, VisitTally)] == [0, 0, 0, 0]
    assert [len(rows(database, ben, table)) for table in TABLES] == [2, 2, 1]
