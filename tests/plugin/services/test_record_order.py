"""Orders, refunds and edits recorded: versions, duplicates, sequence, first orders. Ben's shop hears the same
and keeps its own books.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from plugin.store.buyers import mark_first_order
from plugin.store.decisions import Decision
from plugin.store.entries import Entry
from plugin.store.evidence import Evidence
from plugin.store.order_facts import edits_of
from plugin.store.orders import Order, Refund
from tests import cast
from tests import order_bodies as bodies
from tests.books import add_code, add_creator, hear, held
from tests.privacy import assert_no_personal_data, values_of
from webhooks.topics.outcome import Ignored

HOUR = timedelta(hours=1)
CODE = [bodies.code("CLEO10", "2.00")]
LINES = [bodies.line(1, "20.00", discounts={0: "2.00"})]


@pytest.fixture
def cleo(database, ana, ben):
    """Cleo in both shops; her number in Ana's."""
    add_code(database, ben, "CLEO10", add_creator(database, ben))
    creator = add_creator(database, ana)
    add_code(database, ana, "CLEO10", creator)
    return creator


@pytest.fixture
def say(database, settings, ana, ben):
    """Tell Ana's shop something; Ben's shop, which knows the order in another form, must not move."""
    hear(
        database,
        settings,
        ben,
        "orders/create",
        bodies.order(1001, codes=CODE, lines=[bodies.line(1, "5.00")]),
    )
    before = held(database, ben)

    def tell(topic, body, now=cast.NOW):
        outcome = hear(database, settings, ana, topic, body, now)
        assert held(database, ben) == before
        return outcome

    return tell


def entries(database, shop):
    with database.shop(shop) as session:
        rows = session.scalars(select(Entry).order_by(Entry.order_id, Entry.number))
        return [(row.kind, row.amount_minor, row.cause) for row in rows]


def first_orders(database, shop):
    with database.shop(shop) as session:
        return dict(iter(session.execute(select(Order.id, Order.first_order))))


def test_an_order_is_recorded_and_credited(database, say, ana, cleo):
    assert (
        say("orders/create", bodies.order(codes=CODE, lines=LINES))
        == "Order #1001 recorded: credited, 1 entry posted."
    )
    with database.shop(ana) as session:
        order = session.scalars(select(Order)).one()
        (evidence,) = session.scalars(select(Evidence)).all()
        (decision,) = session.scalars(select(Decision)).all()
    assert (order.net_minor, order.gross_minor, order.refunded_minor, order.discount_minor) == (
        1800,
        1800,
        0,
        200,
    )
    assert (order.outcome, order.counts, order.channel, order.first_order) == (
        "credited",
        True,
        "online",
        True,
    )
    assert (evidence.kind, evidence.key, evidence.facts["code"]) == ("code", "cleo10", "CLEO10")
    assert (decision.number, decision.cause, decision.policy_version) == (1, "order", 0)
    assert held(database, ana) == {cleo: 1800}


def test_the_same_version_twice_and_an_older_one_change_nothing(database, say, ana, cleo):
    newest = bodies.order(codes=CODE, lines=LINES, updated=bodies.ORDERED + 2 * HOUR)
    older = bodies.order(lines=LINES, updated=bodies.ORDERED + HOUR)
    say("orders/updated", newest)
    before = entries(database, ana)
    for topic, body in (("orders/updated", newest), ("orders/create", newest), ("orders/updated", older)):
        outcome = say(topic, body)
        assert isinstance(outcome, Ignored)
        assert "nothing changed" in outcome
    assert entries(database, ana) == before
    assert held(database, ana) == {cleo: 1800}


@pytest.mark.parametrize("cancelled_first", [False, True])
def test_within_one_second_the_version_on_which_more_has_happened_wins(
    database, say, ana, cleo, cancelled_first
):
    placed = bodies.order(codes=CODE, lines=LINES)
    cancelled = bodies.order(codes=CODE, lines=LINES, cancelled_at=bodies.ORDERED.isoformat())
    for body in (cancelled, placed) if cancelled_first else (placed, cancelled):
        say("orders/updated", body)
    assert held(database, ana) == {}
    with database.shop(ana) as session:
        assert session.scalars(select(Order.outcome)).one() == "not_counted"


def test_a_refund_that_only_an_older_version_tells_of_still_counts(database, say, ana, cleo):
    say("orders/updated", bodies.order(codes=CODE, lines=LINES, updated=bodies.ORDERED + 2 * HOUR))
    refund = bodies.refund(adjustments=[bodies.adjustment("refund_discrepancy", "-3.00")], paid="3.00")
    say("orders/updated", bodies.order(lines=LINES, refunds=[refund], updated=bodies.ORDERED + HOUR))
    assert held(database, ana) == {cleo: 1500}


def test_a_refund_that_comes_before_its_order_waits_for_it(database, say, ana, cleo):
    refund = bodies.refund(lines=[bodies.refund_line(1, 1, "18.00")])
    assert "kept until its order arrives" in say("refunds/create", refund)
    assert held(database, ana) == {}
    say("orders/create", bodies.order(codes=CODE, lines=LINES))
    assert held(database, ana) == {}
    assert isinstance(say("refunds/create", refund), Ignored)
    with database.shop(ana) as session:
        assert session.scalars(select(Order.net_minor)).one() == 0


def test_a_refund_alone_and_within_the_next_version_counts_once(database, say, ana, cleo):
    say("orders/create", bodies.order(codes=CODE, lines=[bodies.line(1, "20.00", 2, discounts={0: "4.00"})]))
    refund = bodies.refund(lines=[bodies.refund_line(1, 1, "18.00")], paid="18.00")
    say("refunds/create", refund)
    after = bodies.order(
        codes=CODE,
        lines=[bodies.line(1, "20.00", 2, current=1, discounts={0: "4.00"})],
        refunds=[refund],
        updated=bodies.ORDERED + HOUR,
    )
    say("orders/updated", after)
    assert entries(database, ana) == [("credit", 3600, "order"), ("reduction", -1800, "refund")]


def test_a_cancelled_order_is_reversed(database, say, ana, cleo):
    say("orders/create", bodies.order(codes=CODE, lines=LINES))
    at = bodies.ORDERED + HOUR
    say("orders/cancelled", bodies.order(codes=CODE, lines=LINES, updated=at, cancelled_at=at.isoformat()))
    assert entries(database, ana) == [("credit", 1800, "order"), ("reversal", -1800, "cancellation")]
    with database.shop(ana) as session:
        order = session.scalars(select(Order)).one()
    assert (order.counts, order.outcome, order.net_minor, order.first_order) == (
        False,
        "not_counted",
        0,
        None,
    )


def test_an_edit_moves_the_books_with_the_order_and_stands_in_the_timeline(database, say, ana, cleo):
    say("orders/create", bodies.order(codes=CODE, lines=LINES))
    edit = {"order_edit": {"id": 61, "order_id": 1001, "committed_at": bodies.ORDERED.isoformat(),
                           "line_items": {"additions": [{"id": 2, "delta": 1}], "removals": []}}}  # fmt: skip
    assert say("orders/edited", edit).startswith("Edit noted (1 units added, 0 removed)")
    assert isinstance(say("orders/edited", edit), Ignored)
    assert held(database, ana) == {cleo: 1800}
    added = bodies.order(codes=CODE, lines=[*LINES, bodies.line(2, "15.00")], updated=bodies.ORDERED + HOUR)
    say("orders/updated", added)
    assert entries(database, ana)[-1] == ("increase", 1500, "edit")
    with database.shop(ana) as session:
        assert [row.added for row in edits_of(session, 1001)] == [1]


def test_a_code_taken_off_by_an_edit_is_kept_as_withdrawn(database, say, ana, cleo):
    say("orders/create", bodies.order(codes=CODE, lines=LINES))
    say("orders/updated", bodies.order(lines=[bodies.line(1, "20.00")], updated=bodies.ORDERED + HOUR))
    assert held(database, ana) == {}
    with database.shop(ana) as session:
        (evidence,) = session.scalars(select(Evidence)).all()
        last = session.scalars(select(Decision).order_by(Decision.number.desc())).first()
    assert evidence.facts["withdrawn"] is True
    assert [row["rule"] for row in last.rejected] == ["withdrawn"]


def test_a_test_order_never_counts(database, say, ana, cleo):
    say("orders/create", bodies.order(codes=CODE, lines=LINES, test=True))
    assert entries(database, ana) == []
    assert first_orders(database, ana) == {1001: None}


def test_a_refund_under_a_rounded_id_finds_its_order_either_way_round(database, settings, ana, ben, cleo):
    order = bodies.order(820982911946154500, codes=CODE, lines=LINES)
    order["admin_graphql_api_id"] = "gid://shopify/Order/820982911946154508"
    refund = bodies.refund(order=820982911946154500, lines=[bodies.refund_line(1, 1, "18.00")])
    hear(database, settings, ana, "orders/create", order)
    hear(database, settings, ana, "refunds/create", refund)
    hear(database, settings, ben, "refunds/create", refund)
    hear(database, settings, ben, "orders/create", order)
    assert (held(database, ana), held(database, ben)) == ({}, {})
    with database.everywhere() as session:
        assert set(session.scalars(select(Refund.order_id))) == {820982911946154508}
        assert set(session.scalars(select(Order.net_minor))) == {0}


def test_the_first_order_of_a_buyer_is_the_earliest_known(database, say, ana):
    say("orders/create", bodies.order(3, at=bodies.ORDERED + HOUR))
    assert first_orders(database, ana) == {3: True}
    say("orders/create", bodies.order(5, at=bodies.ORDERED + 2 * HOUR))
    say("orders/create", bodies.order(9, customer=cast.EVE.shopify_id))
    say("orders/create", bodies.order(10, customer=None))
    assert first_orders(database, ana) == {3: True, 5: False, 9: True, 10: None}
    say("orders/create", bodies.order(4, at=bodies.ORDERED))
    assert first_orders(database, ana) == {3: False, 4: True, 5: False, 9: True, 10: None}
    at = bodies.ORDERED + 9 * HOUR
    say("orders/cancelled", bodies.order(4, at=bodies.ORDERED, updated=at, cancelled_at=at.isoformat()))
    assert first_orders(database, ana) == {3: True, 4: None, 5: False, 9: True, 10: None}
    # The order turns out to be Eve's: Sam's next one was the first, and Eve has another.
    moved = bodies.order(3, at=bodies.ORDERED + HOUR, updated=at, customer=cast.EVE.shopify_id)
    say("orders/updated", moved)
    assert first_orders(database, ana) == {3: False, 4: None, 5: True, 9: True, 10: None}


def test_marking_first_orders_stays_in_its_shop(database, say, ana, ben):
    say("orders/create", bodies.order(3))
    with database.shop(ben) as session:
        (theirs,) = session.scalars(select(Order)).all()
    with database.shop(ana) as session:
        mark_first_order(session, theirs.buyer)
    assert first_orders(database, ben) == {1001: True}


def test_nothing_about_sam_is_stored(database, say, ana, cleo):
    say("orders/create", bodies.order(codes=CODE, lines=LINES, refunds=[bodies.refund(paid="1.00")]))
    say("refunds/create", bodies.refund(502, paid="1.00"))
    assert_no_personal_data(database, values_of(cast.SAM))
