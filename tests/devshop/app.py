"""The stand-in as Flask applications: the admin side of all shops, and one storefront per shop."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from flask import Blueprint, Flask

from tests.devshop import api, control, frame, oauth, shopfront

if TYPE_CHECKING:
    from tests.devshop.world import World


def create_devshop(world: World) -> Flask:
    """The admin frame, the control page and, by Host header `<shop>.myshopify.com`, OAuth and Admin API."""
    return _application(world, oauth.blueprint, api.blueprint, frame.blueprint, control.blueprint)


def create_storefront(world: World, domain: str) -> Flask:
    """The storefront of one shop; its domain is `app.config["SHOP_DOMAIN"]`."""
    app = _application(world, shopfront.blueprint)
    app.config["SHOP_DOMAIN"] = domain
    return app


def _application(world: World, *blueprints: Blueprint) -> Flask:
    if os.environ.get("EARMARK_ENV") == "production":
        raise RuntimeError(
            "EARMARK_ENV is production: the stand-in Shopify is test equipment and does not start."
        )
    # No static folder of its own: /static belongs to whoever wants it.
    app = Flask(__name__, static_folder=None)
    app.config["WORLD"] = world
    app.json.sort_keys = False  # type: ignore[attr-defined]
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    return app
