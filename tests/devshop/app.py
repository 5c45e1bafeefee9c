"""The stand-in as Flask applications: the admin side of all shops, and one storefront per shop."""

from __future__ import annotations

import importlib
import importlib.util
import os
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from tests.devshop.world import World

ADMIN_PARTS = ("oauth", "api", "frame", "control")
STOREFRONT_PARTS = ("shopfront",)


def create_devshop(world: World) -> Flask:
    """The admin frame, the control page and, by Host header `<shop>.myshopify.com`, OAuth and Admin API."""
    return _application(world, ADMIN_PARTS)


def create_storefront(world: World, domain: str) -> Flask:
    """The storefront of one shop; its domain is `app.config["SHOP_DOMAIN"]`."""
    app = _application(world, STOREFRONT_PARTS)
    app.config["SHOP_DOMAIN"] = domain
    return app


def _application(world: World, parts: tuple[str, ...]) -> Flask:
    if os.environ.get("EARMARK_ENV") == "production":
        raise RuntimeError(
            "EARMARK_ENV is production: the stand-in Shopify is test equipment and does not start."
        )
    app = Flask(__name__)
    app.config["WORLD"] = world
    app.json.sort_keys = False  # type: ignore[attr-defined]
    for part in parts:
        if importlib.util.find_spec(f"tests.devshop.{part}") is None:
            continue
        blueprint = getattr(importlib.import_module(f"tests.devshop.{part}"), "blueprint", None)
        if blueprint is not None:
            app.register_blueprint(blueprint)
    return app
