"""Any other address under the shop's proxy."""

from __future__ import annotations

from flask import Response

from storefront.blueprint import blueprint
from storefront.entry import entered, unknown


@blueprint.get("/proxy")
@blueprint.get("/proxy/<path:rest>")
def nowhere(rest: str = "") -> Response:
    """A friendly page that leads home; whatever was typed after the prefix is not looked at."""
    del rest
    return unknown(entered())
