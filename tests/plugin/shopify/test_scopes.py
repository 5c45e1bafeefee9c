"""What is granted against what is needed."""

import pytest

from plugin.shopify.manifest import manifest
from plugin.shopify.scopes import missing_scopes


@pytest.mark.parametrize(
    ("granted", "missing"),
    [
        pytest.param(["read_orders", "read_discounts", "write_discounts", "read_products"], (), id="all"),
        pytest.param(["read_orders", "write_discounts", "read_products"], (), id="to_write_implies_to_read"),
        pytest.param(["read_orders", "read_discounts", "read_products"], ("write_discounts",),
        id="read_only"), pytest.param(["read_all_orders", "write_discounts", "read_products"],
        ("read_orders",), id="another_resource"), pytest.param(["write_orders", "write_discounts",
        "write_products"], (), id="more_than_needed"), pytest.param(["customer_read_orders", "odd"],
        ("read_orders", "read_discounts", "write_discounts", "read_products"), id="unknown_kinds"),
        pytest.param([], ("read_orders", "read_discounts", "write_discounts", "read_products"), id="none"),
    ],
)  # fmt: skip
def test_missing_scopes(granted, missing):
    needed = ("read_orders", "read_discounts", "write_discounts", "read_products")
    assert missing_scopes(granted, needed) == missing


def test_what_the_manifest_asks_for_is_what_is_needed():
    assert missing_scopes([]) == manifest().scopes != ()
    assert missing_scopes(manifest().scopes) == ()
