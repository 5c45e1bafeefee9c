"""The door of everything that comes through the shop's own domain (the app proxy).

Nothing is looked at before Shopify's signature over the whole query holds; the shop is the one it names.
"""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, abort, current_app, request

from plugin.app import parts
from plugin.services.landing.render import message_page
from plugin.shopify.verify.proxy import verify_proxy
from storefront.kept import OpenShop, kept

LONGEST_QUERY = 4_096
"""Bytes. Shopify adds some two hundred, and advertisers' parameters rarely reach one thousand."""
HIDDEN = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}
"""Creators' addresses are for those who were sent there, each time anew. They are not disallowed in
robots.txt: a crawler that may not fetch a page never reads that it is not to be listed.
"""
THEME_POLICY = "object-src 'none'; base-uri 'self'"
"""The Content-Security-Policy of pages inside the theme, whose scripts and styles are the shop's affair."""


def entered() -> OpenShop:
    """The shop behind the request.

    Raises `NotVerifiedError` (401) for a signature that is forged or older than 90 seconds; answers 414 to
    more parameters than any link has, 404 for a shop without the app.
    """
    if len(request.query_string) > LONGEST_QUERY:
        abort(414, f"The parameters of an address have {LONGEST_QUERY:,} bytes at most.")
    verified = verify_proxy(parts().settings, request.query_string.decode("ascii", "replace"))
    shop = kept().shop(verified.shop, verified.path_prefix)
    if shop is None:
        abort(404, "The shop does not have the app.")
    return shop


def now() -> datetime:
    """The moment of this request (aware, UTC)."""
    moment: datetime = current_app.extensions.get("clock", lambda: datetime.now(UTC))()
    return moment


def in_theme(text: str, status: int = 200) -> Response:
    """An answer that Shopify renders as Liquid inside the shop's theme."""
    answer = Response(text, status, content_type="application/liquid; charset=utf-8")
    answer.headers.update(HIDDEN)
    answer.headers["Content-Security-Policy"] = THEME_POLICY
    return answer


def unknown(shop: OpenShop) -> Response:
    """Where there is nothing: a friendly page in the shop's look that leads to its home page."""
    say = shop.language.gettext
    return in_theme(
        message_page(
            shop.language,
            say("This page is not here any more"),
            say("The link may have been mistyped, or its time is over. The shop itself is one step away."),
        ),
        404,
    )
