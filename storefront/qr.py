"""GET /proxy/qr/<link key>.svg or .png: a link's QR code, to be put into a message to the creator.

It shows nothing but an address the creator gives out anyway, so it asks for no secret beside the link's key.
"""

from __future__ import annotations

from functools import lru_cache

from flask import Response

from plugin.app import parts
from plugin.attribution.visit_reference import read_link_key
from plugin.services.links.address_to_send import address_to_send
from plugin.services.links.qr_code import qr_png, qr_svg
from storefront.blueprint import blueprint
from storefront.entry import entered, unknown

SECONDS = 3600
"""How long a picture may be shown from memory: after another short path was chosen, the old one no longer."""
KINDS = {"svg": "image/svg+xml", "png": "image/png"}


@blueprint.get("/proxy/qr/<key>.<any(svg, png):kind>")
def qr(key: str, kind: str) -> Response:
    """The picture; what a link that is unknown or retired has is a page that says so."""
    shop = entered()
    address = None
    if read_link_key(key) == key:
        with parts().database.shop(shop.id) as session:
            address = address_to_send(session, key)
    if address is None:
        return unknown(shop)
    answer = Response(_drawn(address, kind), mimetype=KINDS[kind])
    answer.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@lru_cache(maxsize=1024)
def _drawn(address: str, kind: str) -> bytes:
    return qr_svg(address) if kind == "svg" else qr_png(address)
