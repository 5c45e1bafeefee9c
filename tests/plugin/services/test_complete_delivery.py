"""A body cut down to a bare id still brings its whole order into the books, by asking Shopify."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from plugin.errors import ThrottledError, TokenLostError
from plugin.jobs.app import Worker
from plugin.jobs.deliveries import complete
from plugin.services.complete_delivery import TASK, complete_delivery
from plugin.shopify.manifest import manifest
from plugin.shopify.payloads.cut_short import CutShort, cut_short
from plugin.store.deliveries import Delivery, keep_delivery
from plugin.store.orders import Order
from tests import cast
from tests.books import add_code, add_creator, hear, held
from tests.devshop.catalogue import ANA, BEN
from tests.devshop.fixtures import add_discount, clock, world
from tests.devshop.oauth import install
from tests.devshop.sales import truth_of
from tests.devshop.sales.shoppers import Mix, play_shoppers
from tests.shopify_in_process import InProcessAdmin
from webhooks.drain import Drain

__all__ = ["clock", "world"]

REFUNDED = Mix(refund_line=1.0, refund_amount=0, refund_all=0, cancel=0, cancel_unpaid_back=0, edit=0)


@pytest.mark.parametrize(
    ("body", "left"),
    [
        pytest.param(b'{"id": 5}', CutShort(5), id="bare"),
        pytest.param(b'{"id": "5"}', CutShort(5), id="as-text"),
        pytest.param(b'{"id":5,"admin_graphql_api_id":"gid://shopify/Order/5"}', CutShort(5), id="with-gid"),
        pytest.param(b'{"id":7,"order_id":5}', CutShort(7, 5), id="refund-with-order"),
        pytest.param(b'{"id":5,"name":"#1"}', None, id="says-something"),
        pytest.param(b'{"order_id":5}', None, id="no-id"),
        pytest.param(b'{"id":null}', None, id="null"),
        pytest.param(b"[5]", None, id="list"),
        pytest.param(b"", None, id="empty"),
        pytest.param(b'{"id":5,"order_id":"x"}', None, id="no-number"),
        pytest.param(b'{"id":5}' + b" " * 500, None, id="long"),
    ],
)
def test_a_body_is_cut_short_where_it_names_a_record_and_says_nothing(body, left):
    assert cut_short(body) == left


@pytest.fixture
def admin(world):
    """The Admin API of Ana's shop with one order, of which a line was given back."""
    for domain in (ANA, BEN):
        install(world, world.shops[domain])
        world.shops[domain].installation.scopes = list(manifest().scopes)
        add_discount(world, world.shops[domain], "CLEO10", starts_at=cast.NOW - timedelta(days=300))
    play_shoppers(
        world,
        world.shops[ANA],
        1,
        seed=6,
        mix=REFUNDED,
        period=(cast.NOW - timedelta(days=2), cast.NOW),
    )
    return InProcessAdmin(world, ANA, before=lambda *_: world.shops[ANA].extra.pop("api_bucket", None))


@pytest.fixture
def order(world, admin):
    [found] = world.shops[ANA].orders.values()
    assert found.refunds
    return found


@pytest.fixture
def cut(database, settings, now) -> Callable[..., int]:
    """Put a body that was cut short into the inbox and let the drain look at it; its number."""

    def put(shop_id: int, topic: str, body: bytes) -> int:
        with database.everywhere() as session:
            keep_delivery(
                session,
                shop_id=shop_id,
                webhook_id=f"{topic} {body!r}",
                event_id=None,
                topic=topic,
                api_version=None,
                triggered_at=None,
                body=body,
            )
            number = session.scalar(select(func.max(Delivery.id)))
            assert number is not None
        Drain(database, settings, clock=lambda: now).drain_all()
        return number

    return put


def stands(database, shop_id: int, number: int) -> Delivery:
    with database.shop(shop_id) as session:
        return session.scalars(select(Delivery).where(Delivery.id == number)).one()


def jobs(database) -> list[dict[str, Any]]:
    with database.everywhere() as session:
        rows = session.execute(
            text("select args from procrastinate_jobs where task_name = :task"), {"task": TASK}
        )
        return [row.args for row in rows]


def orders(database, shop_id: int) -> dict[int, int]:
    with database.shop(shop_id) as session:
        return {row.id: row.net_minor for row in session.scalars(select(Order))}


@pytest.mark.parametrize(
    ("topic", "left"),
    [
        pytest.param("orders/create", '{{"id": {order}}}', id="order"),
        pytest.param("refunds/create", '{{"id": {refund}}}', id="refund"),
        pytest.param(
            "refunds/create", '{{"id": {refund}, "order_id": {order}}}', id="refund-that-names-order"
        ),
    ],
)
def test_the_whole_order_is_asked_for_and_recorded(
    database, settings, world, admin, order, cut, now, ana, ben, topic, left
):
    creators = {}
    for shop in (ana, ben):
        creators[shop] = add_creator(database, shop)
        add_code(database, shop, "CLEO10", creators[shop])
    body = left.format(order=order.id, refund=order.refunds[0].id).encode()
    number = cut(ana, topic, body)
    resting = stands(database, ana, number)
    assert (resting.state, resting.leased_until, resting.body) == ("waiting", None, body)
    assert "asked for" in resting.last_error
    assert jobs(database) == [{"shop_id": ana, "delivery_id": number}]
    assert complete_delivery(database, admin, ana, number, now) == "handled"
    assert complete_delivery(database, admin, ana, number, now) is None, "a second time finds it done"
    done = stands(database, ana, number)
    assert (done.state, done.last_error, done.handled_at) == ("handled", None, now)
    assert orders(database, ana) == {order.id: truth_of(order).net_minor}
    # Ben hears the same by whole webhooks: the books are the same.
    for delivery in world.deliveries.log:
        if delivery.topic in {"orders/create", "orders/updated", "refunds/create"}:
            hear(database, settings, ben, delivery.topic, delivery.body)
    assert orders(database, ben) == orders(database, ana)
    assert held(database, ana).get(creators[ana]) == held(database, ben).get(creators[ben])


@pytest.mark.parametrize("topic", ["orders/updated", "refunds/create"])
def test_an_order_that_is_gone_is_said_so(database, admin, cut, now, ana, ben, topic):
    number = cut(ana, topic, b'{"id": 404}')
    assert complete_delivery(database, admin, ana, number, now) == "ignored"
    assert "no longer in Shopify" in stands(database, ana, number).outcome
    assert orders(database, ana) == orders(database, ben) == {}


@pytest.mark.parametrize(
    ("error", "again"),
    [
        pytest.param(ThrottledError("The budget is used up.", wait_seconds=5), True, id="throttled"),
        pytest.param(TokenLostError("The app's access is lost."), False, id="no-access"),
    ],
)
def test_without_access_or_budget_it_rests_and_asks_again(
    database, settings, admin, order, cut, now, ana, ben, error, again
):
    number = cut(ana, "orders/create", b'{"id": %d}' % order.id)

    def clients(shop_id, at):
        raise error

    class Context:
        additional_context = {"worker": Worker(settings, database, clients)}  # noqa: RUF012

    if again:
        with pytest.raises(ThrottledError):
            complete.func(Context, shop_id=ana, delivery_id=number)
    else:
        complete.func(Context, shop_id=ana, delivery_id=number)
    resting = stands(database, ana, number)
    assert (resting.state, resting.last_error) == ("waiting", str(error))
    with database.everywhere() as session:
        session.execute(text("delete from procrastinate_jobs"))
        session.execute(update(Delivery).values(next_try_at=func.now()))
    Drain(database, settings, clock=lambda: now).drain_all()
    assert jobs(database) == [{"shop_id": ana, "delivery_id": number}], "asked for again"
    assert complete_delivery(database, admin, ana, number, now) == "handled"
    assert list(orders(database, ana)) == [order.id]
    assert orders(database, ben) == {}


def test_one_that_nobody_completes_is_parked_in_the_end_and_can_be_replayed(
    database, settings, cut, now, ana, ben
):
    number = cut(ana, "orders/create", b'{"id": 5}')
    with database.everywhere() as session:
        session.execute(update(Delivery).values(next_try_at=func.now(), attempts=7))
    Drain(database, settings, clock=lambda: now).drain_all()
    parked = stands(database, ana, number)
    assert (parked.state, parked.body) == ("parked", b'{"id":5}')
