"""Scopes are enforced field by field, by Shopify's own list."""

from __future__ import annotations

import pytest

from tests.devshop.api.scopes import effective, read_access


def test_a_field_without_its_scope_is_refused_and_the_rest_answered(admin):
    admin.grant("read_products")
    body = admin.ask('{ shop { name } codeDiscountNodeByCode(code: "X") { id } }')
    assert body["data"] == {"shop": {"name": "Ana's Atelier"}, "codeDiscountNodeByCode": None}
    (error,) = body["errors"]
    assert error["path"] == ["codeDiscountNodeByCode"]
    assert error["message"] == (
        "Access denied for codeDiscountNodeByCode field. "
        "Required access: Apps must have `read_discounts` access scope."
    )
    assert error["extensions"] == {
        "code": "ACCESS_DENIED",
        "documentation": "https://shopify.dev/api/usage/access-scopes",
        "requiredAccess": "Apps must have `read_discounts` access scope.",
    }


def test_where_the_type_asks_for_the_scope_the_sentence_is_short(admin):
    admin.grant("read_products")
    body = admin.ask("{ urlRedirects(first: 1) { nodes { id } } }")
    assert body["data"] is None
    assert body["errors"][0]["message"] == "Access denied for urlRedirects field."
    assert "requiredAccess" not in body["errors"][0]["extensions"]


def test_a_refused_mutation_changes_nothing(admin, ana):
    admin.grant("read_online_store_navigation")
    body = admin.ask(
        'mutation { urlRedirectCreate(urlRedirect: {path: "/cleo", target: "/"}) { urlRedirect { id } } }'
    )
    assert body["data"] == {"urlRedirectCreate": None}
    assert body["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"
    assert ana.redirects == {}


def test_a_refused_field_that_the_stand_in_does_not_build_is_refused_all_the_same(admin):
    body = admin.ask("{ giftCards(first: 1) { nodes { id } } }")
    assert body["errors"][0]["extensions"]["code"] == "ACCESS_DENIED"


def test_a_write_scope_reads_too(admin):
    admin.grant("write_online_store_navigation")
    assert admin.data("{ urlRedirects(first: 1) { nodes { id } } }") == {"urlRedirects": {"nodes": []}}


def test_the_installation_lists_what_was_granted(admin):
    admin.grant("write_discounts", "read_orders")
    found = admin.data("{ currentAppInstallation { accessScopes { handle } } }")
    handles = {row["handle"] for row in found["currentAppInstallation"]["accessScopes"]}
    assert handles == {"write_discounts", "read_discounts", "read_orders"}


def test_a_buyer_is_hidden_from_an_app_that_may_not_read_customers(admin, world, ana):
    from tests.devshop.sales import new_customer, place_order

    place_order(
        world, ana, [(next(iter(ana.products.values())).variants[0].id, 1)], customer=new_customer(world, ana)
    )
    admin.grant("read_orders")
    body = admin.ask("{ orders(first: 1) { nodes { name customer { id } } } }")
    assert body["data"]["orders"]["nodes"][0]["customer"] is None
    assert body["errors"][0]["path"] == ["orders", "nodes", 0, "customer"]


@pytest.mark.parametrize(
    ("text", "scopes", "held", "allowed"),
    [
        pytest.param("`a_x` access scope.", [], [], True, id="no scope named"),
        pytest.param(
            "`read_a` access scope or `read_b` access scope.", ["read_a", "read_b"], ["read_b"], True, id="or"
        ),
        pytest.param(
            "`write_a` access scope as well as any of `write_b`, `write_c` access scopes.",
            ["write_a", "write_b", "write_c"],
            ["write_a"],
            False,
            id="as well as: one is missing",
        ),
        pytest.param(
            "`write_a` access scope as well as any of `write_b`, `write_c` access scopes.",
            ["write_a", "write_b", "write_c"],
            ["write_a", "write_c"],
            True,
            id="as well as: both there",
        ),
        pytest.param(
            "`write_pixels` access scope. Also: The app requires read_customer_events access scope.",
            ["write_pixels"],
            ["write_pixels"],
            False,
            id="also: missing",
        ),
        pytest.param(
            "`read_returns` access scope. Also: The user must have manage_orders_information permission.",
            ["read_returns"],
            ["write_returns"],
            True,
            id="a permission of staff is not the app's",
        ),
    ],
)
def test_access_sentences_are_read(text, scopes, held, allowed):
    access = read_access(text, scopes)
    assert (access is None or access.allows(effective(held))) is allowed
