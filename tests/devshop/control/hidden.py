"""Control: what the app may write down nowhere, so that tests can look for it."""

from __future__ import annotations

from flask import Response, jsonify, request

from tests.devshop.control import blueprint
from tests.devshop.control.given import shop_of, world
from tests.devshop.sales import personal_values


@blueprint.get("/control/api/hidden")
def hidden() -> Response:
    """`personal`: every personal value of the shop's buyers. `secrets`: every token the shop ever handed
    out, and the app's client secrets.
    """
    shop, here = shop_of(dict(request.args)), world()
    with here.lock:
        grants = shop.installation.tokens if shop.installation is not None else []
        secrets = {here.client_secret, here.old_client_secret}
        secrets |= {grant.access_token for grant in grants} | {grant.refresh_token for grant in grants}
        return jsonify(
            personal=sorted(personal_values(shop)), secrets=sorted(value for value in secrets if value)
        )
