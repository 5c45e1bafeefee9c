"""Erasing proves itself: nothing of a shop stays in any table there is, and nothing leads from a forgotten
buyer's orders to their visits, whatever comes later.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import BigInteger, Boolean, Date, DateTime, Float, LargeBinary, Table, delete, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from plugin.attribution.evidence import Source, VisitEvidence
from plugin.attribution.visit_reference import CART_ATTRIBUTE, new_reference
from plugin.jobs.app import Worker
from plugin.jobs.forget_shops import forget
from plugin.services.check_books import check_books
from plugin.services.decide_order import Cause, decide_order
from plugin.services.erase_customer import erase_customer
from plugin.services.export_customer import export_customer
from plugin.services.forget_shop import LeftBehindError, forget_shop
from plugin.services.give_evidence import give_order_evidence
from plugin.services.uninstall_shop import uninstall_shop
from plugin.store.decisions import Decision
from plugin.store.deliveries import Delivery, keep_delivery
from plugin.store.evidence import Evidence
from plugin.store.orders import Order
from plugin.store.privacy import customer_exports
from plugin.store.queue import enqueue
from plugin.store.shop_rows import rows_left, tables_of_shops
from plugin.store.tables import metadata
from plugin.store.visits import Visit
from plugin.store.waiting_evidence import WaitingEvidence
from tests import cast, order_bodies
from tests.books import add_creator, add_link, hear
from tests.privacy import assert_no_personal_data, values_of
from webhooks.drain import Drain

KEY = "cleo00link"
FORGET = {"shop_id": cast.ANA.shopify_id, "shop_domain": cast.ANA.domain}


def sample(kind: Any) -> Any:
    """Some value of a column."""
    if isinstance(kind, ARRAY):
        return []
    for types, value in (
        (BigInteger, 1),
        (Boolean, True),
        (Float, 0.5),
        (DateTime, datetime(2026, 11, 1, tzinfo=UTC)),
        (Date, date(2026, 11, 1)),
        (LargeBinary, b"x"),
        (JSONB, {}),
    ):
        if isinstance(kind, types):
            return value
    return "x"


def row_of(table: Table, shop_id: int) -> dict[str, Any]:
    """A row of any table that can be told to be of this shop by nothing but `shop_id`."""
    return {
        column.name: shop_id if column.name == "shop_id" else sample(column.type) for column in table.columns
    }


@pytest.fixture
def filled(database, ana, ben):
    """A row of both shops, which have left, in every table there is."""
    for shop_id in (ana, ben):
        with database.shop(shop_id) as session:
            uninstall_shop(session, at=cast.NOW)
    with database.everywhere() as session:
        for table in metadata.sorted_tables:
            if table.name == "shops":
                continue
            for shop_id in (ana, ben):
                session.connection().execute(table.insert().values(row_of(table, shop_id)))
    for shop_id in (ana, ben):
        with database.shop(shop_id) as session:
            enqueue(session, "any.task", shop_id=shop_id)
    yield
    # Rows without sense: nobody is to compare these books.
    with database.engine.begin() as connection:
        connection.execute(text("delete from shops"))


def left(database, shop_id):
    with database.shop(shop_id) as session:
        return rows_left(session)


def test_no_table_of_shops_is_forgotten(database):
    with database.everywhere() as session:
        assert set(tables_of_shops(session)) == {
            table.name for table in metadata.sorted_tables if "shop_id" in table.c
        }


def test_every_row_of_every_table_goes_and_the_other_shops_stay(database, filled, ana, ben, now):
    before = left(database, ben)
    assert set(before) == {*metadata.tables, "procrastinate_jobs"}
    assert left(database, ana) == before
    assert forget_shop(database, lambda shop_id, at: None, ana, now)
    assert left(database, ana) == {}
    assert left(database, ben) == before
    assert not forget_shop(database, lambda shop_id, at: None, ana, now), "again, there is nothing to do"


def test_a_table_that_nobody_thought_of_takes_the_erasure_back_and_parks_the_request(
    database, settings, filled, ana, ben, now
):
    def run_job():
        class Context:
            additional_context = {"worker": Worker(settings, database, lambda shop_id, at: None)}  # noqa: RUF012

        forget.func(Context, shop_id=ana)

    with database.everywhere() as session:
        keep_delivery(
            session, shop_id=ana, webhook_id="redact", event_id=None, topic="shop/redact",
            api_version=None, triggered_at=now, body=order_bodies.raw(FORGET),
        )  # fmt: skip
    Drain(database, settings, clock=lambda: now).drain_all()
    with database.engine.begin() as connection:
        connection.execute(text("create table careless (shop_id bigint, note text)"))
        both = text("insert into careless values (:ana, 'x'), (:ben, 'y')")
        connection.execute(both, {"ana": ana, "ben": ben})
    try:
        before = left(database, ana)
        with pytest.raises(LeftBehindError, match="1 in careless"):
            run_job()
        assert left(database, ana) == before, "nothing was deleted"
        with database.shop(ana) as session:
            asked = session.scalars(select(Delivery).where(Delivery.topic == "shop/redact")).one()
        assert asked.state == "parked"
        assert "careless" in asked.last_error
        assert cast.ANA.domain not in asked.last_error
    finally:
        with database.engine.begin() as connection:
            connection.execute(text("drop table careless"))
    run_job()
    assert left(database, ana) == {}


def test_a_request_is_open_until_the_shop_is_gone(database, settings, ana, ben, now):
    """So that the watch over open requests sees one whose job got lost."""
    with database.everywhere() as session:
        keep_delivery(
            session, shop_id=ana, webhook_id="redact", event_id=None, topic="shop/redact",
            api_version=None, triggered_at=now, body=order_bodies.raw(FORGET),
        )  # fmt: skip
    with database.shop(ana) as session:
        uninstall_shop(session, at=now)
    Drain(database, settings, clock=lambda: now).drain_all()
    with database.everywhere() as session:
        assert session.scalars(select(Delivery.state)).all() == ["waiting"]
        session.execute(text("delete from procrastinate_jobs"))
        session.execute(text("update deliveries set next_try_at = now()"))
    Drain(database, settings, clock=lambda: now).drain_all()
    with database.everywhere() as session:
        jobs = session.execute(text("select args from procrastinate_jobs where task_name = 'shops.forget'"))
        assert [row.args for row in jobs] == [{"shop_id": ana}], "asked for again, once"


@pytest.fixture
def bought(database, settings, ana, ben, now):
    """In both shops: Sam's order 1001 after a visit told by cart, checkout and landing page, and evidence
    that waits for its checkout; the visit's reference in each.
    """
    refs = {}
    began = now - timedelta(minutes=9)
    for shop in (ana, ben):
        creator = add_creator(database, shop)
        add_link(database, shop, creator, KEY)
        ref = refs[shop] = new_reference(KEY, began)
        with database.shop(shop) as session:
            session.add(
                Visit(ref=ref, creator_id=creator, placement="bio", source="proxy", occurred_at=began,
                      valid=True, country="IT", visitor=b"v" * 16, received_at=began)
            )  # fmt: skip
        hear(database, settings, shop, "orders/create", told(ref, now))
        with database.shop(shop) as session:
            give_order_evidence(session, 1001, [VisitEvidence(Source.CHECKOUT, KEY, ref, None, began)], now)
            session.add(
                WaitingEvidence(checkout_token="checkout-1001", kind="visit", key="x", facts={},
                                occurred_at=began, received_at=now)
            )  # fmt: skip
            enqueue(session, "survey.remap", shop_id=shop, text_key="what sam typed")
    return refs


def told(ref, now, **more):
    return order_bodies.order(
        1001,
        at=now,
        note_attributes=[{"name": CART_ATTRIBUTE, "value": ref}],
        landing_site=f"/?em={ref}",
        **more,
    )


def standing(database, shop):
    """The evidence, the decision in force and the sums of Sam's order."""
    with database.shop(shop) as session:
        order = session.scalars(select(Order)).one()
        evidence = session.scalars(select(Evidence).order_by(Evidence.id)).all()
        decision = session.scalars(select(Decision).order_by(Decision.number.desc())).first()
        assert check_books(session).balanced
        return order, evidence, (decision.credits, decision.reasons, decision.rejected, order.net_minor)


def detached(decided):
    """The same without the random part of references."""
    return json.loads(re.sub(r"\.[a-z0-9]{16}\.", "..", json.dumps(decided)))


def erase(database, settings, shop):
    with database.shop(shop) as session:
        return erase_customer(session, settings, customer_id=cast.SAM.shopify_id, order_ids=[1001])


def test_nothing_leads_from_a_forgotten_buyers_order_to_their_visit(
    database, settings, bought, ana, ben, now
):
    ref, before = bought[ana], standing(database, ana)
    assert {row.facts["source"] for row in before[1]} == {"cart", "landing", "checkout"}
    assert before[2][0], "the visit's creator is credited"
    bens = standing(database, ben)
    assert erase(database, settings, ana) == 1
    order, evidence, decided = standing(database, ana)
    assert (order.buyer, order.checkout_token, order.cart_token) == (None, None, None)
    assert detached(decided) == detached(before[2]), "the books stay"
    new = {row.facts["ref"] for row in evidence}
    assert len(new) == 1, "they still tell of one visit"
    assert ref not in new
    with database.shop(ana) as session:
        assert session.scalars(select(Visit.ref)).all() == [ref]
        assert session.scalars(select(WaitingEvidence)).all() == []
        session.execute(delete(Visit))
    # Nowhere but in the visit itself.
    assert_no_personal_data(database, [ref])
    assert standing(database, ben)[2] == bens[2]
    assert {row.facts["ref"] for row in standing(database, ben)[1]} == {bought[ben]}


@pytest.mark.parametrize("later", [timedelta(0), timedelta(hours=1)], ids=["same-version", "newer-version"])
def test_a_later_version_does_not_bring_the_visit_back(database, settings, bought, ana, ben, now, later):
    erase(database, settings, ana)
    before = standing(database, ana)
    hear(database, settings, ana, "orders/updated", told(bought[ana], now, updated=now + later))
    after = standing(database, ana)
    assert [(row.key, row.facts) for row in after[1]] == [(row.key, row.facts) for row in before[1]]
    assert after[2] == before[2]
    assert (after[0].buyer, after[0].checkout_token) == (None, None)
    with database.shop(ana) as session:
        assert not decide_order(session, 1001, Cause.POLICY, now).changed


def test_forgetting_twice_changes_nothing_more(database, settings, bought, ana, ben, now):
    assert erase(database, settings, ana) == 1
    _, _, decided = standing(database, ana)
    assert erase(database, settings, ana) == 0
    assert standing(database, ana)[2] == decided


def test_a_delivery_that_still_waits_and_a_job_lose_the_buyer(database, settings, bought, ana, ben, now):
    for shop in (ana, ben):
        with database.everywhere() as session:
            keep_delivery(
                session, shop_id=shop, webhook_id="later", event_id=None, topic="orders/updated",
                api_version=None, triggered_at=now, body=order_bodies.raw(order_bodies.order(1002)),
            )  # fmt: skip
    erase(database, settings, ana)
    with database.everywhere() as session:
        found = {
            row.shop_id: str(cast.SAM.shopify_id).encode() in row.body
            for row in session.scalars(select(Delivery))
        }
        assert found == {ana: False, ben: True}
        jobs = session.execute(text("select args from procrastinate_jobs where args ? 'text_key'"))
        assert sorted(row.args["shop_id"] for row in jobs) == [ana, ben], "nobody knows whose that text is"
    Drain(database, settings, clock=lambda: now).drain_all()
    with database.everywhere() as session:
        rows = session.scalars(select(Order).where(Order.id == 1002))
        assert {row.shop_id: row.buyer is not None for row in rows} == {ana: False, ben: True}


def test_an_export_holds_what_is_linked_to_the_buyer(database, settings, bought, ana, ben, now):
    hear(database, settings, ana, "refunds/create", order_bodies.refund(7, paid="1.00"))
    with database.shop(ana) as session:
        export_customer(
            session, settings, request_id=5, customer_id=cast.SAM.shopify_id, order_ids=[], now=now
        )
    with database.shop(ana) as session:
        [run] = customer_exports(session)
        detail = run.detail
    assert [row["id"] for row in detail["orders"]] == [1001]
    assert {row["facts"]["ref"] for row in detail["evidence"]} == {bought[ana]}
    assert [visit["ref"] for visit in detail["visits"]["visits"]] == [bought[ana]]
    assert [row["key"] for row in detail["visits"]["waiting"]] == ["x"]
    assert [(row["id"], row["order_id"]) for row in detail["refunds"]] == [(7, 1001)]
    assert sum(row["amount_minor"] for row in detail["credits"]) > 0
    with database.shop(ben) as session:
        assert customer_exports(session) == []


@pytest.mark.parametrize(
    ("topic", "body", "left", "state"),
    [
        pytest.param("orders/create", order_bodies.order(1001), False, "handled", id="handled"),
        pytest.param("orders/create", order_bodies.order(1001), True, "ignored", id="shop-has-left"),
        pytest.param("orders/paid", order_bodies.order(1001), False, "ignored", id="topic-not-asked-for"),
        pytest.param("refunds/create", order_bodies.refund(), False, "handled", id="refund"),
        pytest.param(
            "orders/create", order_bodies.order(1001) | {"line_items": None}, False, "parked", id="parked"
        ),
        pytest.param(
            "refunds/create",
            order_bodies.refund(refund_line_items=None, order_adjustments=None, transactions=None),
            False,
            "parked",
            id="parked-refund",
        ),
    ],
)
def test_what_arrives_about_a_person_all_the_same_is_cut(
    database, settings, ana, ben, now, topic, body, left, state
):
    """By whatever end a delivery comes to, and however often it comes: of a parked one the customer's number
    stays, without which it could not be tried again.
    """
    if left:
        for shop in (ana, ben):
            with database.shop(shop) as session:
                uninstall_shop(session, at=now)
    for shop in (ana, ben, ana):
        with database.everywhere() as session:
            keep_delivery(
                session, shop_id=shop, webhook_id="same", event_id=None, topic=topic,
                api_version=None, triggered_at=now, body=order_bodies.raw(body),
            )  # fmt: skip
    with database.everywhere() as session:
        assert cast.SAM.phone.encode() in session.scalars(select(Delivery.body)).first()
    Drain(database, settings, clock=lambda: now).drain_all()
    with database.everywhere() as session:
        rows = session.execute(select(Delivery.shop_id, Delivery.state).order_by(Delivery.shop_id)).all()
    assert rows == [(ana, state), (ben, state)]
    values = values_of(cast.SAM)
    assert_no_personal_data(database, values - {str(cast.SAM.shopify_id)} if state == "parked" else values)
