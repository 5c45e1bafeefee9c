"""Many codes on one discount."""

from __future__ import annotations

import pytest

from tests.devshop.api.discount_forms import STATE, UPDATE, create

ADD = """mutation($id: ID!, $codes: [DiscountRedeemCodeInput!]!) {
  discountRedeemCodeBulkAdd(discountId: $id, codes: $codes) {
    bulkCreation { id done codesCount importedCount failedCount codes(first: 9) { nodes { code errors {
      message } } } }
    userErrors { field code message }
  }
}"""
CREATION = """query($id: ID!) {
  discountRedeemCodeBulkCreation(id: $id) {
    done codesCount importedCount failedCount discountCode { id }
    codes(first: 9) { nodes { code discountRedeemCode { id createdBy { title } } errors { code message } } }
  }
}"""
REMOVE = """mutation($id: ID!, $ids: [ID!], $search: String) {
  discountCodeRedeemCodeBulkDelete(discountId: $id, ids: $ids, search: $search) {
    job { done }
    userErrors { field code message }
  }
}"""


def add(admin, identifier, *codes):
    return admin.data(ADD, {"id": identifier, "codes": [{"code": code} for code in codes]})[
        "discountRedeemCodeBulkAdd"
    ]


def codes_of(admin, identifier):
    return admin.data(STATE, {"id": identifier})["codeDiscountNode"]["codeDiscount"]["codes"]["nodes"]


def test_codes_are_added_in_the_background_and_each_outcome_is_kept(admin):
    create(admin, "TAKEN1")
    identifier = create(admin, "BASE")
    answer = add(admin, identifier, "NEW1", "taken1", "", "new1", "NEW2")
    begun = answer["bulkCreation"]
    assert (answer["userErrors"], begun["done"], begun["codesCount"]) == ([], False, 5)
    assert (begun["importedCount"], begun["failedCount"]) == (0, 0)
    done = admin.data(CREATION, {"id": begun["id"]})["discountRedeemCodeBulkCreation"]
    assert (done["done"], done["importedCount"], done["failedCount"]) == (True, 2, 3)
    assert done["discountCode"]["id"] == identifier
    outcomes = [
        (row["code"], row["discountRedeemCode"] is not None, [error["message"] for error in row["errors"]])
        for row in done["codes"]["nodes"]
    ]
    assert outcomes == [
        ("NEW1", True, []),
        ("taken1", False, ["must be unique. Please try a different code."]),
        ("", False, ["is too short (minimum is 1 character)"]),
        ("new1", False, ["Codes must be unique within BulkDiscountCodeCreation"]),
        ("NEW2", True, []),
    ]
    assert [row["code"] for row in codes_of(admin, identifier)] == ["BASE", "NEW1", "NEW2"]


def test_codes_are_removed_by_id_and_by_search(admin):
    identifier = create(admin, "BASE")
    add(admin, identifier, "NEW1", "NEW2")
    first = next(row["id"] for row in codes_of(admin, identifier) if row["code"] == "NEW1")
    assert admin.data(REMOVE, {"id": identifier, "ids": [first]})["discountCodeRedeemCodeBulkDelete"][
        "job"
    ] == {"done": True}
    admin.data(REMOVE, {"id": identifier, "search": "code:NEW2"})
    assert [row["code"] for row in codes_of(admin, identifier)] == ["BASE"]
    assert add(admin, identifier, "NEW1")["userErrors"] == [], "a removed code is free again"


@pytest.mark.parametrize(
    ("variables", "refused"),
    [
        pytest.param(
            {},
            {
                "field": None,
                "code": "MISSING_ARGUMENT",
                "message": "Missing expected argument key: 'ids', 'search' or 'saved_search_id'.",
            },
            id="nothing named",
        ),
        pytest.param(
            {"ids": ["gid://shopify/DiscountRedeemCode/1"], "search": "x"},
            {
                "field": None,
                "code": "TOO_MANY_ARGUMENTS",
                "message": "Only one of 'ids', 'search' or 'saved_search_id' is allowed.",
            },
            id="two ways at once",
        ),
        pytest.param(
            {"search": " "},
            {"field": ["search"], "code": "BLANK", "message": "'Search' can't be blank."},
            id="blank",
        ),
    ],
)
def test_what_bulk_removal_refuses(admin, variables, refused):
    answer = admin.data(REMOVE, {"id": create(admin), **variables})["discountCodeRedeemCodeBulkDelete"]
    assert (answer["job"], answer["userErrors"]) == (None, [refused])


def test_no_codes_and_no_discount(admin):
    assert add(admin, create(admin))["userErrors"] == [
        {"field": ["codes"], "code": "BLANK", "message": "Codes can't be blank"}
    ]
    assert add(admin, "gid://shopify/DiscountCodeNode/1", "X")["userErrors"] == [
        {"field": ["discountId"], "code": "INVALID", "message": "Code discount does not exist."}
    ]


def test_a_discount_of_many_codes_keeps_them(admin):
    identifier = create(admin, "BASE")
    add(admin, identifier, "NEW1")
    answer = admin.data(UPDATE, {"id": identifier, "input": {"code": "OTHER"}})["discountCodeBasicUpdate"]
    assert [row["message"] for row in answer["userErrors"]] == ["Cannot update the code of a bulk discount."]


def test_codes_are_counted(admin):
    add(admin, create(admin, "BASE"), "NEW1", "NEW2")
    assert admin.data("{ discountCodesCount(limit: 2) { count precision } }") == {
        "discountCodesCount": {"count": 2, "precision": "AT_LEAST"}
    }
    assert admin.data("{ discountCodesCount { count precision } }")["discountCodesCount"]["count"] == 3
