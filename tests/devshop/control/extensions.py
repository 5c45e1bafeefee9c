"""Control: the merchant places a block of the app in the checkout or theme editor, or takes it away."""

from __future__ import annotations

from flask import Response, jsonify

from tests.devshop import placing
from tests.devshop.control import blueprint
from tests.devshop.control.given import body, shop_of, world


@blueprint.post("/control/api/extensions")
def place_extension() -> Response:
    """Place (`on`, with `settings`) or take away one block; answers what App Bridge would list then."""
    given = body("shop", "handle", "target", "on", "settings")
    shop = shop_of(given)
    with world().lock:
        placing.place(
            shop,
            str(given["handle"]),
            str(given["target"]),
            bool(given.get("on", True)),
            given.get("settings"),
        )
        return jsonify(placing.listing(shop))
