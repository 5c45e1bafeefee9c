"""Creating, changing, ending and finding code discounts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.devshop.api.discount_forms import CREATE, STATE, UPDATE, basic, create, refusals
from tests.devshop.catalogue import BEN

UNIQUE = "Code must be unique. Please try a different code."
BY_CODE = "query($code: String!) { codeDiscountNodeByCode(code: $code) { id } }"


def test_a_discount_is_kept_as_it_was_given(admin, ana, ben):
    identifier = create(
        admin,
        startsAt="2026-11-01T10:00:00.999+01:00",
        endsAt="2026-12-01T00:00:00Z",
        usageLimit=50,
        appliesOncePerCustomer=True,
        combinesWith={"orderDiscounts": True, "shippingDiscounts": True},
        minimumRequirement={"subtotal": {"greaterThanOrEqualToSubtotal": "20.00"}},
        tags=["cleo"],
    )
    (discount,) = ana.discounts.values()
    assert identifier.endswith(f"/{discount.id}")
    assert discount.percentage == Decimal("0.1")
    assert discount.starts_at.isoformat() == "2026-11-01T09:00:00+00:00"
    assert discount.minimum_subtotal == Decimal(20)
    assert (discount.usage_limit, discount.applies_once_per_customer, discount.tags) == (50, True, ["cleo"])
    assert (discount.combines_with_order, discount.combines_with_product) == (True, False)
    assert discount.codes[0].created_by_app == admin.world.client_id
    assert ben.discounts == {}


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        pytest.param(
            {"code": ""},
            [("code", "TOO_SHORT", "Code is too short (minimum is 1 character)")],
            id="empty code",
        ),
        pytest.param({"code": None}, [("code", "BLANK", "Code can't be blank")], id="no code"),
        pytest.param(
            {"code": "X" * 256},
            [("code", "TOO_LONG", "Code is too long (maximum is 255 characters)")],
            id="long code",
        ),
        pytest.param(
            {"code": "A\nB"},
            [("code", "INVALID", "Code cannot contain newline characters.")],
            id="code of two lines",
        ),
        pytest.param({"title": " "}, [("title", "BLANK", "Title can't be blank")], id="blank title"),
        pytest.param({"startsAt": None}, [("startsAt", "BLANK", "Starts at can't be blank")], id="no start"),
        pytest.param(
            {"endsAt": "2025-12-31T00:00:00Z"},
            [("endsAt", "INVALID", "Ends at needs to be after starts_at")],
            id="ends before it starts",
        ),
        pytest.param(
            {"customerGets": {"value": {"percentage": 1.5}, "items": {"all": True}}},
            [("customerGets.value.percentage", "VALUE_OUTSIDE_RANGE", "Value must be between 0.0 and 1.0")],
            id="150 per cent",
        ),
        pytest.param(
            {"customerGets": {"value": {}, "items": {"all": True}}},
            [("customerGets.value", "BLANK", "Discount value must be defined.")],
            id="no value",
        ),
        pytest.param(
            {
                "minimumRequirement": {
                    "subtotal": {"greaterThanOrEqualToSubtotal": "1"},
                    "quantity": {"greaterThanOrEqualToQuantity": "1"},
                }
            },
            [
                (
                    "minimumRequirement.subtotal.greaterThanOrEqualToSubtotal",
                    "CONFLICT",
                    "Minimum subtotal cannot be defined when minimum quantity is.",
                ),
                (
                    "minimumRequirement.quantity.greaterThanOrEqualToQuantity",
                    "CONFLICT",
                    "Minimum quantity cannot be defined when minimum subtotal is.",
                ),
            ],
            id="two minimums",
        ),
        pytest.param(
            {"usageLimit": 0},
            [("usageLimit", "GREATER_THAN", "Usage limit must be greater than 0")],
            id="no use at all",
        ),
        pytest.param(
            {"tags": ["a", "b", "c", "d", "e", "f"]},
            [("tags", "TOO_MANY_TAGS", "The number of tags exceeds the maximum of 5.")],
            id="six tags",
        ),
        pytest.param(
            {"recurringCycleLimit": 3},
            [("recurringCycleLimit", "INVALID", "Recurring cycle limit is not permitted for this shop.")],
            id="cycles in a shop without subscriptions",
        ),
        pytest.param(
            {
                "customerGets": {
                    "value": {"percentage": 0.1},
                    "items": {"products": {"productsToAdd": ["gid://shopify/Product/1"]}},
                }
            },
            [("customerGets.items.products.productsToAdd", "INVALID", "Product with id: 1 is invalid")],
            id="unknown product",
        ),
    ],
)
def test_what_is_refused(admin, ana, changes, refused):
    assert refusals(admin, basic(**changes)) == refused
    assert ana.discounts == {}


def test_a_code_is_taken_in_any_case_and_in_its_own_shop_only(admin, ana):
    create(admin, "CLEO10")
    assert refusals(admin, basic("cleo10")) == [("code", "TAKEN", UNIQUE)]
    answer = admin.data(CREATE, {"input": basic("CLEO10")}, shop=BEN)["discountCodeBasicCreate"]
    assert answer["userErrors"] == []
    assert len(ana.discounts) == 1


def test_two_values_at_once_are_a_bad_request(admin):
    gets = {"value": {"percentage": 0.1, "discountAmount": {"amount": "5"}}, "items": {"all": True}}
    (error,) = admin.ask(CREATE, {"input": basic(customerGets=gets)})["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert (
        error["message"]
        == "A discount can only have one of percentage, discountOnQuantity or discountAmount."
    )


def test_an_update_changes_what_it_names(admin, clock, ana):
    identifier = create(admin, endsAt="2026-12-24T00:00:00Z", tags=["spring"])
    clock.move(minutes=5)
    gets = {"value": {"discountAmount": {"amount": "5.00", "appliesOnEachItem": False}}}
    given = {"title": "Renamed", "code": "NEWNAME", "customerGets": gets}
    answer = admin.data(UPDATE, {"id": identifier, "input": given})["discountCodeBasicUpdate"]
    shown = answer["codeDiscountNode"]["codeDiscount"]
    assert (answer["userErrors"], shown["title"], shown["summary"]) == (
        [],
        "Renamed",
        "€5.00 off entire order",
    )
    assert shown["updatedAt"] == "2026-11-21T12:05:00Z"
    (discount,) = ana.discounts.values()
    assert (discount.codes[0].code, discount.tags) == ("NEWNAME", ["spring"])
    assert discount.ends_at is not None


def test_an_update_may_keep_its_own_code_but_not_take_another(admin):
    create(admin, "CLEO10")
    other = create(admin, "DEV20")
    own = admin.data(UPDATE, {"id": other, "input": {"code": "dev20"}})["discountCodeBasicUpdate"]
    assert own["userErrors"] == []
    taken = admin.data(UPDATE, {"id": other, "input": {"code": "cleo10"}})["discountCodeBasicUpdate"]
    assert taken["userErrors"] == [
        {"field": ["basicCodeDiscount", "code"], "code": "TAKEN", "message": UNIQUE}
    ]


def test_an_update_of_what_is_not_there(admin, ben):
    other = create(admin, "CLEO10")
    found = admin.data(UPDATE, {"id": other, "input": {"title": "x"}}, shop=BEN)["discountCodeBasicUpdate"]
    assert found["userErrors"] == [{"field": ["id"], "code": None, "message": "Discount does not exist"}]


def test_the_lifecycle(admin, clock):
    identifier = create(admin, startsAt="2026-12-01T00:00:00Z")

    def state():
        return admin.data(STATE, {"id": identifier})["codeDiscountNode"]["codeDiscount"]

    def change(name):
        clock.move(minutes=1)
        mutation = f"mutation($id: ID!) {{ {name}(id: $id) {{ userErrors {{ message }} }} }}"
        assert admin.data(mutation, {"id": identifier})[name]["userErrors"] == []
        found = state()
        return found["status"], found["startsAt"], found["endsAt"], found["updatedAt"]

    assert state()["status"] == "SCHEDULED"
    active = ("ACTIVE", "2026-11-21T12:01:00Z", None, "2026-11-21T12:01:00Z")
    assert change("discountCodeActivate") == active
    assert change("discountCodeActivate") == active, "an active discount is left as it is"
    ended = ("EXPIRED", "2026-11-21T12:01:00Z", "2026-11-21T12:03:00Z", "2026-11-21T12:03:00Z")
    assert change("discountCodeDeactivate") == ended
    assert change("discountCodeDeactivate") == ended, "an expired discount is left as it is"
    assert change("discountCodeActivate")[:3] == ("ACTIVE", "2026-11-21T12:01:00Z", None)
    deleted = admin.data(
        "mutation($id: ID!) { discountCodeDelete(id: $id) { deletedCodeDiscountId } }", {"id": identifier}
    )
    assert deleted["discountCodeDelete"]["deletedCodeDiscountId"] == identifier
    assert admin.data(STATE, {"id": identifier}) == {"codeDiscountNode": None}


@pytest.mark.parametrize("name", ["discountCodeActivate", "discountCodeDeactivate", "discountCodeDelete"])
def test_what_is_not_there_cannot_be_changed(admin, name):
    mutation = f"mutation($id: ID!) {{ {name}(id: $id) {{ userErrors {{ field code message }} }} }}"
    assert admin.data(mutation, {"id": "gid://shopify/DiscountCodeNode/1"})[name]["userErrors"] == [
        {"field": ["id"], "code": "INVALID", "message": "Code discount does not exist."}
    ]


def test_each_change_is_told_to_the_app(admin, app, ana, clock):
    admin.grant("write_discounts", "read_discounts")
    identifier = create(admin)
    admin.data(UPDATE, {"id": identifier, "input": {"title": "Renamed"}})
    admin.data(
        "mutation($id: ID!) { discountCodeDelete(id: $id) { deletedCodeDiscountId } }", {"id": identifier}
    )
    received = app.receive()
    assert {topic for topic, _ in received} <= {"discounts/create", "discounts/update", "discounts/delete"}
    assert {"discounts/update", "discounts/delete"} <= {topic for topic, _ in received}
    assert all(body["admin_graphql_api_id"] == identifier for _, body in received)
    (update,) = [body for topic, body in received if topic == "discounts/update"]
    assert (update["title"], update["status"]) == ("Renamed", "ACTIVE")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("", {"CLEO10", "DEV20", "OLD5"}, id="everything"),
        pytest.param("status:active", {"CLEO10", "DEV20"}, id="status"),
        pytest.param("status:active,expired", {"CLEO10", "DEV20", "OLD5"}, id="two states"),
        pytest.param("code:dev20", {"DEV20"}, id="code"),
        pytest.param("discount_type:fixed_amount", {"DEV20"}, id="type"),
        pytest.param("NOT tag:cleo", {"DEV20", "OLD5"}, id="not"),
        pytest.param("tag:cleo OR status:expired", {"CLEO10", "OLD5"}, id="or"),
        pytest.param("times_used:>0", set(), id="never used"),
        pytest.param("updated_at:>='2026-11-21T12:00:00Z'", {"CLEO10", "DEV20", "OLD5"}, id="time"),
        pytest.param("ends_at:<now", {"OLD5"}, id="now"),
        pytest.param("dev", {"DEV20"}, id="text"),
    ],
)
def test_searches(admin, query, found):
    create(admin, "CLEO10", tags=["cleo"])
    create(
        admin, "DEV20", customerGets={"value": {"discountAmount": {"amount": "5"}}, "items": {"all": True}}
    )
    create(admin, "OLD5", endsAt="2026-01-02T00:00:00Z")
    create_elsewhere = admin.data(CREATE, {"input": basic("BENS")}, shop=BEN)
    assert create_elsewhere["discountCodeBasicCreate"]["userErrors"] == []
    answer = admin.data(
        "query($q: String) { discountNodes(first: 10, query: $q) { nodes { discount { ... on "
        "DiscountCodeBasic "
        "{ codes(first: 1) { nodes { code } } } } } } discountNodesCount(query: $q) { count } }",
        {"q": query},
    )
    codes = {row["discount"]["codes"]["nodes"][0]["code"] for row in answer["discountNodes"]["nodes"]}
    assert codes == found
    assert answer["discountNodesCount"]["count"] == len(found)


def test_a_code_is_found_in_any_case(admin):
    identifier = create(admin, "CLEO10")
    assert admin.data(BY_CODE, {"code": "cleo10"}) == {"codeDiscountNodeByCode": {"id": identifier}}
    assert admin.data(BY_CODE, {"code": "cleo10"}, shop=BEN) == {"codeDiscountNodeByCode": None}
