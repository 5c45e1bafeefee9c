"""Reading bodies: what is taken from each of our own fixtures, and how what cannot be read is named."""

import json
from pathlib import Path

import pytest

from plugin.attribution.order import Channel, LineKind
from plugin.attribution.revenue import revenue
from plugin.errors import UnreadablePayloadError
from plugin.shopify.payloads import read_edit, read_orders, read_refunds
from plugin.shopify.payloads.reading import rounded_by_javascript
from tests import order_bodies as bodies
from tests.conftest import SHARED_FIXTURES

FIXTURES = Path(__file__).parents[2] / "fixtures" / "shopify"


def fixture(name):
    return (FIXTURES / f"{name}.json").read_bytes()


def one(body):
    (found,) = read_orders(body if isinstance(body, bytes) else bodies.raw(body))
    return found


@pytest.mark.parametrize(
    ("name", "currency", "net", "codes"),
    [
        ("orders_create__two_codes_eur_tax_included", "EUR", 9000, {"cleo10": 610, "dev10": 610}),
        ("orders_create__one_code_usd_tax_added", "USD", 3600, {"cleo10": 400}),
        ("orders_create__jpy", "JPY", 6300, {"cleo10": 700}),
        ("orders_create__kwd_with_tip", "KWD", 11111, {"cleo10": 1234}),
        ("orders_create__cad_shown_in_usd", "CAD", 1050, {"cleo10": 150}),
        ("orders_create__free_shipping_code", "EUR", 2000, {"cleo10": 300}),
        ("orders_create__automatic_discount_named_like_a_code", "EUR", 4300, {"cleo10": 500}),
        ("orders_create__point_of_sale", "EUR", 900, {"cleo10": 100}),
        ("orders_create__draft_without_customer", "EUR", 2000, {}),
        ("orders_create__test", "EUR", 0, {"cleo10": 200}),
        ("orders_create__numbers_as_text_and_text_as_numbers", "EUR", 2000, {"cleo10": 0}),
        ("orders_updated__one_removed_by_edit_one_refunded", "EUR", 2700, {"cleo10": 900}),
        ("orders_updated__edit_listed_as_refund", "EUR", 4200, {"cleo10": 600}),
        ("orders_cancelled__refunded_in_full", "EUR", 0, {"cleo10": 0}),
    ],
)
def test_orders(name, currency, net, codes):
    read = one(fixture(name))
    assert read.facts.currency == currency
    assert revenue(read.facts, read.refunds).net_minor == net
    assert {use.key: use.discount_minor for use in read.facts.codes} == codes


def test_no_personal_value_is_in_the_facts():
    read = one(fixture("orders_create__two_codes_eur_tax_included"))
    told = repr((read.facts, read.refunds)).lower()
    assert "sam" not in told
    assert str(read.customer_id) not in told


def test_the_global_id_wins_over_a_rounded_number():
    read = one(fixture("orders_create__id_rounded_by_javascript"))
    assert read.facts.id == 820982911946154508
    assert rounded_by_javascript(read.facts.id) == 820982911946154500


@pytest.mark.parametrize(
    ("number", "rounded"),
    [
        (1001, 1001),
        (2**53, 2**53),
        (890088186047892319, 890088186047892400),
        (487817672276298554, 487817672276298560),
    ],
)
def test_javascript_rounds_ids(number, rounded):
    assert rounded_by_javascript(number) == rounded


@pytest.mark.parametrize(
    ("source", "channel"),
    [
        ("web", Channel.ONLINE),
        ("pos", Channel.POS),
        ("shopify_draft_order", Channel.DRAFT),
        ("755357713", Channel.OTHER),
        (580111, Channel.ONLINE),
        (None, Channel.OTHER),
    ],
)
def test_channels(source, channel):
    assert one(bodies.order(source=source)).facts.channel is channel


def test_both_currencies_of_a_total_are_kept_for_their_ratio():
    facts = one(fixture("orders_create__cad_shown_in_usd")).facts
    assert (facts.total_minor, facts.total_presentment_minor, facts.presentment_currency) == (
        1050,
        700,
        "USD",
    )


@pytest.mark.parametrize(
    ("marks", "tip", "kinds"),
    [
        pytest.param({"tip_payment_method": "Visa"}, "3.00", [LineKind.GOODS, LineKind.TIP], id="marked"),
        pytest.param({}, "3.00", [LineKind.GOODS, LineKind.TIP], id="known-by-its-amount"),
        pytest.param({}, "0.00", [LineKind.GOODS, LineKind.GOODS], id="a-custom-line-is-no-tip"),
        pytest.param(
            {"taxable": True}, "3.00", [LineKind.GOODS, LineKind.GOODS], id="a-taxed-line-is-no-tip"
        ),
    ],
)
def test_tips(marks, tip, kinds):
    bare = {"product_id": None, "variant_id": None, "taxable": False, "requires_shipping": False, **marks}
    body = bodies.order(lines=[bodies.line(1), bodies.line(2, "3.00", **bare)], total_tip_received=tip)
    assert [line.kind for line in one(body).facts.lines] == kinds


def test_tax_stated_on_the_order_alone_is_shared_among_its_goods():
    lines = [bodies.line(1, "30.00"), bodies.line(2, "10.00"), bodies.line(3, "25.00", gift_card=True)]
    facts = one(bodies.order(lines=lines, taxes_included=True, total_tax="7.21")).facts
    assert [line.tax_minor for line in facts.lines] == [541, 180, 0]
    assert revenue(facts, []).net_minor == 4000 - 721


def test_discount_total_stands_in_where_no_allocation_is_listed():
    line = {**bodies.line(1, "5.00"), "discount_allocations": None, "total_discount": "5.00"}
    assert revenue(one(bodies.order(lines=[line])).facts, []).net_minor == 0


def test_a_code_is_taken_once_and_an_application_of_its_kind_is_enough():
    body = bodies.order(codes=[bodies.code("ONE", "2.00"), bodies.code("one", "2.00")])
    body["discount_applications"].append({"type": "discount_code", "code": "TWO"})
    body["discount_applications"].append({"type": "script", "code": "THREE", "title": "THREE"})
    assert [(use.code, use.position) for use in one(body).facts.codes] == [("ONE", 0), ("TWO", 1)]


@pytest.mark.parametrize(
    ("name", "adjustment", "shipping", "lines"),
    [
        ("refunds_create__by_amount", -600, (0, 0), 0),
        ("refunds_create__by_line_and_shipping", 0, (410, 90), 1),
        ("refunds_create__money_alone", 0, (0, 0), 0),
    ],
)
def test_refunds(name, adjustment, shipping, lines):
    (refund,) = read_refunds(fixture(name), "EUR")
    assert refund.adjustment_minor == adjustment
    assert (refund.shipping_minor, refund.shipping_tax_minor) == shipping
    assert len(refund.lines) == lines


def test_shipping_stated_twice_counts_once():
    body = bodies.refund(
        adjustments=[bodies.adjustment("shipping_refund", "-5.00", "-1.10")],
        refund_shipping_lines=[{"id": 9, "subtotal_amount_set": bodies.money("5.00")}],
    )
    (refund,) = read_refunds(bodies.raw(body), "EUR")
    assert (refund.shipping_minor, refund.shipping_tax_minor) == (500, 110)
    body["order_adjustments"] = []
    (refund,) = read_refunds(bodies.raw(body), "EUR")
    assert (refund.shipping_minor, refund.shipping_tax_minor) == (500, 0)


def test_only_money_that_moved_or_is_on_its_way_counts():
    rows = [
        {"kind": kind, "status": status, "amount": "1.00", "currency": "EUR"}
        for kind, status in (
            ("refund", "success"),
            ("refund", "pending"),
            ("refund", "failure"),
            ("sale", "success"),
        )
    ]
    (refund,) = read_refunds(bodies.raw({**bodies.refund(), "transactions": rows}), "EUR")
    assert [row.amount_minor for row in refund.paid_back] == [100, 100]


def test_a_refund_that_names_no_currency_is_in_the_shops():
    body = bodies.refund(paid="500", currency=None)
    assert read_refunds(bodies.raw(body), "JPY")[0].paid_back[0].amount_minor == 500


def test_edits():
    edit = read_edit(fixture("orders_edited__one_removed"))
    assert (edit.id, edit.order_id, edit.added, edit.removed) == (6013, 2013, 0, 1)


def broken(**changes):
    return bodies.raw({**bodies.order(), **changes})


def line_with(**changes):
    return broken(line_items=[{**bodies.line(), **changes}])


@pytest.mark.parametrize(
    ("body", "says"),
    [
        pytest.param(
            fixture("orders_create__price_is_no_number"),
            "line_items[0].price_set.shop_money.amount",
            id="price",
        ),
        pytest.param(
            line_with(price_set=None, price="1,50"), "line_items[0].price (text of 4 characters)", id="comma"
        ),
        pytest.param(line_with(price_set=None, price=None), "line_items[0].price is missing", id="no-price"),
        pytest.param(
            line_with(price="twenty"), "line_items[0].price (text of 6 characters)", id="price-beside-a-set"
        ),
        pytest.param(
            broken(total_price="twenty"), "total_price (text of 6 characters)", id="total-beside-a-set"
        ),
        pytest.param(
            line_with(price_set=None, price={"a": 1}), "$.line_items[0].price", id="object-as-price"
        ),
        pytest.param(line_with(quantity=None), "line_items[0].quantity is missing", id="no-quantity"),
        pytest.param(line_with(quantity=-1), "line_items[0].quantity (number)", id="negative-quantity"),
        pytest.param(line_with(quantity=1.5), "line_items[0].quantity (number)", id="half-a-unit"),
        pytest.param(
            line_with(price_set=bodies.money("1.00", "USD")),
            "line_items[0].price_set.shop_money",
            id="currency-mixed",
        ),
        pytest.param(
            line_with(id=None, admin_graphql_api_id=None), "line_items[0].id is missing", id="line-without-id"
        ),
        pytest.param(broken(currency="EURO"), "currency (text of 4 characters)", id="unknown-currency"),
        pytest.param(broken(currency=None), "currency is missing", id="no-currency"),
        pytest.param(
            broken(updated_at="yesterday"), "updated_at (text of 9 characters) is not a time", id="no-time"
        ),
        pytest.param(
            broken(processed_at="9999-12-31T23:59:59-12:00"), "processed_at (text", id="a-time-beyond-all"
        ),
        pytest.param(broken(id=None, admin_graphql_api_id=None), "id is missing", id="no-id"),
        pytest.param(
            broken(id="x1", admin_graphql_api_id=None), "id (text of 2 characters)", id="id-no-number"
        ),
        pytest.param(
            broken(admin_graphql_api_id="gid://shopify/Refund/1"),
            "admin_graphql_api_id does not name a thing of kind Order",
            id="another-thing",
        ),
        pytest.param(broken(line_items=None), "line_items is missing", id="no-order"),
        pytest.param(b'{"id": 1', "not JSON", id="cut-off"),
        pytest.param(b"", "not JSON", id="empty"),
        pytest.param(b"[]", "expected shape", id="list"),
        pytest.param(b"[" * 100_000, "expected shape", id="nested-without-end"),
        pytest.param(b'{"x": ' * 100_000, "not JSON", id="objects-without-end"),
        pytest.param(b'{"id": "\xff"}', "not JSON", id="not-utf-8"),
    ],
)
def test_what_cannot_be_read_names_field_and_shape(body, says):
    with pytest.raises(UnreadablePayloadError) as caught:
        read_orders(body)
    assert says in str(caught.value)
    for private in ("twenty", "1,50", "yesterday", "EURO", "x1"):
        assert private not in str(caught.value)


def test_wrapped_orders_are_read_as_rest_answers_them():
    order = bodies.order()
    assert len(read_orders(json.dumps({"order": order}).encode())) == 1
    assert len(read_orders(json.dumps({"orders": [order, bodies.order(1002)]}).encode())) == 2


@pytest.mark.skipif(
    not SHARED_FIXTURES.exists(), reason="the folder of real bodies is not beside this repository"
)
@pytest.mark.parametrize(
    ("name", "net", "codes"),
    [
        pytest.param(
            "r01_orders_list_partially_refunded", 19567, {"tenoff": 1000}, id="equals-current-subtotal"
        ),
        pytest.param("r04_order_null_customer_app_source", 19900, {}, id="no-customer"),
        pytest.param("r05_order_cancelled_partial", 0, {"tenoff": 1000}, id="cancelled"),
        pytest.param("r08_order_eur_custom_line", 22497, {}, id="tax-on-top"),
        pytest.param("r12_order_code_manual_application", 18109, {"fake30": 1791}, id="manual-application"),
        pytest.param("w01_orders_create_2026-04", 0, {}, id="test-order"),
        pytest.param("c01_order_go", 0, {}, id="numbers-mixed"),
    ],
)
def test_real_orders(name, net, codes):
    read = one((SHARED_FIXTURES / "shopify" / f"{name}.json").read_bytes())
    assert revenue(read.facts, read.refunds).net_minor == net
    assert {use.key: use.discount_minor for use in read.facts.codes} == codes
