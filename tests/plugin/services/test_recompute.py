"""Orders decided again: by another policy, after a code was attached, after a worker died half-way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from plugin.attribution.policy import Policy, Tie
from plugin.attribution.revenue import Basis
from plugin.services.attach_code import attach_code, detach_code
from plugin.services.preview_policy import preview_policy
from plugin.services.recompute import change_policy, recompute
from plugin.store.decisions import Decision
from plugin.store.entries import Entry
from plugin.store.links import link_by_key
from plugin.store.orders import Order
from plugin.store.runs import Run
from tests import cast
from tests import order_bodies as bodies
from tests.books import LONG_AGO, add_code, add_creator, add_link, hear, held, visit_ref


def clock():
    return cast.NOW


def place(database, settings, shop, number, text="CLEO10"):
    """An order of 20.00 with 4.40 tax on top and 2.00 off."""
    line = bodies.line(number, "20.00", tax="4.40", discounts={0: "2.00"})
    body = bodies.order(number, lines=[line], codes=[bodies.code(text, "2.00")])
    hear(database, settings, shop, "orders/create", body)


def test_a_code_attached_afterwards_is_credited_in_its_shop_alone(database, settings, ana, ben):
    for shop in (ana, ben):
        place(database, settings, shop, 1, "LATE")
        place(database, settings, shop, 2, "OTHER")
    cleo = add_creator(database, ana)
    add_code(database, ana, "Late", cleo)
    assert recompute(database, ana, clock, code_key="late") == 1
    assert recompute(database, ana, clock, code_key="late") == 0
    assert (held(database, ana), held(database, ben)) == ({cleo: 1800}, {})
    with database.shop(ana) as session:
        causes = session.scalars(select(Decision.cause).order_by(Decision.order_id, Decision.number)).all()
        assert session.scalars(select(Order.outcome).order_by(Order.id)).all() == ["credited", "unknown_code"]
    assert causes == ["order", "code", "order"]


def test_another_window_of_a_link_moves_the_orders_with_a_visit_by_it(database, settings, ana, ben):
    dev = add_creator(database, ana, cast.DEV.name)
    add_link(database, ana, dev, "devslink02")
    add_link(database, ana, dev, "otherlink3")
    for number, link in ((1, "devslink02"), (2, "otherlink3"), (3, "devslink02")):
        ref = visit_ref(link, bodies.ORDERED - timedelta(days=40))
        cart = [{"name": "_earmark", "value": ref}]
        for shop in (ana, ben):
            hear(database, settings, shop, "orders/create", bodies.order(number, note_attributes=cart))
    assert held(database, ana) == {}
    with database.shop(ana) as session:
        link_by_key(session, "devslink02").window_days = 60
    assert recompute(database, ana, clock, link_key="devslink02") == 2
    assert recompute(database, ana, clock, link_key="devslink02") == 0
    assert (held(database, ana), held(database, ben)) == ({dev: 4000}, {})


def test_a_changed_policy_moves_every_order_and_shows_its_progress(database, settings, ana, ben):
    cleo, other = add_creator(database, ana), add_creator(database, ben)
    add_code(database, ana, "CLEO10", cleo)
    add_code(database, ben, "CLEO10", other)
    for shop in (ana, ben):
        for number in (1, 2, 3):
            place(database, settings, shop, number)
    with database.shop(ana) as session:
        policy, run_id = change_policy(session, Policy(basis=Basis.WITH_TAX), cast.NOW)
    assert policy.version == 1
    recompute(database, ana, clock, run_id=run_id)
    assert held(database, ana) == {cleo: 3 * 2240}
    assert held(database, ben) == {other: 3 * 1800}
    with database.shop(ana) as session:
        run = session.get(Run, (ana, run_id))
        assert (run.status, run.done, run.total) == ("finished", 3, 3)
        kinds = session.scalars(select(Entry.kind).where(Entry.order_id == 1).order_by(Entry.number)).all()
        assert kinds == ["credit", "increase"]


def test_a_worker_that_died_goes_on_where_it_was(database, settings, ana, monkeypatch):
    cleo = add_creator(database, ana)
    add_code(database, ana, "CLEO10", cleo)
    for number in (1, 2, 3):
        place(database, settings, ana, number)
    with database.shop(ana) as session:
        _, run_id = change_policy(session, Policy(basis=Basis.WITH_TAX), cast.NOW)
    monkeypatch.setattr("plugin.services.recompute.BATCH", 2)
    ticks = iter([cast.NOW])

    with pytest.raises(StopIteration):
        recompute(database, ana, lambda: next(ticks), run_id=run_id)
    assert held(database, ana) == {cleo: 2 * 2240 + 1800}
    recompute(database, ana, clock, run_id=run_id)
    with database.shop(ana) as session:
        run = session.get(Run, (ana, run_id))
        assert (run.status, run.done) == ("finished", 3)
    assert held(database, ana) == {cleo: 3 * 2240}


def test_a_change_while_a_half_done_one_waits_reaches_every_order(database, settings, ana, ben, monkeypatch):
    cleo = add_creator(database, ana)
    for shop in (ana, ben):
        for number in (1, 2, 3):
            place(database, settings, shop, number)
    with database.shop(ana) as session:
        code_id = attach_code(session, "CLEO10", None, cleo, cast.NOW)
    monkeypatch.setattr("plugin.services.recompute.BATCH", 2)
    ticks = iter([cast.NOW] * 2)
    with pytest.raises(StopIteration):
        recompute(database, ana, lambda: next(ticks), code_key="cleo10")
    assert held(database, ana) == {cleo: 2 * 1800}
    with database.shop(ana) as session:
        detach_code(session, code_id, cast.NOW)
    recompute(database, ana, clock, code_key="cleo10")
    assert held(database, ana).get(cleo, 0) == 0
    with database.shop(ana) as session:
        [run] = session.scalars(select(Run).where(Run.kind == "recompute"))
        assert (run.status, run.done) == ("finished", 3)
    with database.shop(ben) as session:
        assert session.scalars(select(Run)).all() == []


def test_the_preview_says_what_would_move_and_moves_nothing(database, settings, ana, ben):
    cleo, dev = add_creator(database, ana), add_creator(database, ana, cast.DEV.name)
    add_code(database, ana, "SHARED", cleo)
    add_code(database, ana, "SHARED", dev, valid_from=LONG_AGO.replace(month=2))
    other = add_creator(database, ben)
    add_code(database, ben, "SHARED", other)
    for shop in (ana, ben):
        place(database, settings, shop, 1, "SHARED")
        place(database, settings, shop, 2, "NOBODYS")
    with database.shop(ana) as session:
        preview = preview_policy(session, Policy(tie=Tie.OLDEST), since=LONG_AGO)
        capped = preview_policy(session, Policy(), since=LONG_AGO, most_orders=1)
    assert (preview.orders, preview.moved, preview.complete) == (2, 1, True)
    assert {(row.name, row.before_minor, row.after_minor) for row in preview.creators} == {
        ("Cleo Cloud", 0, 1800),
        ("Dev Dune", 1800, 0),
    }
    assert (capped.orders, capped.moved, capped.complete) == (1, 0, False)
    assert held(database, ana) == {dev: 1800}
