"""The sentence Shopify writes about a discount."""

from __future__ import annotations

import pytest

from tests.devshop.api.discount_forms import CREATE, basic
from tests.devshop.catalogue import BEN

FREE = """mutation($input: DiscountCodeFreeShippingInput!) {
  discountCodeFreeShippingCreate(freeShippingCodeDiscount: $input) {
    codeDiscountNode { codeDiscount { ... on DiscountCodeFreeShipping { summary discountClasses } } }
    userErrors { field code message }
  }
}"""


def gets(items=None, **value):
    return {"value": value, "items": items or {"all": True}}


@pytest.mark.parametrize(
    ("changes", "summary"),
    [
        pytest.param({}, "10% off entire order", id="percentage"),
        pytest.param(
            {"customerGets": gets(percentage=0.125)}, "12.5% off entire order", id="half a per cent"
        ),
        pytest.param(
            {"customerGets": gets(discountAmount={"amount": "5"})}, "€5.00 off entire order", id="amount"
        ),
        pytest.param(
            {"minimumRequirement": {"subtotal": {"greaterThanOrEqualToSubtotal": "1234.5"}}},
            "10% off entire order • Minimum purchase of €1,234.50",
            id="minimum subtotal",
        ),
        pytest.param(
            {"minimumRequirement": {"quantity": {"greaterThanOrEqualToQuantity": "2"}}},
            "10% off entire order • Minimum quantity of 2",
            id="minimum quantity",
        ),
        pytest.param(
            {"appliesOncePerCustomer": True}, "10% off entire order • One use per customer", id="once"
        ),
    ],
)
def test_of_everything(admin, changes, summary):
    answer = admin.data(CREATE, {"input": basic(**changes)})["discountCodeBasicCreate"]
    assert answer["codeDiscountNode"]["codeDiscount"]["summary"] == summary


def test_of_chosen_things(admin, ana):
    product, collection = next(iter(ana.products.values())), next(iter(ana.collections.values()))
    chosen = {"products": {"productsToAdd": [f"gid://shopify/Product/{product.id}"]}}
    one = admin.data(CREATE, {"input": basic("ONE", customerGets=gets(chosen, percentage=0.1))})
    inside = {"collections": {"add": [f"gid://shopify/Collection/{collection.id}"]}}
    two = admin.data(CREATE, {"input": basic("TWO", customerGets=gets(inside, percentage=0.1))})
    shown = [
        row["discountCodeBasicCreate"]["codeDiscountNode"]["codeDiscount"]["summary"] for row in (one, two)
    ]
    assert shown == [f"10% off {product.title}", f"10% off {collection.title}"]


def test_of_a_shop_that_sells_subscriptions(admin, ana):
    ana.extra["sells_subscriptions"] = True
    answer = admin.data(CREATE, {"input": basic()})["discountCodeBasicCreate"]
    assert answer["codeDiscountNode"]["codeDiscount"]["summary"] == "10% off one-time purchase products"


@pytest.mark.parametrize(
    ("changes", "summary"),
    [
        pytest.param(
            {"destination": {"all": True}},
            "Free shipping on all products • For all countries",
            id="everywhere",
        ),
        pytest.param(
            {"destination": {"countries": {"add": ["IT"]}}},
            "Free shipping on all products • For Italy",
            id="one country",
        ),
        pytest.param(
            {"destination": {"countries": {"add": ["IT", "SE"]}}, "maximumShippingPrice": "10"},
            "Free shipping on all products • For 2 countries • Applies to shipping rates under $10.00",
            id="two countries under a price",
        ),
    ],
)
def test_of_free_shipping(admin, changes, summary):
    given = {
        "title": "Free",
        "code": "FREE",
        "startsAt": "2026-01-01T00:00:00Z",
        "context": {"all": "ALL"},
        **changes,
    }
    answer = admin.data(FREE, {"input": given}, shop=BEN)["discountCodeFreeShippingCreate"]
    assert answer["userErrors"] == []
    shown = answer["codeDiscountNode"]["codeDiscount"]
    assert (shown["summary"], shown["discountClasses"]) == (summary, ["SHIPPING"])


def test_free_shipping_combines_with_no_other(admin):
    given = {"title": "Free", "code": "FREE", "startsAt": "2026-01-01T00:00:00Z", "context": {"all": "ALL"}}
    given["combinesWith"] = {"shippingDiscounts": True}
    answer = admin.data(FREE, {"input": given})["discountCodeFreeShippingCreate"]
    assert [row["code"] for row in answer["userErrors"]] == ["INVALID_COMBINES_WITH_FOR_DISCOUNT_CLASS"]
