"""URL redirects: short paths the merchant (or an app) made, which count only where the shop has no page."""

from __future__ import annotations

from flask import redirect, render_template, request
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from tests.devshop.content import UrlRedirect
from tests.devshop.shopfront import blueprint, here


@blueprint.app_errorhandler(404)
def redirect_or_not_found(_error: NotFound) -> Response | tuple[str, int]:
    """301 to the redirect's target (the query is not carried along), or the shop's own 404 page."""
    wanted = request.path.rstrip("/").casefold() or "/"
    redirects: list[UrlRedirect] = list(here.shop().redirects.values())
    for row in redirects:
        if (row.path.rstrip("/").casefold() or "/") == wanted:
            return redirect(row.target, 301)
    return render_template("shopfront/missing.html"), 404
