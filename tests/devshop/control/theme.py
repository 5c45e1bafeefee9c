"""Control: what a shop's theme makes of Shopify's scripts, and whether it must ask for consent."""

from __future__ import annotations

from flask import Response, jsonify

from tests.devshop.control import blueprint
from tests.devshop.control.given import body, shop_of, world
from tests.devshop.shopfront.theme import CHOICES, change_theme, theme_of


@blueprint.post("/control/api/theme")
def theme() -> Response:
    """Change the theme's choices; those not named stay."""
    given = body("shop", *CHOICES)
    shop = shop_of(given)
    with world().lock:
        change_theme(shop, **{name: str(given[name]) for name in CHOICES if name in given})
        return jsonify(theme_of(shop))
