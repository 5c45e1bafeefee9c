"""Every operation Earmark sends to the Admin API is one that Shopify's own schema knows, and that costs
what it may.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import tomllib

import pytest
from graphql import (
    FieldNode,
    GraphQLEnumType,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    validate,
    visit,
)

import plugin.services
import plugin.shopify
from plugin.settings import API_VERSION
from plugin.shopify.discounts import BATCH, LOOKUPS, READ, lookup_document
from plugin.shopify.manifest import PATH, manifest
from tests.devshop.api.cost import MAX_QUERY_COST, Meter
from tests.devshop.api.schema import load_schema
from tests.devshop.api.scopes import Access, effective, guarded_type

OPERATION = re.compile(r"^\s*(query|mutation)\b.*\{", re.DOTALL)


def documents() -> dict[str, str]:
    """Where it stands -> the text, of every module-level operation in `plugin.shopify` and the services."""
    found = {}
    for package in (plugin.shopify, plugin.services):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, str) and OPERATION.match(value) and not name.startswith("__"):
                    found[f"{module.name.removeprefix(f'{package.__name__}.')}.{name}"] = value
    return found


DOCUMENTS = documents() | {f"lookup_document({count})": lookup_document(count) for count in (1, 2, LOOKUPS)}


def test_the_documents_were_found() -> None:
    known = {"discounts.READ", "discounts.CREATE_BASIC", "discounts.ACTIVATE", "catalogue.PRODUCTS"}
    assert known | {"shop_profile.SHOP_PROFILE", "forget_shop.IS_IT_THERE"} <= set(DOCUMENTS)


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


def accesses(text: str) -> dict[str, Access]:
    """Type.field -> what Shopify asks for it, of every field of an operation and the types behind them."""
    schema, found, types = load_schema(), {}, TypeInfo(load_schema().graphql)

    class Fields(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            parent, returns = types.get_parent_type(), types.get_type()
            assert parent is not None
            assert returns is not None
            place = f"{parent.name}.{node.name.value}"
            behind = schema.types.get(guarded_type(get_named_type(returns)))
            for access in filter(None, (schema.fields.get((parent.name, node.name.value)), behind)):
                found[f"{place}: {access.text}"] = access

    visit(parse(text), TypeInfoVisitor(types, Fields()))
    return found


@pytest.mark.parametrize("text", DOCUMENTS.values(), ids=DOCUMENTS)
def test_the_manifest_asks_for_every_scope_a_document_needs(text: str) -> None:
    held = effective(manifest().scopes)
    assert [place for place, access in accesses(text).items() if not access.allows(held)] == []


def topic_scopes(topic: str) -> set[str]:
    """The scopes of which a topic asks for one, as the schema says it of each; compliance topics ask none."""
    kind = load_schema().graphql.type_map["WebhookSubscriptionTopic"]
    assert isinstance(kind, GraphQLEnumType)
    value = kind.values.get(topic.replace("/", "_").upper())
    told = (value.description or "") if value is not None else ""
    return set(re.findall(r"(?:read|write)_[a-z_]+", told.partition("Requires")[2]))


@pytest.mark.parametrize("topic", sorted(manifest().topics))
def test_the_manifest_asks_for_a_scope_of_every_topic(topic: str) -> None:
    wanted = topic_scopes(topic)
    assert wanted or topic.partition("/")[0] in {"app", "customers", "shop"}
    assert not wanted or wanted & effective(manifest().scopes)


@pytest.mark.parametrize("scope", manifest().scopes)
def test_no_scope_is_asked_for_that_nothing_needs(scope: str) -> None:
    """Without it a document is refused or a topic is not sent. A write scope implies the read scope of its
    name, so to be without the latter is to be without both.
    """
    without = [s for s in manifest().scopes if s not in (scope, scope.replace("read_", "write_"))]
    held = effective(without)
    refused = [
        place for text in DOCUMENTS.values() for place, row in accesses(text).items() if not row.allows(held)
    ]
    unsent = [topic for topic in manifest().topics if (asked := topic_scopes(topic)) and not asked & held]
    # The schema says nothing of the app proxy: shopify.dev, "About app proxies", asks for this scope.
    proxied = scope == "write_app_proxy" and "app_proxy" in tomllib.loads(PATH.read_text(encoding="utf-8"))
    assert refused or unsent or proxied


def test_write_discounts_is_enough_to_read_them() -> None:
    assert "read_discounts" in effective(["write_discounts"])
