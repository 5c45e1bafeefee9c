"""/discount/CODE: puts a code into the session and sends the buyer on."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import redirect, request
from werkzeug.wrappers import Response

from tests.devshop.shopfront import blueprint, here
from tests.devshop.shopfront.cart import current_cart, keep


def local_path(target: str) -> str:
    """`target` if it is a path of this shop, else `/`: a link of a shop must not lead elsewhere."""
    parts = urlsplit(target.strip())
    is_path = target.startswith("/") and not target.startswith("//") and not parts.scheme and not parts.netloc
    # Browsers read a backslash as a slash, and drop control characters before they look.
    is_plain = "\\" not in target and target.isprintable()
    return target if is_path and is_plain else "/"


@blueprint.get("/discount/<path:code>")
def discount_link(code: str) -> Response:
    """The newest link's code takes the place of an earlier one; whether it is valid shows at the checkout."""
    cart = current_cart()
    with here.world().lock:
        cart.codes = []
        cart.add_code(code)
        keep(cart)
    return redirect(local_path(request.args.get("redirect", "/")), 302)
