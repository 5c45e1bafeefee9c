"""Who is asking: every admin route gets its shop from the verified ID token, and from nothing else.

A document load carries the token in `id_token`; one without a good token goes to the patch page, where App Bridge gets
a fresh one and comes back. A fetch carries it in `Authorization`; a stale one is answered 401 with the header that makes
App Bridge try once more. There are no cookies.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Response, current_app, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from plugin.admin import door
from plugin.app import parts
from plugin.errors import NotVerifiedError
from plugin.language import Language, language_for

OPEN_ROUTES = frozenset({"admin.asset", "admin.patch_id_token"})
"""Routes that show nothing of any shop, and so ask for no token."""

RETRY_HEADER = "X-Shopify-Retry-Invalid-Session-Request"


@dataclass(frozen=True)
class Visitor:
    """The staff member behind a request, and the shop the verified token names.

    `user_id` is Shopify's number of the staff member. `language` is how they read. `missing_scopes` are what the shop
    has not granted; pages are not shown while there are any.
    """

    shop_id: int
    domain: str
    shop_name: str
    currency: str
    timezone: str
    user_id: str
    language: Language
    missing_scopes: tuple[str, ...] = ()


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


def now() -> datetime:
    """The moment of this request (aware, UTC), the same however often it is asked."""
    if "now" not in g:
        g.now = current_app.extensions.get("clock", lambda: datetime.now(UTC))()
    return g.now  # type: ignore[no-any-return]


def enter() -> ResponseReturnValue | None:
    """Let the request in, or answer it. Runs before every admin route."""
    if request.endpoint in OPEN_ROUTES:
        return None
    is_fetch = "Authorization" in request.headers
    try:
        admitted = door.admit(parts(), _token(), now())
    except NotVerifiedError as error:
        g.refused = error.code
        return _ask_for_fresh_fetch() if is_fetch else _ask_for_fresh_document()
    shop = admitted.shop
    wanted = request.headers.get("X-Earmark-Locale") or request.args.get("locale")
    g.visitor = Visitor(
        shop_id=shop.id,
        domain=shop.domain,
        shop_name=shop.name or shop.domain,
        currency=shop.currency or "USD",
        timezone=shop.timezone or "UTC",
        user_id=admitted.user_id,
        language=language_for(wanted, shop.locale, timezone=shop.timezone),
        missing_scopes=admitted.missing_scopes,
    )
    if g.visitor.missing_scopes:
        return render_template("admin/scopes.html", scopes=admitted.missing_scopes), 403
    return None


def _token() -> str:
    header = request.headers.get("Authorization")
    if header is None:
        return request.args.get("id_token", "")
    scheme, _, token = header.partition(" ")
    return token if scheme == "Bearer" else ""


def _ask_for_fresh_fetch() -> Response:
    answer = make_response("The ID token is missing, stale or not ours.\n", 401)
    answer.mimetype = "text/plain"
    answer.headers[RETRY_HEADER] = "1"
    return answer


def _ask_for_fresh_document() -> ResponseReturnValue:
    query = [(key, value) for key, value in request.args.items(multi=True) if key != "id_token"]
    if not door.shop_domain(request.args.get("shop", "")):
        g.language = language_for(request.args.get("locale"), request.accept_languages.best)
        return render_template("admin/outside.html"), 401
    reload = request.path + ("?" + urlencode(query) if query else "")
    return redirect("/patch-id-token?" + urlencode([*query, ("shopify-reload", reload)]))


def patch_id_token() -> ResponseReturnValue:
    """The page that only loads App Bridge: it fetches an ID token and loads `shopify-reload` again with it."""
    shop = door.shop_domain(request.args.get("shop", ""))
    reload = request.args.get("shopify-reload", "")
    g.language = language_for(request.args.get("locale"), request.accept_languages.best)
    # App Bridge goes to this address: anything but a path of ours would be an open redirect.
    if not shop or not reload.startswith("/") or reload.startswith(("//", "/\\")):
        return render_template("admin/outside.html"), 400
    g.framed_by = shop
    return render_template("admin/patch_id_token.html")
