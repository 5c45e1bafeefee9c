"""storefront/shopify.app.toml keeps Shopify's rules and asks for no personal data."""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from plugin.settings import API_VERSION
from tests.storefront.manifest_rules import problems

MANIFEST = Path(__file__).parents[2] / "storefront" / "shopify.app.toml"


@pytest.fixture
def app() -> dict[str, Any]:
    return tomllib.loads(MANIFEST.read_text("utf-8"))


def test_the_manifest_has_no_problem(app: dict[str, Any]) -> None:
    assert problems(app) == []


def test_name_version_and_topics(app: dict[str, Any]) -> None:
    assert app["name"] == "Earmark: Creator Attribution"
    assert app["webhooks"]["api_version"] == API_VERSION
    topics = {topic for row in app["webhooks"]["subscriptions"] for topic in row.get("topics", [])}
    assert topics == {
        "orders/create",
        "orders/updated",
        "orders/edited",
        "orders/cancelled",
        "refunds/create",
        "discounts/update",
        "discounts/delete",
        "app/uninstalled",
        "app/scopes_update",
    }


def change(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Set a value deep in the manifest; `subscriptions.N` counts tables."""

    def run(app: dict[str, Any]) -> None:
        *way, last = path.split(".")
        here: Any = app
        for step in way:
            here = here[int(step)] if isinstance(here, list) else here[step]
        here[last] = value

    return run


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        pytest.param(
            change("name", "Earmark: Creator Attribution and more"), "30 are allowed", id="long name"
        ),
        pytest.param(change("name", "Creator Earmark"), "brand", id="brand last"),
        pytest.param(change("theme", "dark"), "no key of an app", id="unknown key"),
        pytest.param(change("embedded", "yes"), "neither true nor false", id="embedded a text"),
        pytest.param(change("application_url", "http://x.example"), "not https", id="plain http"),
        pytest.param(change("handle", "Ear mark"), "slug", id="handle"),
        pytest.param(
            change("access_scopes.use_legacy_install_flow", True), "managed install", id="legacy install"
        ),
        pytest.param(
            change("access_scopes.scopes", "read_orders,read_customers"), "not used", id="scope too many"
        ),
        pytest.param(change("auth.redirect_urls", []), "redirect_urls is empty", id="no redirect"),
        pytest.param(change("webhooks.api_version", "2026-11"), "no release", id="no such version"),
        pytest.param(change("webhooks.subscriptions.0.uri", "webhooks"), "no form Shopify takes", id="uri"),
        pytest.param(
            change("webhooks.subscriptions.0.include_fields", ["id", "email"]), "email is", id="mail"
        ),
        pytest.param(
            change("webhooks.subscriptions.0.include_fields", ["customer"]), "customer is", id="customer"
        ),
        pytest.param(
            change("webhooks.subscriptions.0.include_fields", ["line_items"]), "line_items is", id="lines"
        ),
        pytest.param(
            change("webhooks.subscriptions.0.include_fields", ["id"]), "updated_at is needed", id="version"
        ),
        pytest.param(
            change("webhooks.subscriptions.0.topics", ["shop/redact"]), "among the others", id="mixed"
        ),
        pytest.param(change("webhooks.subscriptions.2.topics", ["orders/create"]), "twice", id="topic twice"),
        pytest.param(
            lambda app: app["webhooks"]["subscriptions"][0].pop("include_fields"),
            "personal data",
            id="whole order",
        ),
        pytest.param(
            lambda app: app["webhooks"]["subscriptions"].pop(),
            "shop/redact is not subscribed",
            id="no compliance",
        ),
        pytest.param(change("app_proxy.prefix", "go"), "prefix", id="proxy prefix"),
        pytest.param(change("app_proxy.subpath", "admin"), "subpath", id="proxy subpath"),
        pytest.param(change("app_proxy.subpath", "x" * 31), "subpath", id="proxy subpath long"),
    ],
)
def test_a_spoiled_manifest_is_told(app: dict[str, Any], spoil: Callable[[Any], Any], expected: str) -> None:
    spoiled = copy.deepcopy(app)
    spoil(spoiled)
    assert any(expected in problem for problem in problems(spoiled)), problems(spoiled)
