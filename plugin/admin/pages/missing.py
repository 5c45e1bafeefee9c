"""Addresses no page has: in the admin a page that says so, to anyone else a plain 404."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from plugin.admin.blueprint import blueprint
from plugin.admin.failures import failure_page


@blueprint.get("/<path:address>")
def missing(address: str) -> ResponseReturnValue:
    """Say that there is nothing at `address`."""
    return failure_page(404)
