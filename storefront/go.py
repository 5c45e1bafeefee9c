"""GET /proxy/go/<link key>: the stable address behind every short path and QR code.

Shopify's proxy follows a redirect itself instead of handing it to the browser, so the answer is a page that
leads on. Where to is put together from stored values alone; of the request only the key is used, to look up.
"""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from plugin.attribution.visit_reference import new_reference, read_link_key
from plugin.errors import DatabaseAwayError
from plugin.language import Language, language_for
from plugin.requests_seen import said_already
from plugin.services.landing.render import go_page, go_policy
from plugin.services.landing_path import HOME
from plugin.services.links.address import LinkTags, onward_address
from storefront.blueprint import blueprint
from storefront.entry import HIDDEN, entered, now, unknown
from storefront.kept import OpenShop, kept
from storefront.seen import keep_visit


@blueprint.get("/proxy/go/<key>")
def go(key: str) -> Response:
    """Lead on to where the link leads now, through its discount, and keep the visit.

    A link nobody knows is a 404 in the shop's look; one that is held back, or whose page is, leads to the
    home page, without the discount, and is not kept.
    """
    shop = entered()
    moment = now()
    found = kept().link(shop, key, moment) if read_link_key(key) == key else None
    if found is None:
        return unknown(shop)
    given = found.given
    if not given.open:
        return lead_on(shop, HOME)
    said_already()
    reference = new_reference(key, moment)
    keep_visit(shop, found.landing, reference, given.kind, moment)
    return lead_on(shop, onward_address(given.code, given.path, LinkTags(reference, *found.link.utm)))


@blueprint.errorhandler(DatabaseAwayError)
def lead_home(error: DatabaseAwayError) -> ResponseReturnValue:
    """While the database is away a shopper still gets to the shop; other addresses of ours say so."""
    if not request.path.startswith("/proxy/"):
        return {"error": str(error)}, error.status
    answer = _leading_on(language_for(request.accept_languages.best), HOME)
    answer.status_code = error.status
    return answer


def lead_on(shop: OpenShop, address: str) -> Response:
    """A bare page that leads on to `address`, with or without script."""
    return _leading_on(shop.language, address)


def _leading_on(language: Language, address: str) -> Response:
    answer = Response(go_page(language, address), content_type="text/html; charset=utf-8")
    answer.headers.update(HIDDEN)
    answer.headers["Content-Security-Policy"] = go_policy()
    # The page it leads to is not one that somebody found inside the shop.
    answer.headers["Referrer-Policy"] = "no-referrer"
    return answer
