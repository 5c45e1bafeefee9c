"""Storefronts of both shops, as a browser without scripts uses them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.browser import chromium, page
from tests.devshop.app import create_storefront
from tests.devshop.world import Shop, World

__all__ = ["chromium", "page"]

PAGE = {"Accept": "text/html"}

Visit = Callable[[Shop], FlaskClient]


@pytest.fixture
def visit(world: World) -> Visit:
    """A new buyer at a shop: a client with cookies of its own."""
    return lambda shop: create_storefront(world, shop.domain).test_client()


@pytest.fixture
def buyer(visit: Visit, ana: Shop) -> FlaskClient:
    """A buyer at Ana's."""
    return visit(ana)
