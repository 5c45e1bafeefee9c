"""Who is asking: every admin route gets its shop from the verified ID token, and from nothing else.

A document load carries the token in `id_token`; one without a good token goes to the patch page, where App
Bridge gets a fresh one and comes back. A fetch carries it in `Authorization`; a stale one is answered 401
with the header that makes App Bridge try once more. There are no cookies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue

from plugin.app import parts
from plugin.errors import InputError, NotVerifiedError
from plugin.language import N_, Language, language_for
from plugin.services.open_admin import open_admin
from plugin.shopify.domains import shop_domain
from plugin.shopify.verify.admin import AdminNotVerifiedError, verify_admin

OPEN_ROUTES = frozenset({"admin.asset", "admin.patch_id_token"})
"""Routes that show nothing of any shop, and so ask for no token."""

PATH_OF_OURS = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")
"""One slash, no second. Browsers read a backslash as a slash and drop tabs and line breaks, so that "/", a
tab and "/evil.example" would be another host.
"""

SCOPE_REASONS = {
    "read_orders": N_("to hear about orders and refunds, and see which creator's code was used"),
    "read_discounts": N_("to notice when a creator's code is changed or deleted in Shopify"),
    "write_discounts": N_("to create creators' codes, and to pause or end them"),
    "read_products": N_("to let you choose the products and collections a code is for"),
    "write_app_proxy": N_("to have an address of its own under your shop's domain"),
    "write_online_store_navigation": N_("to make creators' short links, and take them away again"),
    "write_content": N_("to make a creator's page where you choose one in your Online Store"),
    "write_pixels": N_("to run the web pixel that sees what visits by creators' links led to"),
    "read_customer_events": N_("to hear from that web pixel, without knowing who the shopper is"),
}
"""What each access scope of `shopify.app.toml` is for, as the owner is told."""


@dataclass(frozen=True)
class Visitor:
    """The staff member behind a request, and the shop the verified token names.

    `user_id` is Shopify's number of the staff member. `language` is how they read."""

    shop_id: int
    domain: str
    shop_name: str
    currency: str
    timezone: str
    user_id: str
    language: Language


def visitor() -> Visitor:
    """The visitor of the current request; raises `NotVerifiedError` on a route that is open to all."""
    found = g.get("visitor")
    if found is None:
        raise NotVerifiedError("This page is open to all and belongs to no shop.", code="no_visitor")
    return found  # type: ignore[no-any-return]


@contextmanager
def shop_session() -> Iterator[Any]:
    """One transaction on behalf of the visitor's shop."""
    with parts().database.shop(visitor().shop_id) as session:
        yield session


@contextmanager
def report_session() -> Iterator[Any]:
    """One transaction that only reads, for reports: on the replica where there is one that keeps up."""
    with parts().database.reading(visitor().shop_id) as session:
        yield session


def now() -> datetime:
    """The moment of this request (aware, UTC), the same however often it is asked."""
    if "now" not in g:
        g.now = current_app.extensions.get("clock", lambda: datetime.now(UTC))()
    return g.now  # type: ignore[no-any-return]


def enter() -> ResponseReturnValue | None:
    """Let the request in, or answer it. Runs before every admin route."""
    if request.endpoint in OPEN_ROUTES:
        return None
    try:
        verified = verify_admin(
            parts().settings,
            path=request.path,
            query=request.query_string.decode("ascii", "replace"),
            authorization=request.headers.get("Authorization"),
            patch_path="/patch-id-token",
        )
    except AdminNotVerifiedError as error:
        if request.endpoint == "admin.missing":
            abort(404)
        return error.answer.body, error.answer.status, dict(error.answer.headers)
    g.framed_by = verified.shop
    shop = open_admin(
        parts().database, parts().settings, verified, now(), current_app.extensions.get("shopify_http")
    )
    wanted = request.headers.get("X-Earmark-Locale") or request.args.get("locale")
    g.visitor = Visitor(
        shop_id=shop.shop_id,
        domain=shop.domain,
        shop_name=shop.name,
        currency=shop.currency,
        timezone=shop.timezone,
        user_id=verified.user_id,
        language=language_for(wanted, shop.locale, timezone=shop.timezone),
    )
    if _holds_null():
        abort(400)
    if shop.missing_scopes:
        return scopes_page(shop.missing_scopes)
    return None


def _holds_null() -> bool:
    """Whether the address or the form holds a null character: PostgreSQL can store none, and no person types
    one. Uploads are read by their own page, under its own limit.
    """
    given = [request.args]
    if request.mimetype == "application/x-www-form-urlencoded":
        given.append(request.form)
    return any("\x00" in text for values in given for pair in values.items(multi=True) for text in pair)


def scopes_page(missing: Sequence[str]) -> ResponseReturnValue:
    """What Shopify has not granted, why each is needed, and how to grant it."""
    return render_template("admin/scopes.html", scopes=[(name, SCOPE_REASONS[name]) for name in missing]), 403


def patch_id_token() -> ResponseReturnValue:
    """The page that only loads App Bridge: it fetches an ID token and loads `shopify-reload` again with
    it."""
    reload = request.args.get("shopify-reload", "")
    g.language = language_for(request.args.get("locale"), request.accept_languages.best)
    try:
        shop = shop_domain(request.args.get("shop"))
    except InputError:
        # Opened outside Shopify's admin, which names the shop in every address it opens.
        return render_template("admin/outside.html"), 401
    # App Bridge goes to this address: anything but a path of ours would be an open redirect.
    if not PATH_OF_OURS.fullmatch(reload):
        return render_template("admin/outside.html"), 400
    g.framed_by = shop
    return render_template("admin/patch_id_token.html")
