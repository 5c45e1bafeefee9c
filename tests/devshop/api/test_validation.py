"""Documents and variables that do not fit, in the words of Shopify's server."""

from __future__ import annotations

import pytest

from tests.devshop.api.registry import MUTATIONS, QUERIES


@pytest.mark.parametrize(
    ("query", "message", "path", "extensions"),
    [
        pytest.param(
            "query Q { shop { foo } }",
            "Field 'foo' doesn't exist on type 'Shop'",
            ["query Q", "shop", "foo"],
            {"code": "undefinedField", "typeName": "Shop", "fieldName": "foo"},
            id="unknown field",
        ),
        pytest.param(
            'query Q { discountNode(id: "1") { discount { ... on DiscountCodeBasic { foo } } } }',
            "Field 'foo' doesn't exist on type 'DiscountCodeBasic'",
            ["query Q", "discountNode", "discount", "... on DiscountCodeBasic", "foo"],
            {"code": "undefinedField", "typeName": "DiscountCodeBasic", "fieldName": "foo"},
            id="unknown field of a union's member",
        ),
        pytest.param(
            "{ shop }",
            "Field must have selections (field 'shop' returns Shop but has no selections. Did you "
            "mean 'shop { ... }'?)",
            ["query", "shop"],
            {"code": "selectionMismatch", "nodeName": "field 'shop'", "typeName": "Shop"},
            id="object without selection",
        ),
        pytest.param(
            "{ shop { name { x } } }",
            "Selections can't be made on scalars (field 'name' returns String but has selections [\"x\"])",
            ["query", "shop", "name"],
            {"code": "selectionMismatch", "nodeName": "field 'name'", "typeName": "String"},
            id="scalar with selection",
        ),
        pytest.param(
            "{ orders(frist: 1) { nodes { id } } }",
            "Field 'orders' doesn't accept argument 'frist'",
            ["query", "orders", "frist"],
            {"code": "argumentNotAccepted", "name": "orders", "typeName": "Field", "argumentName": "frist"},
            id="unknown argument",
        ),
        pytest.param(
            "{ order { id } }",
            "Field 'order' is missing required arguments: id",
            ["query", "order"],
            {"code": "missingRequiredArguments", "className": "Field", "name": "order", "arguments": "id"},
            id="missing argument",
        ),
        pytest.param(
            '{ orders(first: "x") { nodes { id } } }',
            "Argument 'first' on Field 'orders' has an invalid value (\"x\"). Expected type 'Int'.",
            ["query", "orders", "first"],
            {"code": "argumentLiteralsIncompatible", "typeName": "Field", "argumentName": "first"},
            id="argument of another type",
        ),
        pytest.param(
            "mutation { pageCreate(page: {}) { page { id } } }",
            "Argument 'title' on InputObject 'PageCreateInput' is required. Expected type String!",
            ["mutation", "pageCreate", "page", "title"],
            {
                "code": "missingRequiredInputObjectAttribute",
                "argumentName": "title",
                "argumentType": "String!",
                "inputObjectType": "PageCreateInput",
            },
            id="missing input field",
        ),
        pytest.param(
            "query Q($a: Int) { shop { name } }",
            "Variable $a is declared by Q but not used",
            ["query Q"],
            {"code": "variableNotUsed", "variableName": "a"},
            id="unused variable",
        ),
        pytest.param(
            "query Q { order(id: $a) { id } }",
            "Variable $a is used by Q but not declared",
            ["query Q"],
            {"code": "variableNotDefined", "variableName": "a"},
            id="undeclared variable",
        ),
        pytest.param(
            "query Q($id: String!) { order(id: $id) { id } }",
            "Type mismatch on variable $id and argument id (String! / ID!)",
            ["query Q", "order", "id"],
            {
                "code": "variableMismatch",
                "variableName": "id",
                "typeName": "String!",
                "argumentName": "id",
                "errorMessage": "Type mismatch",
            },
            id="variable of another type",
        ),
        pytest.param(
            "query Q($id: ID) { order(id: $id) { id } }",
            "Nullability mismatch on variable $id and argument id (ID / ID!)",
            ["query Q", "order", "id"],
            {
                "code": "variableMismatch",
                "variableName": "id",
                "typeName": "ID",
                "argumentName": "id",
                "errorMessage": "Nullability mismatch",
            },
            id="optional variable where a value is needed",
        ),
        pytest.param(
            "{ shop { ...F } }",
            "Fragment F was used, but not defined",
            ["query", "shop", "... F"],
            {"code": "useAndDefineFragment", "fragmentName": "F"},
            id="unknown fragment",
        ),
    ],
)
def test_documents(admin, query, message, path, extensions):
    body = admin.ask(query)
    assert set(body) == {"errors"}
    (error,) = body["errors"]
    assert (error["message"], error["path"], error["extensions"]) == (message, path, extensions)
    assert error["locations"][0]["line"] == 1


@pytest.mark.parametrize(
    ("declared", "argument", "value", "problems"),
    [
        pytest.param("ID!", "order(id: $v)", None, [([], "Expected value to not be null")], id="null"),
        pytest.param("ID!", "order(id: $v)", "x", [([], "Invalid global id 'x'")], id="no global id"),
        pytest.param(
            "OrderSortKeys",
            "orders(first: 1, sortKey: $v)",
            "NAME",
            [([], 'Expected "NAME" to be one of: ')],
            id="no enum value",
        ),
        pytest.param(
            "Int",
            "orders(first: $v)",
            "1",
            [([], 'Could not coerce value "1" to Int')],
            id="text for Int",
        ),
    ],
)
def test_variables(admin, declared, argument, value, problems):
    selection = "{ id }" if argument.startswith("order(") else "{ nodes { id } }"
    body = admin.ask(f"query Q($v: {declared}) {{ {argument} {selection} }}", {"v": value})
    (error,) = body["errors"]
    assert error["message"] == f"Variable $v of type {declared} was provided invalid value"
    assert error["extensions"]["code"] == "INVALID_VARIABLE"
    assert error["extensions"]["value"] == value
    found = [(row["path"], row["explanation"]) for row in error["extensions"]["problems"]]
    assert [path for path, _ in found] == [path for path, _ in problems]
    assert all(shown.startswith(wanted) for (_, shown), (_, wanted) in zip(found, problems, strict=True))


def test_input_objects_name_the_place(admin):
    query = "mutation M($page: PageCreateInput!) { pageCreate(page: $page) { page { id } } }"
    (error,) = admin.ask(query, {"page": {"colour": "red"}})["errors"]
    assert error["message"] == (
        "Variable $page of type PageCreateInput! was provided invalid value for colour "
        "(Field is not defined on PageCreateInput), title (Expected value to not be null)"
    )


def test_what_cannot_be_parsed(admin):
    assert admin.ask("{ shop {")["errors"][0]["message"].startswith("syntax error")


def test_a_body_without_query_is_400(admin):
    assert admin.post(None).status_code == 400


def test_a_valid_operation_that_is_not_built_fails_the_request(admin):
    response = admin.post("{ giftCardConfiguration { __typename } }")
    assert response.status_code in (200, 501)
    admin.grant("read_gift_cards")
    response = admin.post("{ giftCardsCount { count } }")
    assert response.status_code == 501
    (error,) = response.get_json()["errors"]
    assert error["extensions"]["code"] == "STAND_IN_NOT_BUILT"
    assert "giftCardsCount" in error["message"]


def test_a_valid_field_that_is_not_built_fails_the_request(admin):
    response = admin.post("{ shop { unitSystem } }")
    assert response.status_code == 501
    assert "Shop.unitSystem" in response.get_json()["errors"][0]["message"]


def test_a_filter_that_is_not_built_fails_the_request(admin):
    response = admin.post('{ orders(first: 1, query: "risk_level:high") { nodes { id } } }')
    assert response.status_code == 501
    assert "risk_level" in response.get_json()["errors"][0]["message"]


def test_arrays_end_at_250(admin):
    mutation = (
        "mutation M($id: ID!, $codes: [DiscountRedeemCodeInput!]!) { "
        "discountRedeemCodeBulkAdd(discountId: $id, codes: $codes) { userErrors { message } } }"
    )
    codes = [{"code": f"C{number}"} for number in range(251)]
    (error,) = admin.ask(mutation, {"id": "gid://shopify/DiscountCodeNode/1", "codes": codes})["errors"]
    assert error["message"] == "The input array size of 251 is greater than the maximum allowed of 250."
    assert error["path"] == ["discountRedeemCodeBulkAdd", "codes"]
    assert error["extensions"] == {"code": "MAX_INPUT_SIZE_EXCEEDED"}


def test_every_built_operation_is_in_shopifys_schema(admin):
    from tests.devshop.api.schema import load_schema

    schema = load_schema().graphql
    assert set(QUERIES) <= set(schema.query_type.fields)
    assert set(MUTATIONS) <= set(schema.mutation_type.fields)


def test_introspection(admin):
    found = admin.data('{ __type(name: "WebPixel") { fields { name } } }')
    assert {row["name"] for row in found["__type"]["fields"]} == {"id", "settings"}


@pytest.mark.parametrize(
    ("asked", "answered"),
    [("2026-10", "2026-10"), ("2026-04", "2026-04"), ("2024-01", "2025-10"), ("unstable", "2026-10")],
)
def test_an_old_version_falls_forward(admin, asked, answered):
    response = admin.post("{ shop { name } }", version=asked)
    assert response.headers["X-Shopify-API-Version"] == answered
