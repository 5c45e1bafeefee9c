"""Orders through the Admin API: sums, codes, refunds, journeys, and who may see what."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.devshop.catalogue import BEN
from tests.devshop.fixtures import add_discount
from tests.devshop.sales import new_customer, place_order, refund
from tests.devshop.sales.orders import Extras

ORDERS = """query($query: String, $sort: OrderSortKeys, $reverse: Boolean) {
  orders(first: 50, query: $query, sortKey: $sort, reverse: $reverse) { nodes { name } }
}"""
ORDER = """query($id: ID!) {
  order(id: $id) {
    name test sourceName discountCode discountCodes cartToken checkoutToken
    customAttributes { key value }
    totalPriceSet { shopMoney { amount currencyCode } }
    totalRefundedSet { shopMoney { amount } }
    currentSubtotalPriceSet { shopMoney { amount } }
    displayFinancialStatus
    discountApplications(first: 5) {
      nodes {
        __typename index targetType
        value { ... on PricingPercentageValue { percentage } ... on MoneyV2 { amount } }
        ... on DiscountCodeApplication { code }
      }
    }
    lineItems(first: 5) {
      nodes { title quantity currentQuantity discountAllocations { allocatedAmountSet { shopMoney {
        amount } } } }
    }
    refunds { totalRefundedSet { shopMoney { amount } } refundLineItems(first: 5) { nodes { quantity
      restockType } } }
  }
}"""
JOURNEY = """query($id: ID!) {
  order(id: $id) {
    customerJourneySummary {
      ready customerOrderIndex momentsCount { count }
      lastVisit { landingPage referrerUrl referralCode source utmParameters { source campaign } }
      moments(first: 3) { nodes { __typename } }
    }
  }
}"""


@pytest.fixture
def variant(ana):
    return next(row for row in ana.products.values() if not row.gift_card).variants[0]


def gid(order):
    return f"gid://shopify/Order/{order.id}"


def test_an_order_with_two_codes_and_a_refund(admin, world, ana, variant):
    for code, percent in (("CLEO10", "0.10"), ("DEV20", "0.20")):
        add_discount(world, ana, code, percentage=Decimal(percent), combines_with_order=True)
    extras = Extras(note_attributes={"earmark": "v1"}, cart_token="cart1", checkout_token="checkout1")
    order = place_order(world, ana, [(variant.id, 2)], codes=["cleo10", "DEV20"], extras=extras)
    refund(world, ana, order, lines={order.lines[0].id: 1})
    shown = admin.data(ORDER, {"id": gid(order)})["order"]
    assert shown["discountCodes"] == [row.code for row in order.applications]
    assert shown["discountCode"] == shown["discountCodes"][0]
    assert shown["customAttributes"] == [{"key": "earmark", "value": "v1"}]
    assert (shown["cartToken"], shown["checkoutToken"]) == ("cart1", "checkout1")
    assert {row["code"] for row in shown["discountApplications"]["nodes"]} == {
        row.code for row in order.applications
    }
    assert shown["discountApplications"]["nodes"][0]["__typename"] == "DiscountCodeApplication"
    (line,) = shown["lineItems"]["nodes"]
    off = sum(
        Decimal(row["allocatedAmountSet"]["shopMoney"]["amount"]) for row in line["discountAllocations"]
    )
    assert off == sum(order.lines[0].allocations.values())
    assert (line["quantity"], line["currentQuantity"]) == (2, 1)
    assert shown["displayFinancialStatus"] == "PARTIALLY_REFUNDED"
    assert shown["refunds"][0]["refundLineItems"]["nodes"] == [{"quantity": 1, "restockType": "RETURN"}]
    assert Decimal(shown["totalRefundedSet"]["shopMoney"]["amount"]) == order.refunded()
    assert shown["totalPriceSet"]["shopMoney"]["currencyCode"] == "EUR"


def test_the_discount_code_filter_sees_the_first_code_only(admin, world, ana, variant):
    for code in ("CLEO10", "DEV20"):
        add_discount(world, ana, code, combines_with_order=True)
    order = place_order(world, ana, [(variant.id, 1)], codes=["CLEO10", "DEV20"])
    first, second = (row.code for row in order.applications)
    assert len(admin.data(ORDERS, {"query": f"discount_code:{first.lower()}"})["orders"]["nodes"]) == 1
    assert admin.data(ORDERS, {"query": f"discount_code:{second}"})["orders"]["nodes"] == []


def test_changed_orders_are_found_by_their_last_change(admin, world, ana, variant, clock):
    ben = world.shops[BEN]
    early = place_order(world, ana, [(variant.id, 1)])
    clock.move(minutes=10)
    late = place_order(world, ana, [(variant.id, 1)])
    place_order(world, ben, [(next(iter(ben.products.values())).variants[0].id, 1)])
    clock.move(minutes=10)
    since = clock.at.strftime("%Y-%m-%dT%H:%M:%SZ")
    refund(world, ana, early, lines={early.lines[0].id: 1})
    found = admin.data(ORDERS, {"query": f"updated_at:>='{since}'", "sort": "UPDATED_AT"})["orders"]["nodes"]
    assert found == [{"name": f"#{early.number}"}]
    every = admin.data(ORDERS, {"sort": "UPDATED_AT", "reverse": True})["orders"]["nodes"]
    assert every == [{"name": f"#{early.number}"}, {"name": f"#{late.number}"}]


def test_orders_of_the_last_sixty_days_unless_all_may_be_read(admin, world, ana, variant, clock):
    order = place_order(world, ana, [(variant.id, 1)])
    world.token_seconds = 10**8
    clock.move(days=61)
    from tests.devshop.oauth.grants import issue

    admin.tokens[ana.domain] = issue(world, ana.installation, world.client_secret, world.now()).access_token
    assert admin.data(ORDERS)["orders"]["nodes"] == []
    assert admin.data(ORDER, {"id": gid(order)}) == {"order": None}
    admin.grant("read_orders", "read_all_orders")
    assert len(admin.data(ORDERS)["orders"]["nodes"]) == 1


def test_a_journey_is_ready_after_a_while(admin, world, ana, variant, clock):
    extras = Extras(
        landing_site="/?utm_source=instagram&utm_campaign=spring&ref=cleo",
        referring_site="https://www.instagram.com/",
    )
    customer = new_customer(world, ana)
    place_order(world, ana, [(variant.id, 1)], customer=customer)
    order = place_order(world, ana, [(variant.id, 1)], customer=customer, extras=extras)
    assert admin.data(JOURNEY, {"id": gid(order)})["order"]["customerJourneySummary"]["ready"] is False
    clock.move(minutes=15)
    shown = admin.data(JOURNEY, {"id": gid(order)})["order"]["customerJourneySummary"]
    assert (shown["ready"], shown["customerOrderIndex"], shown["momentsCount"]) == (True, 2, {"count": 1})
    assert shown["lastVisit"] == {
        "landingPage": "https://anas-atelier.myshopify.com/?utm_source=instagram&utm_campaign=spring&ref=cleo",
        "referrerUrl": "https://www.instagram.com/",
        "referralCode": "cleo",
        "source": "instagram",
        "utmParameters": {"source": "instagram", "campaign": "spring"},
    }


def test_a_journey_without_a_session_is_ready_and_empty(admin, world, ana, variant, clock):
    order = place_order(world, ana, [(variant.id, 1)], source_name="pos", extras=Extras(landing_site=None))
    clock.move(minutes=15)
    shown = admin.data(JOURNEY, {"id": gid(order)})["order"]["customerJourneySummary"]
    assert (shown["ready"], shown["momentsCount"], shown["lastVisit"]) == (True, {"count": 0}, None)


def test_no_personal_field_is_built(admin, world, ana, variant):
    place_order(world, ana, [(variant.id, 1)], customer=new_customer(world, ana))
    assert admin.post("{ orders(first: 1) { nodes { email } } }").status_code == 501
