"""Discounts asked for and read back, against the stand-in's executor on Shopify's schema."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.errors import ShopifyError
from plugin.shopify.catalogue import name_items, search_items
from plugin.shopify.discount import DiscountTerms, WantedDiscount, differences
from plugin.shopify.discount_wire import decimal_text, discount_input, read_discount
from plugin.shopify.discounts import (
    DiscountRefusedError,
    change_discount,
    create_discount,
    deactivate_discount,
    find_codes,
    read_discounts,
)
from tests import cast
from tests.shopify_in_process import InProcessAdmin, stand_in

START = datetime(2026, 11, 20, tzinfo=UTC)
TENTH = DiscountTerms(kind="percentage", currency="EUR", percent=Decimal(10))
CUP, APRON = "gid://shopify/Product/11", "gid://shopify/Product/12"


def wanted(code="CLEO10", terms=TENTH, **changes):
    return replace(WantedDiscount(code, "mark-1", START, None, terms), **changes)


@pytest.fixture
def admin(now):
    return InProcessAdmin(stand_in(cast.ANA, now))


TERMS = {
    "percentage": TENTH,
    "a fraction of a percent": replace(TENTH, percent=Decimal("12.75")),
    "amount": DiscountTerms(kind="fixed_amount", currency="EUR", amount_minor=1050),
    "amount per item": DiscountTerms(
        kind="fixed_amount",
        currency="EUR",
        amount_minor=200,
        each_item=True,
        items="products",
        item_ids=(CUP, APRON),
    ),
    "free shipping": DiscountTerms(kind="free_shipping", currency="EUR", minimum_subtotal_minor=5000),
    "collection": replace(TENTH, items="collections", item_ids=("gid://shopify/Collection/21",)),
    "limits": replace(TENTH, once_per_customer=True, usage_limit=7, minimum_quantity=3),
    "combining": replace(
        TENTH, combines_with_order=True, combines_with_product=True, combines_with_shipping=True
    ),
}


@pytest.mark.parametrize("terms", TERMS.values(), ids=TERMS)
def test_what_was_asked_for_is_read_back(admin, terms):
    asked = wanted(terms=terms, ends_at=START + timedelta(days=30))
    gid = create_discount(admin, asked)
    found = read_discounts(admin, [gid])[gid]
    assert differences(asked, found) == []
    assert found.terms == terms
    assert (found.title, found.codes, found.code_count) == ("CLEO10", ("CLEO10",), 1)
    assert {"earmark", "mark-1"} <= set(found.tags)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hundredths=st.integers(1, 10_000))
def test_no_percentage_is_bent_on_its_way_through_a_float(admin, hundredths):
    admin.shop.discounts.clear()
    terms = replace(TENTH, percent=Decimal(hundredths) / 100)
    gid = create_discount(admin, wanted(terms=terms))
    assert read_discounts(admin, [gid])[gid].terms.percent == terms.percent


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        pytest.param(1050, "EUR", "10.50", id="cents"),
        pytest.param(500, "JPY", "500", id="no minor unit"),
        pytest.param(1234, "KWD", "1.234", id="thousandths"),
        pytest.param(5, "EUR", "0.05", id="less than one"),
    ],
)
def test_amounts_as_shopify_writes_them(minor, currency, text):
    assert decimal_text(minor, currency) == text


def test_codes_are_found_in_any_case_and_many_at_once(admin):
    create_discount(admin, wanted())
    codes = [f"X{number}" for number in range(240)] + ["cleo10"]
    found = find_codes(admin, codes)
    assert list(found) == ["cleo10"]
    assert found["cleo10"].codes == ("CLEO10",)
    assert admin.sent.count("query FindCodes") == 3


def test_a_taken_code_is_named_so(admin):
    create_discount(admin, wanted())
    with pytest.raises(DiscountRefusedError) as caught:
        create_discount(admin, wanted("cleo10"))
    assert (caught.value.code, caught.value.field, caught.value.retryable) == ("TAKEN", "code", False)


def test_a_kind_cannot_be_changed_into_another(admin):
    gid = create_discount(admin, wanted())
    standing = read_discounts(admin, [gid])[gid]
    with pytest.raises(DiscountRefusedError) as caught:
        change_discount(admin, standing, wanted(terms=TERMS["free shipping"]))
    assert caught.value.code == "KIND"


def test_one_that_is_gone_is_missing_and_cannot_be_stopped(admin):
    gid = "gid://shopify/DiscountCodeNode/404"
    assert read_discounts(admin, [gid]) == {}
    with pytest.raises(DiscountRefusedError):
        deactivate_discount(admin, gid)


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        pytest.param({"code": "OTHER"}, ["code"], id="code"),
        pytest.param({"code": "cleo10"}, [], id="the same in another case"),
        pytest.param({"mark": "another"}, [], id="the mark is not compared"),
        pytest.param({"starts_at": START + timedelta(seconds=1)}, ["starts_at"], id="start"),
        pytest.param({"starts_at": START + timedelta(microseconds=9)}, [], id="less than a second"),
        pytest.param({"ends_at": START + timedelta(days=1)}, ["ends_at"], id="end"),
        pytest.param({"terms": replace(TENTH, percent=Decimal("10.00"))}, [], id="the same number"),
        pytest.param({"terms": replace(TENTH, usage_limit=1)}, ["usage_limit"], id="limit"),
    ],
)
def test_differences_name_the_field(admin, change, fields):
    gid = create_discount(admin, wanted())
    found = read_discounts(admin, [gid])[gid]
    assert [row.field for row in differences(wanted(**change), found)] == fields


def test_on_update_items_that_are_no_longer_wanted_are_removed(admin):
    gid = create_discount(admin, wanted(terms=replace(TENTH, items="products", item_ids=(CUP, APRON))))
    standing = read_discounts(admin, [gid])[gid]
    only = wanted(terms=replace(TENTH, items="products", item_ids=(APRON,)))
    change_discount(admin, standing, only)
    assert differences(only, read_discounts(admin, [gid])[gid]) == []
    assert discount_input(only, standing)["customerGets"]["items"]["products"]["productsToRemove"] == [CUP]


def test_a_buy_x_get_y_of_the_merchant_is_read_without_terms(admin):
    gid = create_discount(admin, wanted())
    admin.shop.discounts[int(gid.rpartition("/")[2])].kind = "bxgy"
    found = find_codes(admin, ["CLEO10"])["CLEO10"]
    assert found.terms is None
    assert [row.field for row in differences(wanted(), found)] == ["kind"]


def test_a_description_that_cannot_be_read_is_said_so():
    with pytest.raises(ShopifyError, match="cannot read"):
        read_discount(
            {"id": "gid://shopify/DiscountCodeNode/1", "codeDiscount": {"__typename": "DiscountCodeBasic"}}
        )


def test_items_are_found_by_the_beginnings_of_words_and_nothing_reaches_the_search_syntax(admin):
    asked = []
    admin.before = lambda document, variables: asked.append(variables.get("query"))
    assert [item.title for item in search_items(admin, "products", "cup")] == ["Ceramic cup"]
    search_items(admin, "collections", 'spring OR title:"x" -')
    assert asked == ["title:cup*", "title:spring* title:OR* title:titlex*"]
    assert [item.title for item in name_items(admin, [APRON, "gid://shopify/Product/99"])] == ["Linen apron"]
