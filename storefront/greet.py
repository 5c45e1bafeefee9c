"""GET /proxy/greet/<link key>: whom to greet in whose name, for the script on the shop's pages."""

from __future__ import annotations

from flask import Response, jsonify

from plugin.attribution.visit_reference import read_link_key
from plugin.requests_seen import said_already
from storefront.blueprint import blueprint
from storefront.entry import entered, now
from storefront.kept import kept

CACHED = "public, max-age=300"


@blueprint.get("/proxy/greet/<key>")
def greet(key: str) -> tuple[Response, int]:
    """{creator, offer, code, greeting, kind, days}; empty texts where there is no discount.

    `days` is how long the creator is to be remembered. 404 where the link is unknown or held back: nobody is
    greeted then.
    """
    shop = entered()
    said_already()
    found = kept().link(shop, key, now()) if read_link_key(key) == key else None
    if found is None or not found.given.open:
        return _cached(jsonify(error="There is nobody to greet for.")), 404
    given = found.given
    return _cached(
        jsonify(
            creator=found.landing.creator,
            offer=given.offer,
            code=given.code or "",
            greeting=given.greeting,
            kind=given.kind,
            days=found.link.window_days or shop.window_days,
        )
    ), 200


def _cached(answer: Response) -> Response:
    answer.headers["Cache-Control"] = CACHED
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
