"""Every operation Earmark sends to the Admin API is one that Shopify's own schema knows, and that costs
what it may.
"""

from __future__ import annotations

import importlib
import pkgutil
import re

import pytest
from graphql import OperationDefinitionNode, parse, validate

import plugin.shopify
from plugin.settings import API_VERSION
from plugin.shopify.discounts import BATCH, LOOKUPS, READ, lookup_document
from tests.devshop.api.cost import MAX_QUERY_COST, Meter
from tests.devshop.api.schema import load_schema
from tests.devshop.api.scopes import effective

OPERATION = re.compile(r"^\s*(query|mutation)\b.*\{", re.DOTALL)
SCOPES = ("read_products", "read_orders", "read_discounts", "write_discounts")


def documents() -> dict[str, str]:
    """Where it stands -> the text, of every module-level operation in `plugin.shopify`."""
    found = {}
    for module in pkgutil.walk_packages(plugin.shopify.__path__, "plugin.shopify."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, str) and OPERATION.match(value) and not name.startswith("__"):
                found[f"{module.name.removeprefix('plugin.shopify.')}.{name}"] = value
    return found


DOCUMENTS = documents() | {f"lookup_document({count})": lookup_document(count) for count in (1, 2, LOOKUPS)}


def test_the_documents_were_found() -> None:
    assert {"discounts.READ", "discounts.CREATE_BASIC", "discounts.ACTIVATE", "catalogue.PRODUCTS"} <= set(
        DOCUMENTS
    )


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_shopifys_schema_knows_the_document(text: str) -> None:
    assert validate(load_schema(API_VERSION).graphql, parse(text)) == []


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        pytest.param(READ, {"ids": [""] * BATCH}, id="reading a batch"),
        pytest.param(lookup_document(LOOKUPS), {}, id="looking a batch up"),
    ],
)
def test_a_batch_stays_far_below_what_one_query_may_cost(text: str, variables: dict) -> None:
    document = parse(text)
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    assert Meter(load_schema().graphql, document, variables).requested(operation) < MAX_QUERY_COST / 2


def test_write_discounts_is_enough_to_read_them() -> None:
    assert "read_discounts" in effective(["write_discounts"])
