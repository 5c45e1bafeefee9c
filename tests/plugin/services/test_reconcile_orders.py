"""Orders whose webhooks were lost reach the books; what is known stays as it is."""

from dataclasses import replace
from datetime import timedelta

import pytest
from msgspec import structs
from sqlalchemy import func, select

from plugin.errors import ThrottledError
from plugin.services import reconcile_orders as subject
from plugin.services.reconcile_later import GIVEN_UP_AFTER, Reach, reconcile_later
from plugin.services.reconcile_orders import Reconciliation
from plugin.services.watch_reconciliation import show_checks
from plugin.shopify import orders as shopify_orders
from plugin.shopify.manifest import manifest
from plugin.store.entries import Entry
from plugin.store.order_facts import order_facts
from plugin.store.orders import Order
from plugin.store.privacy import unlink_buyer
from plugin.store.reconciliations import newest_reconciliations
from tests import cast
from tests.books import add_code, add_creator, hear, held
from tests.devshop.catalogue import ANA, BEN
from tests.devshop.fixtures import add_discount, clock, variants, world
from tests.devshop.oauth import install
from tests.devshop.sales import cancel_order, place_order, truth_of
from tests.devshop.sales.shoppers import Mix, play_shoppers
from tests.devshop.webhooks import Faults
from tests.shopify_in_process import InProcessAdmin, Killed

__all__ = ["clock", "world"]

ORDERS = {"orders/create", "orders/updated", "orders/cancelled", "refunds/create", "orders/edited"}
EVENTFUL = Mix(refund_line=0.15, refund_amount=0.1, cancel=0.1, edit=0.15)


@pytest.fixture
def admins(world):
    """The Admin API of both shops, with the app installed and budgets that never run out."""
    found = {}
    for domain in (ANA, BEN):
        shop = world.shops[domain]
        install(world, shop)
        shop.installation.scopes = list(manifest().scopes)
        add_discount(world, shop, "CLEO10", starts_at=cast.NOW - timedelta(days=300))
        found[domain] = InProcessAdmin(
            world, domain, before=lambda *_, shop=shop: shop.extra.pop("api_bucket", None)
        )
    return found


@pytest.fixture
def check(database, clock):
    """One check of a shop from its request to its end."""

    def run(shop_id, admin, reach=Reach.NOW, **more):
        with database.shop(shop_id) as session:
            run_id = reconcile_later(session, reach, clock())
        assert run_id is not None
        while not Reconciliation(database, admin, shop_id, run_id, clock, **more).run():
            pass
        with database.shop(shop_id) as session:
            return newest_reconciliations(session, 1)[0]

    return run


def books(database, shop_id):
    """What is stored of the orders, but where their buyers came from: the journey tells that."""
    with database.shop(shop_id) as session:
        orders = {
            row.id: (row.net_minor, row.counts, structs.replace(order_facts(row), origin=None))
            for row in session.scalars(select(Order))
        }
        entries = session.scalar(select(func.count()).select_from(Entry))
    return orders, entries


def deliver(database, settings, shop_id, world, domain, at=cast.NOW):
    for delivery in world.deliveries.log:
        if delivery.shop == domain and delivery.topic in ORDERS:
            hear(database, settings, shop_id, delivery.topic, delivery.body, at)


def test_the_books_are_the_same_by_webhook_and_by_check(database, settings, world, admins, check, ana, ben):
    """Ana hears nothing, and is checked; a copy of her shop's webhooks is told to Ben, who is not."""
    creators = {}
    for shop in (ana, ben):
        creators[shop] = add_creator(database, shop)
        add_code(database, shop, "CLEO10", creators[shop])
    period = (cast.NOW - timedelta(weeks=3), cast.NOW)
    play_shoppers(world, world.shops[ANA], 80, seed=3, period=period, mix=EVENTFUL)
    run = check(ana, admins[ANA])
    assert (run.status, run.done, run.total, run.detail["missing"]) == ("finished", 80, 80, 80)
    deliver(database, settings, ben, world, ANA)
    by_check, by_webhook = books(database, ana)[0], books(database, ben)[0]
    assert by_check == by_webhook
    for number, (net, counts, _) in by_check.items():
        truth = truth_of(world.shops[ANA].orders[number])
        assert (net, counts) == (truth.net_minor, truth.counted)
    assert held(database, ana)[creators[ana]] == held(database, ben)[creators[ben]] > 0


def test_lost_webhooks_are_found_and_late_ones_double_nothing(
    database, settings, world, admins, check, clock, ana, ben
):
    period = (cast.NOW - timedelta(weeks=1), cast.NOW)
    world.faults = Faults(loss=0.3, seed=4)
    play_shoppers(world, world.shops[ANA], 60, seed=5, period=period, mix=EVENTFUL)
    lost = [row for row in world.deliveries.log if row.outcome == "lost"]
    assert lost
    for delivery in world.deliveries.log:
        if delivery.topic in ORDERS and delivery.outcome != "lost":
            hear(database, settings, ana, delivery.topic, delivery.body)
    before, _ = books(database, ana)
    run = check(ana, admins[ANA])
    after = books(database, ana)
    assert run.detail["missing"] == 60 - len(before) > 0
    assert run.detail["older"] > 0
    for number, (net, counts, _) in after[0].items():
        truth = truth_of(world.shops[ANA].orders[number])
        assert (net, counts) == (truth.net_minor, truth.counted)
    deliver(database, settings, ana, world, ANA)
    assert books(database, ana) == after
    assert books(database, ben) == ({}, 0)
    again = check(ana, admins[ANA], Reach.WEEK)
    assert (again.detail.get("missing", 0), again.detail.get("older", 0)) == (0, 0)


def test_a_late_webhook_names_the_buyer_unless_they_asked_to_be_forgotten(
    database, settings, world, admins, check, ana, ben, clock
):
    play_shoppers(
        world,
        world.shops[ANA],
        12,
        seed=9,
        mix=Mix(anonymous=0),
        period=(cast.NOW - timedelta(days=2), cast.NOW),
    )
    check(ana, admins[ANA])

    def buyers():
        with database.shop(ana) as session:
            return [
                row.buyer is not None for row in session.scalars(select(Order)) if row.channel == "online"
            ]

    assert not any(buyers())
    deliver(database, settings, ana, world, ANA)
    assert all(buyers())
    with database.shop(ana) as session:
        stored = session.scalars(select(Order).where(Order.buyer.is_not(None))).first()
        number, buyer = stored.id, stored.buyer
    clock.move(minutes=5)
    cancel_order(world, world.shops[ANA], world.shops[ANA].orders[number])
    assert check(ana, admins[ANA]).detail["older"] == 1
    with database.shop(ana) as session:
        stored = session.get(Order, (ana, number))
        assert (stored.buyer, stored.counts) == (buyer, False)
        assert unlink_buyer(session, buyer, []) > 0
    deliver(database, settings, ana, world, ANA)
    with database.shop(ana) as session:
        assert session.get(Order, (ana, number)).buyer is None


def test_killed_anywhere_it_goes_on_and_counts_nothing_twice(
    database, world, admins, ana, ben, clock, monkeypatch
):
    monkeypatch.setattr(shopify_orders, "PAGE", 5)
    play_shoppers(world, world.shops[ANA], 23, seed=2, period=(cast.NOW - timedelta(weeks=1), cast.NOW))
    admin, fill = admins[ANA], admins[ANA].before
    with database.shop(ana) as session:
        run_id = reconcile_later(session, Reach.NOW, clock())
    asked = 0

    def fall(*_):
        nonlocal asked
        fill()
        asked += 1
        if asked % 4 == 0:
            raise Killed if asked % 8 else ThrottledError("The budget is used up.", wait_seconds=5)

    admin.before = fall
    deaths, finished = 0, False
    while not finished:
        try:
            finished = Reconciliation(database, admin, ana, run_id, clock).run()
        except (Killed, ThrottledError):
            deaths += 1
            assert deaths < 50
    assert deaths > 2
    with database.shop(ana) as session:
        run = newest_reconciliations(session, 1)[0]
    assert (run.status, run.detail["missing"]) == ("finished", 23)
    assert len(books(database, ana)[0]) == 23
    assert books(database, ben) == ({}, 0)


def test_it_looks_back_sixty_days_at_first_and_from_the_last_check_afterwards(
    database, world, admins, check, ana, ben, clock
):
    shop = world.shops[ANA]
    item = [(variants(shop)[0], 1)]
    for days in (70, 40, 1):
        place_order(world, shop, item, now=cast.NOW - timedelta(days=days))
    assert check(ana, admins[ANA]).done == 2
    clock.move(hours=1)
    assert check(ana, admins[ANA]).done == 0
    # The shop is away for ten days, and back.
    place_order(world, shop, item, now=clock())
    clock.move(days=10)
    assert check(ana, admins[ANA]).detail["missing"] == 1
    assert check(ana, admins[ANA], Reach.WEEK).done == 0


def test_an_hourly_check_leaves_what_is_still_coming_to_the_webhooks(world, admins, check, ana, ben, clock):
    shop = world.shops[ANA]
    place_order(world, shop, [(variants(shop)[0], 1)], now=clock() - timedelta(minutes=2))
    assert check(ana, admins[ANA], Reach.HOUR).done == 0
    clock.move(hours=1)
    assert check(ana, admins[ANA], Reach.HOUR).detail["missing"] == 1


def test_a_check_takes_turns_and_asks_anew_before_shopifys_depth(world, admins, check, ana, ben, monkeypatch):
    monkeypatch.setattr(shopify_orders, "PAGE", 4)
    monkeypatch.setattr(subject, "DEEPEST_PAGE", 8)
    play_shoppers(world, world.shops[ANA], 30, seed=2, period=(cast.NOW - timedelta(weeks=1), cast.NOW))
    assert check(ana, admins[ANA]).detail["missing"] == 30
    pages = admins[ANA].sent.count("query ChangedOrders")
    admins[ANA].sent.clear()
    run = check(ana, admins[ANA], Reach.WEEK, stretch=timedelta(seconds=-1))
    assert (run.status, run.detail.get("missing", 0)) == ("finished", 0)
    assert admins[ANA].sent.count("query ChangedOrders") > pages >= 30 / 4


def test_one_check_at_a_time_and_a_dead_one_is_given_up(database, ana, ben, clock):
    with database.shop(ana) as session:
        first = reconcile_later(session, Reach.NOW, clock())
        assert reconcile_later(session, Reach.HOUR, clock()) is None
    with database.shop(ben) as session:
        assert reconcile_later(session, Reach.NOW, clock()) is not None
    clock.at += GIVEN_UP_AFTER
    with database.shop(ana) as session:
        second = reconcile_later(session, Reach.NOW, clock())
        assert second not in (None, first)
        checks = show_checks(session)
    assert checks.running is not None
    assert checks.last is not None
    assert checks.last.status == "failed"


def test_an_order_that_cannot_be_read_is_counted_and_the_rest_recorded(world, admins, check, ana, ben):
    play_shoppers(world, world.shops[ANA], 6, seed=2, period=(cast.NOW - timedelta(days=3), cast.NOW))
    inner = admins[ANA]

    class Garbled:
        errors = ()

        def run(self, document, variables=None):
            data = inner.run(document, variables)
            for node in data.get("nodes", [])[:1]:
                node["currency"] = "EURO"
            return data

    run = check(ana, Garbled())
    assert (run.detail["unreadable"], run.detail["missing"]) == (2, 4)
    assert "EURO" not in run.detail["note"]


def test_the_same_second_is_the_same_version_unless_it_was_cancelled():
    change = shopify_orders.Change(1, cast.NOW, cancelled=False, voided=False)
    known = (cast.NOW, False, False)
    assert not subject._behind(change, known)
    assert subject._behind(replace(change, cancelled=True), known)
    assert subject._behind(replace(change, updated_at=cast.NOW + timedelta(seconds=1)), known)
    assert not subject._behind(
        replace(change, updated_at=cast.NOW - timedelta(seconds=1), voided=True), known
    )
    assert subject._behind(change, None)
