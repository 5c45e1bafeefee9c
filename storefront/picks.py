"""GET /proxy/p/<slug>: the page of products a creator picked, inside the shop's theme.

It is the same for everybody who came by the same link. Nothing of the request is in it: what a request says
is looked up, and what was found is shown.
"""

from __future__ import annotations

from flask import Response, request

from plugin.attribution.visit_reference import PARAMETER, new_reference, read_link_key, read_reference
from plugin.requests_seen import said_already
from plugin.services.landing.escaping import is_handle
from plugin.services.landing.render import with_link
from plugin.services.landing_path import HOME
from plugin.store.landing_lookup import StoredLink
from storefront.blueprint import blueprint
from storefront.entry import entered, in_theme, now, unknown
from storefront.go import lead_on
from storefront.kept import kept
from storefront.seen import keep_visit


@blueprint.get("/proxy/p/<slug>")
def picks(slug: str) -> Response:
    """The page; 404 in the shop's look where there is none, on to the home page where it is held back.

    The visit is the one that the link's own address began, which is kept once; one that begins here is kept
    as by that link, or as by none.
    """
    shop = entered()
    moment = now()
    found = kept().page(shop, slug, moment) if is_handle(slug) else None
    if found is None:
        return unknown(shop)
    if not found.given.open:
        return lead_on(shop, HOME)
    said_already()
    typed = request.args.get(PARAMETER)
    followed = _link(found.links, read_link_key(typed))
    if followed is None:
        keep_visit(shop, found.landing, None, "picks", moment)
    else:
        reference = read_reference(typed)
        ref = reference.text if reference else new_reference(followed.key, moment)
        keep_visit(shop, found.landing, ref, "picks", moment)
    by = followed or (found.links[0] if found.links else None)
    return in_theme(with_link(found.text, by.key if by else None))


def _link(links: list[StoredLink], key: str | None) -> StoredLink | None:
    """The one of the page's own links that has this key: another creator's is none of it."""
    return next((link for link in links if link.key == key), None)
