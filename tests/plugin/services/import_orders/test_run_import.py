"""Past orders come in whole, once, and as a webhook would have told them; whatever dies on the way."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import partial

import pytest
from msgspec.structs import replace
from sqlalchemy import func, select

from plugin.errors import NotInstalledError, ShopifyError
from plugin.services.import_orders import run_import as subject
from plugin.services.import_orders.import_later import GIVEN_UP_AFTER, cancel_import, import_later
from plugin.services.uninstall_shop import uninstall_shop
from plugin.shopify import bulk_orders
from plugin.shopify.bulk import cancel_bulk_operation, run_bulk_query
from plugin.shopify.bulk_file import file_chunks
from plugin.store.entries import Entry
from plugin.store.order_facts import order_facts
from plugin.store.order_imports import newest_import
from plugin.store.orders import Order
from plugin.store.runs import find_run
from plugin.store.shops import set_scopes
from tests import cast
from tests.books import add_code, add_creator, hear, held
from tests.devshop.catalogue import ANA
from tests.devshop.fixtures import variants
from tests.devshop.sales import cancel_order, place_order, truth_of
from tests.devshop.sales.shoppers import Mix, play_shoppers
from tests.shopify_in_process import Killed

ORDERS = {"orders/create", "orders/updated", "orders/cancelled", "refunds/create", "orders/edited"}
EVENTFUL = Mix(refund_line=0.15, refund_amount=0.1, cancel=0.1, edit=0.15)


def play(world, count, *, seed=3, mix=EVENTFUL):
    period = (cast.NOW - timedelta(weeks=3), cast.NOW)
    play_shoppers(world, world.shops[ANA], count, seed=seed, period=period, mix=mix)


def deliver(database, settings, shop_id, world):
    for delivery in world.deliveries.log:
        if delivery.shop == ANA and delivery.topic in ORDERS:
            hear(database, settings, shop_id, delivery.topic, delivery.body)


def books(database, shop_id):
    """What is stored of the orders, but where their buyers came from: the journey tells that."""
    with database.shop(shop_id) as session:
        orders = {
            row.id: (row.net_minor, row.counts, replace(order_facts(row), origin=None))
            for row in session.scalars(select(Order))
        }
        return orders, session.scalar(select(func.count()).select_from(Entry))


@pytest.fixture
def small_parts(monkeypatch):
    """Many parts, small batches: every boundary there is."""
    monkeypatch.setattr(bulk_orders, "PART_BYTES", 20_000)
    monkeypatch.setattr(subject, "REFUNDS_AT_ONCE", 3)


def test_the_books_are_the_same_by_webhook_and_by_import(
    database, settings, world, admins, importing, to_the_end, small_parts, ana, ben
):
    """Ana's orders are imported; a copy of her shop's webhooks is told to Ben."""
    creators = {}
    for shop in (ana, ben):
        creators[shop] = add_creator(database, shop)
        add_code(database, shop, "CLEO10", creators[shop])
    play(world, 50)
    run = to_the_end(importing(ana, admins[ANA], batch=7))
    assert (run.status, run.done, run.total, run.detail["imported"]) == ("finished", 50, 50, 50)
    assert (run.detail["unreadable"], run.detail["reach"]) == (0, "days60")
    assert books(database, ben) == ({}, 0)
    deliver(database, settings, ben, world)
    imported = books(database, ana)[0]
    assert imported == books(database, ben)[0]
    assert any(world.shops[ANA].orders[number].refunds for number in imported)
    for number, (net, counts, _) in imported.items():
        truth = truth_of(world.shops[ANA].orders[number])
        assert (net, counts) == (truth.net_minor, truth.counted)
    assert held(database, ana)[creators[ana]] == held(database, ben)[creators[ben]] > 0


def test_webhooks_before_and_after_change_nothing(
    database, settings, world, admins, importing, to_the_end, ana, ben
):
    """The buyer that a webhook told stays; an import of what is known brings in nothing."""
    play(world, 20)
    deliver(database, settings, ana, world)
    before = books(database, ana)
    run = to_the_end(importing(ana, admins[ANA]))
    assert (run.status, run.done, run.detail["imported"]) == ("finished", 20, 0)
    assert books(database, ana) == before
    with database.shop(ana) as session:
        assert session.scalar(select(func.count()).where(Order.buyer.is_not(None))) > 0
    deliver(database, settings, ana, world)
    assert books(database, ana) == before
    assert books(database, ben) == ({}, 0)


def test_killed_anywhere_it_goes_on_and_counts_nothing_twice(
    database, world, admins, importing, to_the_end, small_parts, ana, ben, monkeypatch
):
    play(world, 30)
    work = importing(ana, admins[ANA], batch=3)
    record, steps = subject.record_read, 0

    def fall(database, shop_id, orders, now, note):
        """Every third batch dies before its commit, every third after it."""
        nonlocal steps
        steps += 1
        if steps % 3 == 0:

            def dying(session, came):
                note(session, came)
                raise Killed

            record(database, shop_id, orders, now, dying)
        record(database, shop_id, orders, now, note)
        if steps % 3 == 1:
            raise Killed

    monkeypatch.setattr(subject, "record_read", fall)
    deaths, run = 0, None
    while run is None:
        try:
            run = to_the_end(work)
        except Killed:
            deaths += 1
            assert deaths < 60
            if deaths % 4 == 0:
                # Another machine goes on: the parts are not on its disk.
                subject.clear_parts(work.folder)
    assert deaths > 5
    assert (run.status, run.done, run.detail["imported"]) == ("finished", 30, 30)
    assert admins[ANA].sent.count("mutation RunBulkQuery") == 1
    assert len(books(database, ana)[0]) == 30
    assert books(database, ben) == ({}, 0)


def test_it_takes_turns(world, admins, importing, to_the_end, small_parts, ana, ben):
    play(world, 12)
    work = importing(ana, admins[ANA], batch=4, stretch=timedelta(seconds=-1))
    assert to_the_end(work).detail["imported"] == 12
    assert not work.folder.exists()


def test_an_answer_lost_runs_no_second_operation(world, admins, importing, to_the_end, ana, ben):
    play(world, 3)
    admins[ANA].lose = {1}
    work = importing(ana, admins[ANA])
    with pytest.raises(ShopifyError, match="No answer"):
        work.run()
    assert to_the_end(work).status == "finished"
    assert admins[ANA].sent.count("mutation RunBulkQuery") == 1


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_a_broken_download_goes_on(
    world, admins, importing, to_the_end, storage, ana, ben, knows_ranges, monkeypatch
):
    monkeypatch.setattr(subject, "file_chunks", partial(file_chunks, sleep=lambda _: None))
    play(world, 6)
    storage.break_at, storage.knows_ranges = [3_000, 5_000], knows_ranges
    run = to_the_end(importing(ana, admins[ANA]))
    assert (run.status, run.done, run.detail["unreadable"]) == ("finished", 6, 0)
    assert storage.asked[0] is None
    assert storage.asked[1:] == ["bytes=3000-", "bytes=5000-"]


def test_a_file_that_ends_early_is_none(database, world, admins, importing, to_the_end, storage, ana, ben):
    play(world, 6)
    storage.rewrite = lambda content: content[: len(content) // 2]
    work = importing(ana, admins[ANA])
    with pytest.raises(ShopifyError, match="and Shopify speaks of"):
        to_the_end(work)
    assert books(database, ana) == ({}, 0)


def test_a_bad_line_is_listed_and_the_good_ones_kept(
    database, world, admins, importing, to_the_end, storage, ana, ben
):
    play(world, 5)
    numbers = {}

    def spoil(content):
        """A currency that is none in an order, and a line that is cut; the length stays."""
        lines = content.splitlines(keepends=True)
        for number, line in enumerate(lines, start=1):
            if b"__parentId" not in line and "order" not in numbers:
                numbers["order"] = number
                lines[number - 1] = line.replace(b'"currency":"EUR"', b'"currency":"EU?"')
            elif b'"DiscountCodeApplication"' in line and "cut" not in numbers:
                numbers["cut"] = number
                lines[number - 1] = line.replace(b"}\n", b" \n")
        return b"".join(lines)

    storage.rewrite = spoil
    run = to_the_end(importing(ana, admins[ANA]))
    assert (run.status, run.done, run.detail["imported"]) == ("finished", 5, 4)
    assert dict(map(tuple, run.detail["problems"])).keys() == set(numbers.values())
    assert run.detail["unreadable"] == len(numbers) == 2
    # The order whose line was cut was asked for by itself.
    assert admins[ANA].sent.count("query WholeOrders") == 1
    uses = [use for _, _, facts in books(database, ana)[0].values() for use in facts.codes]
    assert uses
    assert all(use.discount_minor for use in uses)
    assert "EU?" not in str(run.detail)
    assert books(database, ben) == ({}, 0)


def test_an_order_that_changed_while_the_file_was_written_is_asked_for_anew(
    database, world, admins, importing, to_the_end, clock, ana, ben
):
    shop = world.shops[ANA]
    order = place_order(world, shop, [(variants(shop)[0], 2)], now=cast.NOW - timedelta(days=2))
    play(world, 3)
    work = importing(ana, admins[ANA])
    pause = work.run()
    clock.move(seconds=pause.total_seconds() + 5)
    cancel_order(world, shop, order)
    to_the_end(work)
    # The file has it as it was; the webhook, or the hourly check, brings the rest.
    assert books(database, ana)[0][order.id][1] is True


@pytest.mark.parametrize("fails", [1, 2, 3])
def test_what_shopify_cannot_finish_is_tried_again(
    database, world, admins, importing, to_the_end, ana, ben, fails
):
    play(world, 4)
    world.api_faults = {"bulk_fail": fails}
    run = to_the_end(importing(ana, admins[ANA]))
    if fails < subject.TRIES:
        assert (run.status, run.detail["imported"], len(run.detail["spent"])) == ("finished", 4, fails)
    else:
        assert (run.status, run.detail["reason"]) == ("failed", subject.FAILED["INTERNAL_SERVER_ERROR"])
        assert books(database, ana) == ({}, 0)


def test_without_access_it_says_so(world, admins, importing, to_the_end, ana, ben):
    play(world, 2)
    world.shops[ANA].installation.scopes = ["read_products"]
    run = to_the_end(importing(ana, admins[ANA]))
    assert (run.status, run.detail["reason"]) == ("failed", subject.FAILED["ACCESS_DENIED"])


def test_a_file_whose_seven_days_are_over_is_made_anew(world, admins, importing, to_the_end, clock, ana, ben):
    play(world, 4)
    work = importing(ana, admins[ANA])
    work.run()
    clock.move(days=8)
    run = to_the_end(work)
    assert (run.status, run.detail["imported"], len(run.detail["spent"])) == ("finished", 4, 1)


def test_it_waits_for_room(database, world, admins, importing, to_the_end, clock, ana, ben):
    play(world, 2)
    for _ in range(5):
        run_bulk_query(admins[ANA], "{ products { edges { node { id } } } }")
    work = importing(ana, admins[ANA])
    assert work.run() == subject.ROOM_AGAIN
    with database.shop(ana) as session:
        assert find_run(session, work.run_id).detail["busy"] is True
    clock.move(seconds=60)
    assert to_the_end(work).status == "finished"


def test_it_says_how_far_shopify_is(database, world, admins, importing, clock, ana, ben):
    play(world, 10)
    world.api_faults = {"bulk_seconds": 100}
    work = importing(ana, admins[ANA])
    work.run()
    clock.move(seconds=50)
    pause = work.run()
    with database.shop(ana) as session:
        assert find_run(session, work.run_id).detail["found"] == 5
    assert timedelta(seconds=2) < pause <= timedelta(minutes=1)


def test_cancelled_it_stops_and_keeps_what_it_has(
    database, world, admins, importing, small_parts, clock, ana, ben
):
    play(world, 12)
    work = importing(ana, admins[ANA], batch=2, stretch=timedelta(seconds=-1))
    while not books(database, ana)[0]:
        clock.move(seconds=work.run().total_seconds())
    with database.shop(ana) as session:
        cancel_import(session, clock())
    stands = books(database, ana)
    assert work.run() is None
    assert books(database, ana) == stands != ({}, 0)
    assert not work.folder.exists()
    with database.shop(ana) as session:
        assert find_run(session, work.run_id).status == "cancelled"
        assert import_later(session, clock()) is not None


def test_it_stops_for_a_shop_that_has_left(database, world, admins, importing, to_the_end, clock, ana, ben):
    play(world, 2)
    work = importing(ana, admins[ANA])
    work.run()
    with database.shop(ana) as session:
        uninstall_shop(session, at=clock())
    with pytest.raises(NotInstalledError):
        to_the_end(work)
    assert books(database, ana) == ({}, 0)


def test_sixty_days_or_everything(database, world, admins, importing, to_the_end, ana, ben):
    shop = world.shops[ANA]
    for days in (300, 70, 40, 1):
        place_order(world, shop, [(variants(shop)[0], 1)], now=cast.NOW - timedelta(days=days))
    assert to_the_end(importing(ana, admins[ANA])).done == 2
    shop.installation.scopes.append("read_all_orders")
    with database.shop(ana) as session:
        set_scopes(session, ana, shop.installation.scopes)
    run = to_the_end(importing(ana, admins[ANA]))
    assert (run.done, run.detail["imported"], run.detail["reach"]) == (4, 2, "all")


@pytest.mark.parametrize("stopped", [True, False])
def test_once_more_brings_in_everything_anew(
    database, world, admins, importing, to_the_end, clock, ana, ben, stopped
):
    """Without a first day all imports ask Shopify the same, and the last one's result lies there for days."""
    shop = world.shops[ANA]
    shop.installation.scopes.append("read_all_orders")
    with database.shop(ana) as session:
        set_scopes(session, ana, shop.installation.scopes)
    place_order(world, shop, [(variants(shop)[0], 1)], now=clock())
    if stopped:
        world.api_faults = {"bulk_seconds": 100}
        importing(ana, admins[ANA]).run()
        with database.shop(ana) as session:
            operation = newest_import(session).detail["operation"]
            cancel_import(session, clock())
        cancel_bulk_operation(admins[ANA], operation)
        world.api_faults = {}
        clock.move(minutes=1)
    else:
        assert to_the_end(importing(ana, admins[ANA])).done == 1
        clock.move(days=1)
    place_order(world, shop, [(variants(shop)[0], 1)], now=clock())
    run = to_the_end(importing(ana, admins[ANA]))
    assert (run.status, run.done) == ("finished", 2)


def test_a_shop_without_orders_is_done_at_once(world, admins, importing, to_the_end, ana, ben):
    run = to_the_end(importing(ana, admins[ANA]))
    assert (run.status, run.done, run.total) == ("finished", 0, 0)


def test_what_was_left_behind_is_cleared_after_eight_days(tmp_path, clock):
    for name, days in (("1-1", 9), ("2-5", 7)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "plain-000.lines").touch()
        left = clock().timestamp() - days * 86_400
        os.utime(tmp_path / name, (left, left))
    subject.clear_forgotten(tmp_path, clock())
    assert [path.name for path in tmp_path.iterdir()] == ["2-5"]
    subject.clear_forgotten(tmp_path / "none", clock())


def test_one_at_a_time_and_a_dead_one_is_given_up(database, ana, ben, clock):
    with database.shop(ana) as session:
        first = import_later(session, clock())
        assert import_later(session, clock()) is None
    with database.shop(ben) as session:
        assert import_later(session, clock()) is not None
    clock.at += GIVEN_UP_AFTER
    with database.shop(ana) as session:
        assert import_later(session, clock()) not in (None, first)
        assert find_run(session, first).status == "failed"
