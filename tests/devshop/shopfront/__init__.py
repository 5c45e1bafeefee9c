"""A shop as its buyers see it: pages, cart, checkout, redirects, app proxy. One application per shop."""

from flask import Blueprint

blueprint = Blueprint("shopfront", __name__, template_folder="templates")

from tests.devshop.shopfront import (  # noqa: E402,F401  the routes register themselves on `blueprint`
    ajax,
    browse,
    cart_pages,
    checkout,
    discount_link,
    embed,
    extensions,
    files,
    newsletter,
    proxy,
    redirects,
    web_pixels,
)
