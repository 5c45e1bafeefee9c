"""Cost and the bucket, by Shopify's rules and by real answers."""

from __future__ import annotations

import pytest

from tests.devshop.api.discount_forms import CREATE, basic
from tests.devshop.catalogue import ANA, BEN

VARIANTS = "query($id: ID!) { product(id: $id) { variants(first: 250) { nodes { product { id } } } } }"


def cost(body):
    return body["extensions"]["cost"]


@pytest.mark.parametrize(
    ("query", "requested"),
    [
        pytest.param("{ shop { name currencyCode } }", 1, id="an object, its scalars free"),
        pytest.param("{ shop { plan { publicDisplayName } } }", 2, id="an object in an object"),
        pytest.param(
            "{ currentAppInstallation { accessScopes { handle } } }", 2, id="a list of objects counts once"
        ),
        pytest.param("{ products(first: 250) { nodes { id } } }", 13, id="a connection of scalars, 250"),
        pytest.param("{ products(first: 1) { nodes { id } } }", 3, id="a connection of scalars, 1"),
        pytest.param(
            "{ products(first: 5) { nodes { id } edges { node { id } } } }",
            8,
            id="nodes and edges both count",
        ),
        pytest.param(
            "{ products(first: 5) { nodes { id } pageInfo { endCursor } } }", 5, id="page info is free"
        ),
        pytest.param("{ productsCount { count } }", 10, id="a count at the root"),
        pytest.param("{ a: shop { name } b: shop { name } }", 2, id="each alias counts"),
    ],
)
def test_what_a_query_asks_for(admin, query, requested):
    assert cost(admin.ask(query))["requestedQueryCost"] == requested


def test_what_was_not_found_is_given_back(admin):
    found = cost(admin.ask(VARIANTS, {"id": "gid://shopify/Product/1"}))
    assert (found["requestedQueryCost"], found["actualQueryCost"]) == (25, 1)


def test_a_variable_sizes_a_connection(admin):
    found = cost(admin.ask("query($n: Int!) { products(first: $n) { nodes { id } } }", {"n": 250}))
    assert found["requestedQueryCost"] == 13


def test_a_mutation_costs_ten(admin):
    body = admin.ask(
        'mutation { discountCodeDelete(id: "gid://shopify/DiscountCodeNode/1") { deletedCodeDiscountId } }'
    )
    assert cost(body)["requestedQueryCost"] == 10


def test_a_query_over_a_thousand_points_is_not_run(admin):
    nested = (
        "{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { product { variants(first: 250) "
        "{ nodes { id } } } } } } } }"
    )
    (error,) = admin.ask(nested)["errors"]
    assert error["extensions"]["code"] == "MAX_COST_EXCEEDED"
    assert error["extensions"]["cost"] > error["extensions"]["maxCost"] == 1000


@pytest.mark.parametrize(
    ("plan", "rate"), [("Basic", 100), ("Advanced", 200), ("Plus", 1000), ("Enterprise", 2000)]
)
def test_the_bucket_is_as_large_as_the_plan(admin, ana, plan, rate):
    ana.plan = plan
    status = cost(admin.ask("{ shop { name } }"))["throttleStatus"]
    assert status == {"maximumAvailable": 20 * rate, "currentlyAvailable": 20 * rate - 1, "restoreRate": rate}


def test_an_empty_bucket_throttles_and_fills_again(admin, clock):
    spent = [admin.ask(CREATE, {"input": basic(f"CODE{number}")}) for number in range(200)]
    throttled = [body for body in spent if "data" not in body]
    assert throttled
    assert throttled[0]["errors"] == [
        {
            "message": "Throttled",
            "extensions": {"code": "THROTTLED", "documentation": "https://shopify.dev/api/usage/rate-limits"},
        }
    ]
    assert cost(throttled[0])["actualQueryCost"] is None
    status = cost(throttled[0])["throttleStatus"]
    clock.move(
        seconds=(cost(throttled[0])["requestedQueryCost"] - status["currentlyAvailable"])
        / status["restoreRate"]
    )
    assert admin.data(CREATE, {"input": basic("LATER")})["discountCodeBasicCreate"]["userErrors"] == []


def test_each_shop_has_its_own_bucket(admin):
    admin.ask("{ products(first: 250) { nodes { id } } }", shop=ANA)
    assert cost(admin.ask("{ shop { name } }", shop=BEN))["throttleStatus"]["currentlyAvailable"] == 1999


def test_a_refused_query_costs_nothing_that_was_not_resolved(admin):
    admin.grant("read_products")
    before = cost(admin.ask("{ shop { name } }"))["throttleStatus"]["currentlyAvailable"]
    after = cost(admin.ask('{ codeDiscountNodeByCode(code: "X") { codeDiscount { __typename } } }'))
    assert after["throttleStatus"]["currentlyAvailable"] == before - after["actualQueryCost"]
