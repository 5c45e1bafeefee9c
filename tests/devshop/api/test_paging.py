"""Connections: cursors, page sizes, order."""

from __future__ import annotations

import base64
import json

import pytest

PAGE = """query Page($first: Int, $last: Int, $after: String, $before: String, $reverse: Boolean) {
  products(first: $first, last: $last, after: $after, before: $before, reverse: $reverse, sortKey: TITLE) {
    edges { cursor node { title } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}"""


def page(admin, **variables):
    return admin.data(PAGE, variables)["products"]


def titles(found):
    return [edge["node"]["title"] for edge in found["edges"]]


def test_pages_follow_each_other_and_end(admin, ana):
    every = sorted((row.title for row in ana.products.values()), key=str.casefold)
    seen, after = [], None
    while True:
        found = page(admin, first=5, after=after)
        seen += titles(found)
        assert found["pageInfo"]["hasPreviousPage"] == (after is not None)
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    assert seen == every


def test_backwards_and_reversed(admin):
    forward = titles(page(admin, first=4))
    fourth = page(admin, first=4)["pageInfo"]["endCursor"]
    assert titles(page(admin, last=2, before=fourth)) == forward[1:3]
    assert titles(page(admin, last=2)) == titles(page(admin, first=2, reverse=True))[::-1]


def test_a_cursor_holds_id_and_sort_value(admin):
    cursor = json.loads(base64.b64decode(page(admin, first=1)["edges"][0]["cursor"]))
    assert set(cursor) == {"last_id", "last_value"}


def test_an_empty_page_has_no_cursors(admin, ana):
    ana.products.clear()
    assert page(admin, first=1)["pageInfo"] == {
        "hasNextPage": False,
        "hasPreviousPage": False,
        "startCursor": None,
        "endCursor": None,
    }


def test_a_row_deleted_between_two_pages_loses_no_other(admin):
    from tests.devshop.api.discount_forms import create

    ids = [create(admin, f"CODE{number}") for number in range(4)]
    query = (
        "query($a: String) { codeDiscountNodes(first: 2, after: $a) { nodes { id } pageInfo { endCursor } } }"
    )
    first = admin.data(query)["codeDiscountNodes"]
    admin.data("mutation($id: ID!) { discountCodeDelete(id: $id) { deletedCodeDiscountId } }", {"id": ids[1]})
    second = admin.data(query, {"a": first["pageInfo"]["endCursor"]})["codeDiscountNodes"]
    assert [row["id"] for row in second["nodes"]] == ids[2:]


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        pytest.param({}, "you must provide one of first or last", id="no size"),
        pytest.param({"first": 1, "last": 1}, "providing both first and last is not supported", id="both"),
        pytest.param({"first": 251}, "first cannot exceed 250", id="too many"),
        pytest.param(
            {"first": 1, "after": "nonsense"}, "Invalid cursor for current pagination sort.", id="cursor"
        ),
    ],
)
def test_what_no_page_can_be(admin, variables, message):
    body = admin.ask(PAGE, variables)
    assert body["data"] is None
    assert body["errors"][0]["message"] == message
    assert body["errors"][0]["path"] == ["products"]
