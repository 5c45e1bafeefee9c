"""A shop's life with the app, by the stand-in's own webhooks: orders, privacy requests,
leaving, being forgotten.
"""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import inspect, select, text

from plugin.app import create_app
from plugin.errors import NotFoundError, ShopifyError
from plugin.services.clear_away import clear_away
from plugin.services.customer_exports import export_of, list_exports
from plugin.services.forget_shop import TASK, forget_shop
from plugin.services.open_admin import open_admin
from plugin.services.shop_access import ShopifyClients
from plugin.settings import Settings
from plugin.shopify.budget import Budgets
from plugin.store.creators import Creator
from plugin.store.database import Database
from plugin.store.deliveries import Delivery
from plugin.store.orders import Order
from plugin.store.privacy import customer_exports
from plugin.store.queue import enqueue
from plugin.store.shops import Shop
from tests import cast
from tests.devshop import oauth
from tests.devshop.fixtures import variants
from tests.devshop.sales.merchant import redact_customer, request_data
from tests.devshop.sales.orders import place_order
from tests.devshop.sales.people import new_customer
from tests.devshop.webhooks import send_due
from tests.devshop.webhooks.sender import new_client
from tests.standin_line import Clock, Line, shop_of, staff, standin
from webhooks.drain import Drain
from webhooks.receive import blueprint


@dataclass
class Life:
    """Two shops of the stand-in, the app's receiver and drain, and a clock they share."""

    database: Database
    settings: Settings
    line: Line
    clock: Clock

    def __post_init__(self) -> None:
        app = create_app(self.settings, blueprint, database=self.database)
        self.post = new_client(httpx.WSGITransport(app=app))
        self.clients = ShopifyClients(self.database, self.settings, self.line.http, Budgets())
        self.shop_ids = {who.domain: self.open(who) for who in (cast.ANA, cast.BEN)}

    def open(self, who: cast.ShopPerson) -> int:
        """Load the admin."""
        opened = open_admin(
            self.database, self.settings, staff(self.line, who), self.clock.at, self.line.http
        )
        return opened.shop_id

    def hear(self) -> list[tuple[str, str]]:
        """Let the stand-in send what is due and handle it; topic and state of everything in the inbox."""
        send_due(self.line.world, self.post)
        Drain(self.database, self.settings, clock=self.clock).drain_all()
        with self.database.everywhere() as session:
            return [(row.topic, row.state) for row in session.scalars(select(Delivery).order_by(Delivery.id))]

    def buy(self, who: cast.ShopPerson, buyer: Any) -> int:
        """An order of one thing; its number."""
        shop = shop_of(self.line, who)
        return place_order(self.line.world, shop, [(variants(shop)[0], 1)], customer=buyer).id

    def orders(self, who: cast.ShopPerson) -> dict[int, bool]:
        """The shop's orders, and whether the buyer is known."""
        with self.database.shop(self.shop_ids[who.domain]) as session:
            return {
                row.id: row.buyer is not None for row in session.scalars(select(Order).order_by(Order.id))
            }

    def everything(self) -> str:
        """Every row of every table, as text."""
        with self.database.engine.connect() as connection:
            tables = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
            found = [connection.execute(text(f'select * from "{name}"')) for name in tables]  # noqa: S608
            rows = [row for result in found for row in result]
        return "\n".join(
            str([bytes(part) if isinstance(part, memoryview) else part for part in row]) for row in rows
        )

    def jobs(self) -> list[tuple[str, dict[str, Any]]]:
        """Jobs that wait for the worker, but for those that every install begins with."""
        with self.database.engine.connect() as connection:
            query = (
                "select task_name, args from procrastinate_jobs"
                " where status = 'todo'"
                " and task_name not in ('import_orders', 'reconcile_orders', 'activate_pixel')"
                " order by id"
            )
            return [(row.task_name, row.args) for row in connection.execute(text(query))]


@pytest.fixture
def life(database, settings) -> Life:
    clock = Clock()
    return Life(database, settings, standin(clock), clock)


@pytest.fixture
def buyers(life) -> dict[str, Any]:
    """A buyer of each shop, and another one of Ana's."""
    world = life.line.world
    ana, ben = shop_of(life.line, cast.ANA), shop_of(life.line, cast.BEN)
    return {
        "sam": new_customer(world, ana),
        "eve": new_customer(world, ana),
        "of_ben": new_customer(world, ben),
    }


def personal_values(customer: Any) -> list[str]:
    """What must not be found anywhere. (The country is no secret, and two letters are found everywhere.)"""
    row = dataclasses.asdict(customer)
    return [row[name] for name in ("first_name", "last_name", "email", "phone", "address1")]


def test_no_personal_value_stays(life, buyers):
    for who, buyer in ((cast.ANA, "sam"), (cast.ANA, "eve"), (cast.BEN, "of_ben")):
        life.buy(who, buyers[buyer])
    assert life.hear() == [("orders/create", "handled")] * 3
    request_data(life.line.world, shop_of(life.line, cast.ANA), buyers["sam"])
    life.hear()
    found = life.everything()
    assert [value for buyer in buyers.values() for value in personal_values(buyer) if value in found] == []


class TestDataRequest:
    def test_the_owner_gets_what_is_kept_about_that_buyer_alone(self, life, buyers):
        mine = [life.buy(cast.ANA, buyers["sam"]) for _ in range(2)]
        life.buy(cast.ANA, buyers["eve"])
        life.buy(cast.BEN, buyers["of_ben"])
        request_data(life.line.world, shop_of(life.line, cast.ANA), buyers["sam"])
        life.hear()
        with life.database.shop(life.shop_ids[cast.ANA.domain]) as session:
            [export] = customer_exports(session)
            assert export.detail["customer_id"] == buyers["sam"].id
            assert [row["id"] for row in export.detail["orders"]] == mine
            assert {row["currency"] for row in export.detail["orders"]} == {"EUR"}
            assert (export.status, export.total) == ("finished", 2)
            [listed] = list_exports(session)
            assert (listed.request_id, listed.customer_id) == (export.subject_id, buyers["sam"].id)
            assert json.loads(listed.file) == export.detail
            assert export_of(session, listed.request_id) == listed
        with life.database.shop(life.shop_ids[cast.BEN.domain]) as session:
            assert list_exports(session) == []
            with pytest.raises(NotFoundError):
                export_of(session, listed.request_id)

    def test_a_repeated_request_is_one_export(self, life, buyers, database):
        life.buy(cast.ANA, buyers["sam"])
        [sent] = request_data(life.line.world, shop_of(life.line, cast.ANA), buyers["sam"])
        life.hear()
        with database.everywhere() as session:
            session.execute(text("delete from kept_webhooks"))
        life.line.world.deliveries.add(
            dataclasses.replace(sent, number=9_999, attempts=[], outcome="pending")
        )
        assert [topic for topic, _ in life.hear()].count("customers/data_request") == 2
        with database.shop(life.shop_ids[cast.ANA.domain]) as session:
            assert len(customer_exports(session)) == 1

    def test_an_export_goes_after_thirty_days(self, life, buyers, database):
        life.buy(cast.ANA, buyers["sam"])
        request_data(life.line.world, shop_of(life.line, cast.ANA), buyers["sam"])
        life.hear()
        assert clear_away(database, life.clock.at + timedelta(days=29))[1] == 0
        assert clear_away(database, life.clock.at + timedelta(days=31))[1] == 1


class TestRedact:
    def test_the_buyer_is_forgotten_and_the_books_stay(self, life, buyers):
        mine, other = life.buy(cast.ANA, buyers["sam"]), life.buy(cast.ANA, buyers["eve"])
        at_bens = life.buy(cast.BEN, buyers["of_ben"])
        request_data(life.line.world, shop_of(life.line, cast.ANA), buyers["sam"])
        life.hear()
        redact_customer(life.line.world, shop_of(life.line, cast.ANA), buyers["sam"])
        life.hear()
        assert life.orders(cast.ANA) == {mine: False, other: True}
        assert life.orders(cast.BEN) == {at_bens: True}
        assert str(buyers["sam"].id) not in life.everything()
        assert str(buyers["eve"].id) not in life.everything()

    def test_a_later_version_does_not_bring_the_buyer_back(self, life, buyers, database):
        """The owner can refund or edit an order after its buyer was forgotten, and the body names them."""
        from tests.devshop.sales.changes import cancel_order

        mine, other = life.buy(cast.ANA, buyers["sam"]), life.buy(cast.ANA, buyers["eve"])
        life.hear()
        shop = shop_of(life.line, cast.ANA)
        redact_customer(life.line.world, shop, buyers["sam"])
        life.hear()
        life.clock.move(days=1)
        for number in (mine, other):
            cancel_order(life.line.world, shop, shop.orders[number])
        assert ("orders/cancelled", "handled") in life.hear()
        assert life.orders(cast.ANA) == {mine: False, other: True}
        with database.shop(life.shop_ids[cast.ANA.domain]) as session:
            found = {row.id: (row.counts, row.checkout_token) for row in session.scalars(select(Order))}
        assert found[mine] == (False, None)
        assert found[other][1] is not None

    def test_a_parked_delivery_loses_the_buyer_too(self, life, buyers, database):
        raw = {"id": 77, "customer": {"id": buyers["sam"].id, "email": cast.SAM.email}, "name": "#77"}
        from tests.devshop.webhooks import publish

        publish(life.line.world, shop_of(life.line, cast.ANA), "orders/create", raw)
        assert life.hear() == [("orders/create", "parked")]
        assert str(buyers["sam"].id) in life.everything(), "kept, so that it can be replayed"
        redact_customer(life.line.world, shop_of(life.line, cast.ANA), buyers["sam"])
        assert ("customers/redact", "handled") in life.hear()
        assert str(buyers["sam"].id) not in life.everything()
        with database.everywhere() as session:
            parked = session.scalars(select(Delivery.body).where(Delivery.state == "parked")).one()
        assert json.loads(parked) == {"id": 77, "name": "#77"}

    def test_a_body_that_names_another_shop_is_parked(self, life, buyers):
        shop = shop_of(life.line, cast.ANA)
        order = life.buy(cast.ANA, buyers["sam"])
        [sent] = redact_customer(life.line.world, shop, buyers["sam"])
        sent.body = sent.body.replace(cast.ANA.domain.encode(), cast.BEN.domain.encode())
        assert ("customers/redact", "parked") in life.hear()
        assert life.orders(cast.ANA) == {order: True}


class TestForgettingAShop:
    @pytest.fixture
    def left(self, life, buyers, now) -> Life:
        """Ana has bought, created, and left; two days later Shopify asks to forget her shop."""
        life.buy(cast.ANA, buyers["sam"])
        life.buy(cast.BEN, buyers["of_ben"])
        for shop_id in life.shop_ids.values():
            with life.database.shop(shop_id) as session:
                session.add(Creator(name=cast.CLEO.name, created_at=now, updated_at=now))
        life.hear()
        life.clock.move(hours=1)
        oauth.uninstall(life.line.world, shop_of(life.line, cast.ANA))
        life.hear()
        return life

    def forget(self, life) -> list[bool]:
        """What the worker does with what was enqueued."""
        done = []
        for task, given in life.jobs():
            assert task == TASK
            done.append(forget_shop(life.database, life.clients, now=life.clock.at, **given))
        return done

    def test_everything_goes_and_the_other_shop_stays(self, left):
        asked = left.jobs
        left.clock.move(days=2)
        assert left.hear()[-1] == ("shop/redact", "waiting")
        [(task, given)] = asked()
        for shop_id in left.shop_ids.values():
            with left.database.shop(shop_id) as session:
                enqueue(session, "recompute_orders", shop_id=shop_id, code="spring")
        assert forget_shop(left.database, left.clients, now=left.clock.at, **given)
        bens = left.shop_ids[cast.BEN.domain]
        assert asked() == [("recompute_orders", {"shop_id": bens, "code": "spring"})]
        with left.database.everywhere() as session:
            assert session.scalars(select(Shop.domain)).all() == [cast.BEN.domain]
            for table in (Order, Creator, Delivery):
                assert set(session.scalars(select(table.shop_id))) == {left.shop_ids[cast.BEN.domain]}
        assert task == TASK
        assert not forget_shop(left.database, left.clients, now=left.clock.at, **given), (
            "there is nothing left"
        )

    def test_a_request_from_before_the_return_is_ignored(self, left):
        left.clock.move(hours=40)
        shop = shop_of(left.line, cast.ANA)
        [asked] = oauth.redact_shop(left.line.world, shop)
        asked.unless_installed = False
        left.clock.move(hours=1)
        oauth.install(left.line.world, shop)
        left.open(cast.ANA)
        assert left.hear()[-1] == ("shop/redact", "ignored")
        assert (left.jobs(), left.orders(cast.ANA) != {}) == ([], True)

    def test_a_shop_that_came_back_before_the_worker_got_to_it_is_kept(self, left):
        left.clock.move(days=2)
        left.hear()
        shop = shop_of(left.line, cast.ANA)
        oauth.install(left.line.world, shop)
        left.open(cast.ANA)
        assert self.forget(left) == [False]
        assert left.orders(cast.ANA) != {}
        with left.database.shop(left.shop_ids[cast.ANA.domain]) as session:
            asked = session.scalars(select(Delivery).where(Delivery.topic == "shop/redact")).one()
        assert (asked.state, asked.outcome) == ("ignored", "The shop has the app, so nothing was deleted.")

    def test_a_shop_whose_leaving_was_never_heard_of_is_asked_for(self, life, buyers):
        life.buy(cast.ANA, buyers["sam"])
        life.hear()
        world, shop = life.line.world, shop_of(life.line, cast.ANA)
        world.faults.loss = 1.0
        oauth.uninstall(world, shop)
        world.faults.loss = 0.0
        life.clock.move(days=2)
        oauth.redact_shop(world, shop)
        assert life.hear()[-1] == ("shop/redact", "waiting")
        with life.database.everywhere() as session:
            assert session.scalars(select(Shop.uninstalled_at)).all() == [None, None]

        def away(request: httpx.Request) -> None:
            raise httpx.ConnectError("No line.", request=request)

        life.line.before = away
        with pytest.raises(ShopifyError):
            self.forget(life)
        assert life.orders(cast.ANA) != {}, "nothing is deleted while Shopify cannot say"
        life.line.before = lambda request: None
        assert self.forget(life) == [True]


def test_leaving_and_coming_back_by_webhook(life, buyers):
    shop = shop_of(life.line, cast.ANA)
    life.clock.move(hours=1)
    oauth.uninstall(life.line.world, shop)
    assert ("app/uninstalled", "handled") in life.hear()
    with life.database.everywhere() as session:
        assert session.scalars(select(Shop.uninstalled_at).order_by(Shop.id)).all() == [life.clock.at, None]
    life.clock.move(hours=1)
    oauth.install(life.line.world, shop)
    assert life.open(cast.ANA) == life.shop_ids[cast.ANA.domain]
    life.buy(cast.ANA, buyers["sam"])
    assert life.hear()[-1] == ("orders/create", "handled")


def test_another_body_of_ours_uninstalls_nobody(life, put):
    """Topic and shop are headers, which nobody signs: a genuine body under a false flag must do no harm."""
    life.clock.move(hours=1)
    bens = life.shop_ids[cast.BEN.domain]
    for body in (
        {"id": 1001, "admin_graphql_api_id": "gid://shopify/Order/1001", "name": "#1001", "line_items": []},
        {"id": cast.ANA.shopify_id, "myshopify_domain": cast.ANA.domain},
    ):
        put(bens, "app/uninstalled", body, triggered_at=life.clock.at)
    assert life.hear() == [("app/uninstalled", "parked")] * 2
    with life.database.everywhere() as session:
        assert session.scalars(select(Shop.uninstalled_at)).all() == [None, None]


def test_scopes_change_by_webhook(life):
    oauth.change_scopes(life.line.world, shop_of(life.line, cast.ANA), ["read_orders"])
    assert life.hear() == [("app/scopes_update", "handled")]
    with life.database.everywhere() as session:
        scopes = dict(session.execute(select(Shop.domain, Shop.scopes)).tuples().all())
    assert scopes[cast.ANA.domain] == ["read_orders"]
    assert "write_discounts" in scopes[cast.BEN.domain]
