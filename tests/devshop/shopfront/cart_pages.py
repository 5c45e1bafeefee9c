"""The cart as a page, its forms, and links that fill it."""

from __future__ import annotations

from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response

from tests.devshop.shopfront import blueprint, here
from tests.devshop.shopfront.cart import current_cart, keep
from tests.devshop.shopfront.pixel_events import cart_line_data, happened_before


@blueprint.get("/cart")
def cart_page() -> str:
    """The session's cart with what its codes take off."""
    return render_template("shopfront/cart.html", outcome=current_cart().outcome())


@blueprint.post("/cart")
def change_cart() -> Response:
    """The cart's form: `updates[<variant>]` quantities, `note`; `checkout` goes on to the checkout."""
    cart = current_cart()
    with here.world().lock:
        for key, value in request.form.items():
            if key.startswith("updates[") and value.isdigit():
                cart.set_quantity(int(key[8:-1]), int(value))
            elif key.startswith("attributes["):
                cart.attributes[key[11:-1]] = value
        cart.note = request.form.get("note", cart.note)
        keep(cart)
    return redirect("/checkout" if "checkout" in request.form else "/cart", 303)


@blueprint.post("/cart/add")
def add_form() -> Response:
    """A product's form: `id` (variant) and `quantity`."""
    cart = current_cart()
    variant_id, quantity = request.form.get("id", 0, type=int), request.form.get("quantity", 1, type=int)
    with here.world().lock:
        try:
            cart.add(variant_id, max(1, quantity))
        except KeyError:
            abort(404)
        keep(cart)
        happened_before(
            cart, "product_added_to_cart", {"cartLine": cart_line_data(variant_id, max(1, quantity))}
        )
    return redirect("/cart", 303)


@blueprint.get("/cart/<permalink>")
def permalink(permalink: str) -> Response:
    """`/cart/<variant>:<quantity>,…?discount=CODE&attributes[x]=y`: a new cart, straight to the checkout."""
    cart = current_cart()
    with here.world().lock:
        cart.lines = []
        for part in permalink.split(","):
            variant, _, quantity = part.partition(":")
            try:
                cart.add(int(variant), int(quantity or 1))
            except (KeyError, ValueError):
                abort(404)
        for code in request.args.get("discount", "").split(","):
            cart.add_code(code)
        for key, value in request.args.items():
            if key.startswith("attributes["):
                cart.attributes[key[11:-1]] = value
        keep(cart)
    return redirect("/checkout", 302)
