"""Orders by the Admin API against the same orders by webhook: the stand-in plays, both readings agree."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from graphql import OperationDefinitionNode, parse
from msgspec.structs import replace

from plugin.attribution.order import LineKind
from plugin.attribution.revenue import Basis, revenue
from plugin.errors import ShopifyError, UnreadablePayloadError
from plugin.shopify import orders as subject
from plugin.shopify.manifest import manifest
from plugin.shopify.order_documents import CHANGED, MORE_LINES, WHOLE
from plugin.shopify.orders import changed_orders, count_changed, whole_orders
from plugin.shopify.payloads import ReadOrder, read_orders
from tests import cast
from tests.devshop.api.cost import MAX_QUERY_COST, Meter
from tests.devshop.api.schema import load_schema
from tests.devshop.catalogue import ANA, BEN, kuwait_shop, stockholm_shop, tokyo_shop
from tests.devshop.fixtures import clock, variants, world
from tests.devshop.oauth import install
from tests.devshop.sales import place_order
from tests.devshop.sales.shoppers import Mix, play_shoppers
from tests.devshop.test_books_agree import with_codes
from tests.devshop.world import Shop, World
from tests.shopify_in_process import InProcessAdmin

__all__ = ["clock", "world"]

EVENTFUL = Mix(
    refund_line=0.2, refund_amount=0.12, refund_all=0.08, cancel=0.06, edit=0.3, two_creators=0.15,
    tip=0.15, gift_card_bought=0.1, gift_card_used=0.1, foreign=0.15, test=0.05, pos=0.08, draft=0.08,
)  # fmt: skip
SINCE, UNTIL = cast.NOW - timedelta(days=59), cast.NOW + timedelta(days=1)


def played(world: World, shop: Shop, count: int = 200) -> tuple[InProcessAdmin, dict[int, ReadOrder]]:
    """A shop after some weeks: its Admin API, and every order as its newest webhook told it."""
    install(world, shop)
    assert shop.installation is not None
    shop.installation.scopes = list(manifest().scopes)
    with_codes(world, shop)
    play_shoppers(world, shop, count, seed=23, period=(cast.NOW - timedelta(weeks=6), cast.NOW), mix=EVENTFUL)
    heard: dict[int, ReadOrder] = {}
    for delivery in world.deliveries.log:
        if delivery.topic in {"orders/create", "orders/updated", "orders/cancelled"}:
            [read] = read_orders(delivery.body)
            heard[read.facts.id] = read
    # The world's clock stands still, and with it the budget: it is filled up before every question.
    return InProcessAdmin(world, shop.domain, before=lambda *_: shop.extra.pop("api_bucket", None)), heard


@pytest.mark.parametrize(
    "open_shop",
    [
        pytest.param(lambda world: world.shops[ANA], id="euro, tax in the price"),
        pytest.param(lambda world: world.shops[BEN], id="dollar, tax on top"),
        pytest.param(tokyo_shop, id="yen"),
        pytest.param(kuwait_shop, id="dinar"),
        pytest.param(stockholm_shop, id="krona"),
    ],
)
def test_an_order_reads_the_same_by_webhook_and_by_the_admin_api(
    world: World, open_shop: Callable[[World], Shop]
) -> None:
    shop = open_shop(world)
    admin, heard = played(world, shop)
    asked = {read.facts.id: read for read in whole_orders(admin, list(heard)) if isinstance(read, ReadOrder)}
    assert set(asked) == set(heard)
    kinds = {line.kind for read in heard.values() for line in read.facts.lines}
    assert kinds == set(LineKind)
    for number, by_webhook in heard.items():
        by_api = asked[number]
        # Landing page and referrer come with the journey, which is asked for apart.
        assert by_api.facts == replace(by_webhook.facts, origin=None)
        assert (by_api.checkout_token, by_api.cart_token) == (
            by_webhook.checkout_token,
            by_webhook.cart_token,
        )
        assert by_api.customer_id is None
        told = {row.id: row for row in by_webhook.refunds}
        for row in by_api.refunds:
            assert row == told[row.id]
        # What the API does not list as a refund is what an edit removed: no money moved.
        hidden = [told[one] for one in set(told) - {row.id for row in by_api.refunds}]
        assert not any(row.paid_back or row.adjustment_minor or row.shipping_minor for row in hidden)
        for basis in Basis:
            assert revenue(by_api.facts, by_api.refunds, basis) == revenue(
                by_webhook.facts, by_webhook.refunds, basis
            )


def test_pages_of_changes_cover_all_and_the_window_alone(world: World, monkeypatch) -> None:
    admin, heard = played(world, world.shops[ANA], 60)
    monkeypatch.setattr(subject, "PAGE", 7)
    cut = sorted(read.facts.updated_at for read in heard.values())[20]
    found, after = [], None
    while True:
        page = changed_orders(admin, cut, UNTIL, after)
        found += page.orders
        if (after := page.after) is None:
            break
    expected = {one: read.facts for one, read in heard.items() if read.facts.updated_at >= cut}
    assert {row.id: row.updated_at for row in found} == {one: row.updated_at for one, row in expected.items()}
    assert {row.id for row in found if row.cancelled} == {
        one for one, row in expected.items() if row.cancelled_at
    }
    assert [row.updated_at for row in found] == sorted(row.updated_at for row in found)
    assert count_changed(admin, cut, UNTIL) == len(expected)


def test_an_order_with_more_lines_than_a_page_is_read_whole(world: World, monkeypatch) -> None:
    admin, _ = played(world, world.shops[ANA], 0)
    shop = world.shops[ANA]
    many = [(variant, 1) for variant in (variants(shop) * 9)[:9]]
    order = place_order(world, shop, many)
    monkeypatch.setattr(subject, "LINES", 2)
    monkeypatch.setattr(subject, "MOST_LINES", 4)
    [read] = whole_orders(admin, [order.id])
    assert isinstance(read, ReadOrder)
    [delivery] = [row for row in world.deliveries.log if row.topic == "orders/create"]
    assert read.facts == read_orders(delivery.body)[0].facts
    assert len(read.facts.lines) == len(order.lines) > 4


def test_an_order_that_is_gone_is_left_out_and_a_strange_one_is_named(world: World) -> None:
    admin, heard = played(world, world.shops[ANA], 5)
    first, second, *_ = heard
    assert len(list(whole_orders(admin, [first, 999_999_999_999]))) == 1

    class Strange:
        errors = ()

        def run(self, document, variables=None):
            data = admin.run(document, variables)
            data["nodes"][0]["total_price_set"]["shop_money"]["amount"] = "12,5x"
            return data

    wrong, right = whole_orders(Strange(), [first, second])
    assert isinstance(wrong, UnreadablePayloadError)
    assert "12,5x" not in str(wrong)
    assert isinstance(right, ReadOrder)
    assert replace(right, customer_id=None) == right


def test_a_field_that_is_kept_back_never_passes_for_an_empty_one(world: World) -> None:
    admin, heard = played(world, world.shops[ANA], 3)
    installation = world.shops[ANA].installation
    assert installation is not None
    installation.scopes = ["read_orders"]  # products are out of reach
    with pytest.raises(ShopifyError, match="Access denied"):
        list(whole_orders(admin, list(heard)))


@pytest.mark.parametrize(
    ("text", "variables", "times"),
    [
        pytest.param(CHANGED, {"first": subject.PAGE}, 1, id="a page of changes"),
        pytest.param(WHOLE, {"lines": subject.LINES}, subject.WHOLE_AT_ONCE, id="whole orders"),
        pytest.param(WHOLE, {"lines": subject.MOST_LINES}, 1, id="an order of many lines"),
        pytest.param(MORE_LINES, {"lines": subject.MOST_LINES}, 1, id="more lines"),
    ],
)
def test_no_question_asks_for_more_than_shopify_allows(text: str, variables: dict, times: int) -> None:
    """`nodes` is priced per id asked for, which the meter of the stand-in leaves out."""
    document = parse(text)
    [operation] = [row for row in document.definitions if isinstance(row, OperationDefinitionNode)]
    assert Meter(load_schema().graphql, document, variables).requested(operation) * times <= MAX_QUERY_COST


def test_nothing_personal_and_no_code_filter_is_asked() -> None:
    for text in (CHANGED, WHOLE, MORE_LINES):
        for word in (
            "customer",
            "email",
            "phone",
            "address",
            "firstName",
            "note ",
            "discount_code:",
            "clientIp",
        ):
            assert word not in text, word
