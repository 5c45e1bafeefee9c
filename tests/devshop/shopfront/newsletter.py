"""The newsletter form of the theme's footer: what Liquid's `form "customer"` makes."""

from __future__ import annotations

from flask import redirect, request
from werkzeug.wrappers import Response

from tests.devshop.shopfront import blueprint
from tests.devshop.shopfront.discount_link import local_path


@blueprint.post("/contact")
def sign_up() -> Response:
    """Thanks; nothing is kept, because nobody here sends letters."""
    back = local_path(request.form.get("return_to", "/"))
    return redirect(f"{back}{'&' if '?' in back else '?'}customer_posted=true#contact_form", 303)
