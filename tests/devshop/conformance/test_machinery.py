"""The replay finds what differs: a check that cannot fail would prove nothing."""

from __future__ import annotations

import json

import pytest

from tests.devshop.api.schema import load_schema
from tests.devshop.conformance.captures import Denied, Download, Pair, guess_variables, read
from tests.devshop.conformance.compare import Identities, differences
from tests.devshop.conformance.rebuild import rebuild
from tests.devshop.conformance.replay import Replay

ONE, TWO, THREE = (f"gid://shopify/Page/{number}" for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("captured", "ours", "alike"),
    [
        pytest.param({"a": 1}, {"a": 1}, True, id="equal"),
        pytest.param({"a": 1}, {"a": 2}, False, id="another value"),
        pytest.param({"a": 1}, {"a": "1"}, False, id="another type"),
        pytest.param({"a": None}, {}, False, id="a key is missing"),
        pytest.param({"a": [1]}, {"a": [1, 2]}, False, id="one too many"),
        pytest.param({"a": ONE, "b": ONE}, {"a": TWO, "b": TWO}, True, id="ids map"),
        pytest.param({"a": ONE, "b": ONE}, {"a": TWO, "b": THREE}, False, id="one id is two of ours"),
        pytest.param({"a": ONE, "b": TWO}, {"a": THREE, "b": THREE}, False, id="two ids are one of ours"),
        pytest.param({"a": ONE}, {"a": "gid://shopify/Product/1"}, False, id="an id of another type"),
        pytest.param({"a": "2026-01-01T00:00:00Z"}, {"a": "2026-02-02T00:00:00Z"}, True, id="times"),
        pytest.param({"a": "2026-01-01T00:00:00Z"}, {"a": None}, False, id="a time and none"),
        pytest.param({"endCursor": "x"}, {"endCursor": None}, False, id="a cursor and none"),
        pytest.param({"endCursor": "x"}, {"endCursor": "y"}, True, id="cursors"),
    ],
)
def test_differences(captured, ours, alike):
    assert (differences(captured, ours, Identities()) == []) is alike


def test_a_search_may_lag_but_only_a_search():
    captured, ours = {"data": {"pages": {"nodes": []}}}, {"data": {"pages": {"nodes": [ONE]}}}
    assert differences(captured, ours, Identities(), "step", lagging=frozenset({"pages"})) == []
    assert differences(captured, ours, Identities(), "step") != []
    assert differences(ours, captured, Identities(), "step", lagging=frozenset({"pages"})) != []


def test_a_document_is_rebuilt_from_its_answer():
    data = {"pageCreate": {"page": {"id": ONE, "title": "x"}, "userErrors": []}}
    text = rebuild(load_schema().graphql, data, {"page": {"title": "x"}})
    assert text == (
        "mutation Rebuilt($page: PageCreateInput!) "
        "{ pageCreate(page: $page) { page { id title } userErrors { __typename } } }"
    )
    assert rebuild(load_schema().graphql, {"anAlias": {"id": ONE}}, {}) is None


def test_variables_are_guessed_by_name():
    known = {
        "discountId": "gid://shopify/DiscountCodeNode/1",
        "seedCode": "SEED",
        "seedRedeemCodeId": "gid://shopify/DiscountRedeemCode/2",
        "addedCode": "ADDED",
    }
    query = """query($id: ID!, $exactAddedCode: String!, $removedCode: String!) {
      codeDiscountNode(id: $id) { id } }"""
    assert guess_variables(query, known) == {
        "id": "gid://shopify/DiscountCodeNode/1",
        "exactAddedCode": "ADDED",
        "removedCode": "SEED",
    }


CREATE = """mutation C($page: PageCreateInput!) {
  pageCreate(page: $page) { page { id handle } userErrors { code } } }"""


def capture(tmp_path, handle="about-us", read_back=True):
    """A capture as a recorder would write it: a page is created and read back."""
    page = {"id": "gid://shopify/Page/77", "handle": handle}
    made = {"data": {"pageCreate": {"page": page, "userErrors": []}}}
    read_query = "query R($id: ID!) { page(id: $id) { id handle } }"
    content = {
        "apiVersion": "2025-01",
        "capturedAt": "2026-05-05T00:00:00Z",
        "storeDomain": "made-up.myshopify.com",
        "requests": {"create": {"query": CREATE, "variables": {"page": {"title": "About us"}}}},
        "create": {"status": 200, "payload": made},
        "cases": [
            {
                "request": {"query": read_query, "variables": {"id": page["id"]}},
                "response": {"status": 200, "body": {"data": {"page": page if read_back else None}}},
            }
        ],
        "blockers": [{"root": "urlRedirects", "message": "Access denied for urlRedirects field."}],
    }
    path = tmp_path / "made-up.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return read(path)


def test_steps_are_found_in_their_order(tmp_path):
    steps = capture(tmp_path).steps
    assert [type(step) for step in steps] == [Pair, Pair, Denied]
    assert not any(isinstance(step, Download) for step in steps)


def test_a_replay_carries_ids_on_and_finds_what_differs(tmp_path):
    same = Replay(capture(tmp_path)).run()
    assert (same.differing, same.replayed) == ([], 3)
    other = Replay(capture(tmp_path, handle="about")).run()
    assert any("handle: 'about' against 'about-us'" in found for found in other.differing)
    gone = Replay(capture(tmp_path, read_back=False)).run()
    assert len(gone.differing) == 1
