"""An app on both shops of the cast that asks the Admin API over HTTP."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.devshop.app import create_devshop
from tests.devshop.catalogue import ANA
from tests.devshop.fixtures import ana, app, ben, clock, world
from tests.devshop.oauth.grants import issue
from tests.devshop.world import Installation, World

__all__ = ["ana", "app", "ben", "clock", "world"]

SCOPES = [
    "write_discounts",
    "read_orders",
    "read_products",
    "read_customers",
    "write_content",
    "write_online_store_navigation",
    "write_pixels",
    "read_customer_events",
    "read_locales",
]


@dataclass
class Admin:
    """Asks as the app does; the shop is Ana's unless another is named."""

    world: World
    client: FlaskClient
    tokens: dict[str, str] = field(default_factory=dict)

    def post(
        self, query: str, variables: dict[str, Any] | None = None, shop: str = ANA, **more: Any
    ) -> TestResponse:
        """The whole HTTP response."""
        headers = {"Host": shop, "X-Shopify-Access-Token": self.tokens.get(shop, "")}
        version = more.pop("version", "2026-10")
        content = {"query": query, "variables": variables or {}, **more}
        return self.client.post(f"/admin/api/{version}/graphql.json", json=content, headers=headers)

    def ask(self, query: str, variables: dict[str, Any] | None = None, shop: str = ANA) -> dict[str, Any]:
        """The body of an answer with status 200."""
        response = self.post(query, variables, shop)
        assert response.status_code == 200, response.get_data(as_text=True)
        body: dict[str, Any] = response.get_json()
        return body

    def data(self, query: str, variables: dict[str, Any] | None = None, shop: str = ANA) -> dict[str, Any]:
        """The data of an answer without errors."""
        body = self.ask(query, variables, shop)
        assert "errors" not in body, body["errors"]
        data: dict[str, Any] = body["data"]
        return data

    def grant(self, *scopes: str, shop: str = ANA) -> None:
        """Leave the app these scopes only."""
        installation = self.world.shops[shop].installation
        assert installation is not None
        installation.scopes = list(scopes)


@pytest.fixture
def admin(world: World) -> Admin:
    """The app, installed on both shops."""
    asking = Admin(world, create_devshop(world).test_client())
    for shop in world.shops.values():
        shop.installation = Installation(list(SCOPES), world.now())
        grant = issue(world, shop.installation, world.client_secret, world.now())
        asking.tokens[shop.domain] = grant.access_token
    return asking
