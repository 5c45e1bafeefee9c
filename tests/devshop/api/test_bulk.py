"""Bulk queries: what may run, how it goes on, what comes out."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest

from tests.devshop.catalogue import ANA, BEN

RUN = """mutation($query: String!, $grouped: Boolean!) {
  bulkOperationRunQuery(query: $query, groupObjects: $grouped) {
    bulkOperation { id status objectCount url }
    userErrors { field code message }
  }
}"""
POLL = """query($id: ID!) {
  bulkOperation(id: $id) { status errorCode objectCount rootObjectCount fileSize url completedAt }
}"""
PRODUCTS = "{ products { edges { node { id title variants { edges { node { id sku } } } } } } }"


def run(admin, query=PRODUCTS, *, grouped=True):
    return admin.data(RUN, {"query": query, "grouped": grouped})["bulkOperationRunQuery"]


def finished(admin, clock, **given):
    identifier = run(admin, **given)["bulkOperation"]["id"]
    clock.move(seconds=2)
    return admin.data(POLL, {"id": identifier})["bulkOperation"]


def download(admin, url):
    parts = urlsplit(url)
    return admin.client.get(parts.path, headers={"Host": parts.netloc})


def test_it_is_created_and_completes(admin, clock, ana):
    begun = run(admin)
    assert begun["userErrors"] == []
    assert begun["bulkOperation"]["status"] == "CREATED"
    assert (begun["bulkOperation"]["objectCount"], begun["bulkOperation"]["url"]) == ("0", None)
    clock.move(seconds=2)
    done = admin.data(POLL, {"id": begun["bulkOperation"]["id"]})["bulkOperation"]
    assert done["status"] == "COMPLETED"
    assert done["rootObjectCount"] == str(len(ana.products))
    variants = sum(len(row.variants) for row in ana.products.values())
    assert done["objectCount"] == str(len(ana.products) + variants)
    response = download(admin, done["url"])
    assert len(response.data) == int(done["fileSize"])
    assert response.mimetype == "application/jsonl"


@pytest.mark.parametrize("grouped", [True, False])
def test_children_name_their_parent(admin, clock, ana, grouped):
    done = finished(admin, clock, grouped=grouped)
    lines = [json.loads(line) for line in download(admin, done["url"]).get_data(as_text=True).splitlines()]
    parents = {line["id"] for line in lines if "__parentId" not in line}
    assert len(parents) == len(ana.products)
    assert all(line["__parentId"] in parents for line in lines if "ProductVariant" in line["id"])
    assert all("variants" not in line for line in lines)
    second = lines[1]["id"]
    assert ("ProductVariant" in second) is grouped


def test_more_rows_than_a_page_holds(admin, clock, ana):
    from decimal import Decimal

    from tests.devshop.world import Product, Variant

    for number in range(300):
        ana.products[number] = Product(
            number, f"p{number}", f"P {number}", "", [Variant(number, "x", Decimal(1), "")]
        )
    done = finished(admin, clock, query="{ products { edges { node { id } } } }")
    assert int(done["objectCount"]) == len(ana.products)


def test_an_empty_result_has_no_file(admin, clock, ana):
    ana.products.clear()
    done = finished(admin, clock)
    assert (done["status"], done["objectCount"], done["url"]) == ("COMPLETED", "0", None)


def test_a_missing_scope_fails_the_operation(admin, clock):
    admin.grant("write_discounts")
    done = finished(admin, clock)
    assert (done["status"], done["errorCode"], done["url"]) == ("FAILED", "ACCESS_DENIED", None)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        pytest.param(
            "{ shop { name } }", "Bulk queries must contain at least one connection.", id="no connection"
        ),
        pytest.param(
            "{ products { nodes { id } } }",
            "All connection fields in a bulk query must select their contents using 'edges' > "
            "'node', e.g: 'products {"
            " edges { node {'. Selecting via 'nodes' is not supported. Invalid connection fields: "
            "'products'.",
            id="nodes",
        ),
        pytest.param(
            "{ collections { edges { node { id products { edges { node { id variants { edges { "
            "node { id metafields "
            "{ edges { node { id } } } } } } } } } } } } }",
            "Bulk queries cannot contain connections with a nesting depth greater than 2.",
            id="too deep",
        ),
        pytest.param(
            "{ products { edges { node { title variants { edges { node { id } } } } } } }",
            "The parent 'node' field for a nested connection must select the 'id' field without an "
            "alias and must be of"
            " 'ID' return type. Connection fields without 'id': variants.",
            id="parent without id",
        ),
        pytest.param("{ products {", "Invalid bulk query: syntax error", id="cannot be parsed"),
        pytest.param(
            "{ products { edges { node { foo } } } }", "Invalid bulk query: Field 'foo'", id="not valid"
        ),
    ],
)
def test_what_may_not_run(admin, query, message):
    answer = run(admin, query)
    assert answer["bulkOperation"] is None
    assert answer["userErrors"][0]["message"].startswith(message)
    assert answer["userErrors"][0]["code"] == "INVALID"


def test_five_at_a_time(admin):
    assert [len(run(admin)["userErrors"]) for _ in range(6)] == [0, 0, 0, 0, 0, 1]
    assert [row["code"] for row in run(admin)["userErrors"]] == ["LIMIT_REACHED"]


def test_the_list_begins_with_the_newest(admin, clock):
    ids = []
    for _ in range(2):
        ids.append(run(admin)["bulkOperation"]["id"])
        clock.move(seconds=5)
    listed = "query($q: String) { bulkOperations(first: 5, query: $q) { nodes { id } } }"
    assert [row["id"] for row in admin.data(listed)["bulkOperations"]["nodes"]] == ids[::-1]
    assert admin.data(listed, {"q": "status:running"})["bulkOperations"]["nodes"] == []
    assert admin.data(listed, shop=BEN)["bulkOperations"]["nodes"] == []
    assert (
        admin.ask(listed, {"q": "created_at:yesterday"})["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
    )


def test_the_file_is_gone_after_a_week_and_hidden_in_other_shops(admin, clock):
    url = finished(admin, clock)["url"]
    parts = urlsplit(url)
    assert parts.netloc == ANA
    assert admin.client.get(parts.path, headers={"Host": BEN}).status_code == 403
    clock.move(days=8)
    assert download(admin, url).status_code == 403


def test_a_running_operation_can_be_cancelled(admin):
    cancel = (
        "mutation($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { "
        "field message } } }"
    )
    identifier = run(admin)["bulkOperation"]["id"]
    assert admin.data(cancel, {"id": identifier})["bulkOperationCancel"]["bulkOperation"] == {
        "status": "CANCELING"
    }
    unknown = admin.data(cancel, {"id": "gid://shopify/BulkOperation/1"})["bulkOperationCancel"]
    assert unknown["userErrors"] == [{"field": ["id"], "message": "Bulk operation does not exist"}]


def test_a_connection_within_a_list_is_refused(admin):
    query = "{ orders { edges { node { id refunds { refundLineItems { edges { node { id } } } } } } } }"
    answer = run(admin, query)
    assert answer["userErrors"][0]["message"] == (
        "Queries that contain a connection field within a list field are not currently supported."
    )


def test_a_slow_one_shows_how_far_it_is(admin, clock, world, ana):
    world.api_faults = {"bulk_seconds": 100}
    identifier = run(admin)["bulkOperation"]["id"]
    clock.move(seconds=50)
    half = admin.data(POLL, {"id": identifier})["bulkOperation"]
    assert (half["status"], half["rootObjectCount"]) == ("RUNNING", str(len(ana.products) // 2))
    clock.move(seconds=50)
    assert admin.data(POLL, {"id": identifier})["bulkOperation"]["status"] == "COMPLETED"


def test_one_that_fails_leaves_a_part_of_its_file(admin, clock, world):
    world.api_faults = {"bulk_fail": 1}
    failed = finished(admin, clock)
    assert (failed["status"], failed["errorCode"], failed["url"]) == ("FAILED", "INTERNAL_SERVER_ERROR", None)
    asked = "query($id: ID!) { bulkOperation(id: $id) { partialDataUrl } }"
    newest = admin.data("{ bulkOperations(first: 1) { nodes { id } } }")["bulkOperations"]["nodes"][0]["id"]
    url = admin.data(asked, {"id": newest})["bulkOperation"]["partialDataUrl"]
    assert download(admin, url).data
    assert finished(admin, clock)["status"] == "COMPLETED"


def test_a_part_of_the_file_is_served(admin, clock):
    parts = urlsplit(finished(admin, clock)["url"])
    whole = admin.client.get(parts.path, headers={"Host": parts.netloc}).data
    rest = admin.client.get(parts.path, headers={"Host": parts.netloc, "Range": "bytes=100-"})
    assert (rest.status_code, rest.data) == (206, whole[100:])
