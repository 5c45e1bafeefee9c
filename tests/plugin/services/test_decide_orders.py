"""Many orders decided again come to what one after the other comes to."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import select

from plugin.attribution.policy import Policy, Tie
from plugin.attribution.revenue import Basis
from plugin.services.decide_order import Cause, decide_order
from plugin.services.decide_orders import decide_orders
from plugin.services.recompute import change_policy, recompute
from plugin.services.watch_recompute import recomputing
from plugin.store.decisions import Decision
from plugin.store.entries import Entry
from plugin.store.model_credits import ModelCredit
from plugin.store.orders import Order
from plugin.store.policies import add_policy
from plugin.store.runs import find_run
from tests import cast
from tests import order_bodies as bodies
from tests.books import LONG_AGO, add_code, add_creator, add_link, hear, held, visit_ref

CHANGED = Policy(basis=Basis.WITH_TAX, tie=Tie.OLDEST)


def clock():
    return cast.NOW


def fill(database, settings, shop):
    """Orders with a shared code, a visit, a refund, a code of nobody, and nothing; their numbers."""
    cleo, dev = add_creator(database, shop), add_creator(database, shop, cast.DEV.name)
    add_code(database, shop, "SHARED", cleo)
    add_code(database, shop, "SHARED", dev, valid_from=LONG_AGO.replace(month=2))
    add_link(database, shop, dev, "devslink02")
    cart = [{"name": "_earmark", "value": visit_ref("devslink02", bodies.ORDERED)}]
    for number, code, more in (
        (1, "SHARED", {}),
        (2, None, {"note_attributes": cart}),
        (3, "SHARED", {"note_attributes": cart}),
        (4, "NOBODYS", {}),
        (5, None, {}),
    ):
        line = bodies.line(number, "20.00", tax="4.40", discounts={0: "2.00"} if code else None)
        codes = [bodies.code(code, "2.00")] if code else []
        hear(
            database, settings, shop, "orders/create", bodies.order(number, lines=[line], codes=codes, **more)
        )
    refund = bodies.refund(1, 1, lines=[bodies.refund_line(1, 1, "9.00", tax="2.20")])
    hear(database, settings, shop, "refunds/create", refund)
    return [1, 2, 3, 4, 5]


def books(database, shop):
    with database.shop(shop) as session:
        creators = {creator: place for place, creator in enumerate(sorted(held(database, shop)))}
        return (
            [
                (row.id, row.net_minor, row.gross_minor, row.refunded_minor, row.outcome)
                for row in session.scalars(select(Order).order_by(Order.id))
            ],
            [
                (row.order_id, row.number, row.cause, row.policy_version)
                for row in session.scalars(select(Decision).order_by(Decision.order_id, Decision.number))
            ],
            [
                (row.order_id, row.number, row.kind, creators.get(row.creator_id), row.amount_minor)
                for row in session.scalars(select(Entry).order_by(Entry.order_id, Entry.number))
            ],
            sorted(
                (row.order_id, row.model, row.amount_minor, row.share_ppm)
                for row in session.scalars(select(ModelCredit))
            ),
        )


def test_together_and_one_by_one_come_to_the_same(database, settings, ana, ben):
    for shop in (ana, ben):
        numbers = fill(database, settings, shop)
        with database.shop(shop) as session:
            add_policy(session, CHANGED, cast.NOW)
    before = books(database, ben)
    with database.shop(ana) as session:
        posted = decide_orders(session, [*numbers, 99], Cause.POLICY, cast.NOW)
    assert books(database, ben) == before
    with database.shop(ben) as session:
        alone = [decide_order(session, number, Cause.POLICY, cast.NOW).posted for number in numbers]
    assert posted == sum(alone) > 0
    assert books(database, ana) == books(database, ben) != before
    with database.shop(ana) as session:
        assert decide_orders(session, numbers, Cause.POLICY, cast.NOW) == 0
    assert books(database, ana) == books(database, ben)


def test_of_two_changes_in_a_row_the_second_decides(database, settings, ana, ben):
    fill(database, settings, ana)
    with database.shop(ana) as session:
        _, first = change_policy(session, Policy(basis=Basis.WITH_TAX), cast.NOW)
        _, second = change_policy(session, CHANGED, cast.NOW)
    assert recompute(database, ana, clock, run_id=first) == 0
    assert recompute(database, ana, clock, run_id=second) > 0
    with database.shop(ana) as session:
        assert [find_run(session, run).status for run in (first, second)] == ["superseded", "finished"]
        assert find_run(session, second).done == 5


def test_a_code_shows_its_progress_and_goes_on_where_a_dead_worker_left_it(
    database, settings, ana, ben, monkeypatch
):
    for shop in (ana, ben):
        fill(database, settings, shop)
    add_code(database, ana, "NOBODYS", add_creator(database, ana, "Eve"))
    monkeypatch.setattr("plugin.services.recompute.BATCH", 1)
    ticks = iter([cast.NOW] * 3)
    with suppress(StopIteration):
        recompute(database, ana, lambda: next(ticks), code_key="shared")
    with database.shop(ana) as session:
        [work] = recomputing(session, cast.NOW)
    assert (work.code, work.done, work.total, work.under_way) == ("SHARED", 2, 2, True)
    with database.shop(ben) as session:
        assert recomputing(session, cast.NOW) == []
    recompute(database, ana, clock, code_key="nobodys")
    recompute(database, ana, clock, code_key="shared")
    with database.shop(ana) as session:
        assert recomputing(session, cast.NOW) == []
