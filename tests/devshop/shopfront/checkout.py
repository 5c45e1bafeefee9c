"""Checkout and the thank-you page. Orders are booked by `tests.devshop.sales`."""

from __future__ import annotations

import secrets
from decimal import Decimal

from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response

from tests.devshop.sales import Customer, Extras, Order, apply_codes, new_customer, place_order
from tests.devshop.sales.sums import total_price
from tests.devshop.shopfront import blueprint, here
from tests.devshop.shopfront.cart import MOST_CARTS, Cart, current_cart, forget_cart, keep
from tests.devshop.shopfront.pixel_events import checkout_data, completed_data, happened


def _customer(email: str) -> Customer | None:
    wanted = email.strip().casefold()
    rows = here.shop().customers.values()
    return next((row for row in rows if wanted and row.email.casefold() == wanted), None)


def _checkout_page(message: str = "", status: int = 200) -> tuple[str, int]:
    cart = current_cart()
    buyer = _customer(request.form.get("email", ""))
    outcome = cart.outcome(str(buyer.id) if buyer else None)
    shipping = here.shop().shipping_price
    shipping_off = sum((row.shipping for row in outcome.applied), Decimal(0))
    off = sum((row.total for row in outcome.applied), Decimal(0)) - shipping_off
    page = render_template(
        "shopfront/checkout.html",
        outcome=outcome,
        off=off,
        shipping=shipping - shipping_off,
        total=_with_tax(cart.subtotal - off, shipping - shipping_off),
        tax=_tax(cart.subtotal - off, shipping - shipping_off),
        message=message,
        form=request.form,
    )
    return page, status


def _tax(goods: Decimal, shipping: Decimal) -> Decimal:
    shop = here.shop()
    base = goods + shipping
    if shop.taxes_included:
        return base - base / (1 + shop.tax_rate)
    return base * shop.tax_rate


def _with_tax(goods: Decimal, shipping: Decimal) -> Decimal:
    added = Decimal(0) if here.shop().taxes_included else _tax(goods, shipping)
    return goods + shipping + added


@blueprint.get("/checkout")
def checkout_page() -> Response | tuple[str, int]:
    """The form; an empty cart goes back to the cart page. `?discount=CODE` adds a code."""
    cart = current_cart()
    if not cart.lines:
        return redirect("/cart", 302)
    if request.args.get("discount"):
        with here.world().lock:
            cart.add_code(request.args["discount"])
            keep(cart)
    happened("checkout_started", {"checkout": checkout_data(cart, _checkout_token(cart))})
    return _checkout_page()


def _checkout_token(cart: Cart) -> str:
    """The name of this cart's checkout, from its first sight to the order."""
    tokens = here.shop().extra.setdefault("checkout_tokens", {})
    for stale in list(tokens)[: max(0, len(tokens) - MOST_CARTS)]:
        del tokens[stale]
    token: str = tokens.setdefault(cart.token, secrets.token_hex(16))
    return token


@blueprint.post("/checkout")
def act() -> Response | tuple[str, int]:
    """`apply` adds the typed code, `remove` takes one away, `pay` places the order."""
    cart = current_cart()
    if not cart.lines:
        return redirect("/cart", 303)
    if "remove" in request.form:
        with here.world().lock:
            gone = request.form["remove"].casefold()
            cart.codes = [code for code in cart.codes if code.casefold() != gone]
            keep(cart)
        return _checkout_page()
    typed = request.form.get("discount", "").strip()
    if "pay" not in request.form or typed:
        return _apply(cart, typed)
    return _pay(cart)


def _apply(cart: Cart, typed: str) -> tuple[str, int]:
    """A code that cannot be used is said so and not kept, as at Shopify's checkout."""
    buyer = _customer(request.form.get("email", ""))
    with here.world().lock:
        before = list(cart.codes)
        # A repeated code must reach the rules too: they say that it is applied already.
        outcome = apply_codes(
            here.shop(),
            cart.lines,
            [*before, typed],
            str(buyer.id) if buyer else None,
            here.world().now(),
            shipping=here.shop().shipping_price,
        )
        refused = [row for row in outcome.refused if row.code == typed]
        if not refused:
            cart.add_code(typed)
        keep(cart)
    message = refused[0].message if refused else ""
    return _checkout_page(message, 422 if refused else 200)


def _pay(cart: Cart) -> Response | tuple[str, int]:
    email, name = request.form.get("email", "").strip(), request.form.get("name", "").strip()
    if "@" not in email or not name:
        return _checkout_page("Enter your name and a valid email address.", 422)
    with here.world().lock:
        buyer = _customer(email)
        outcome = cart.outcome(str(buyer.id) if buyer else None)
        gone = {row.code for row in outcome.refused}
        if gone:
            # An order is not booked at another price than the one shown: say what falls away first.
            cart.codes = [code for code in cart.codes if code not in gone]
            keep(cart)
            return _checkout_page(" ".join(f"{row.code}: {row.message}" for row in outcome.refused), 422)
        order = _book(cart, buyer or _new_buyer(email, name), [row.code for row in outcome.applied])
        forget_cart()
    return redirect(f"/checkouts/{order.checkout_token}/thank-you", 303)


def _new_buyer(email: str, name: str) -> Customer:
    buyer = new_customer(here.world(), here.shop())
    buyer.first_name, _, last = name.partition(" ")
    buyer.last_name, buyer.email = last or name, email
    return buyer


def _book(cart: Cart, buyer: Customer, codes: list[str]) -> Order:
    extras = Extras(
        note_attributes=dict(cart.attributes),
        landing_site=cart.landing_site or "/",
        referring_site=cart.referring_site or None,
        cart_token=cart.token,
        checkout_token=_checkout_token(cart),
    )
    here.shop().extra["checkout_tokens"].pop(cart.token)
    items = [(line.variant_id, line.quantity) for line in cart.lines]
    return place_order(here.world(), here.shop(), items, codes=codes, customer=buyer, extras=extras)


@blueprint.get("/checkouts/<token>/thank-you")
def thank_you(token: str) -> str:
    """The order's number, what was bought, and the place where checkout extensions run."""
    orders = here.shop().orders.values()
    order = next((row for row in orders if row.checkout_token == token), None)
    if order is None:
        abort(404)
    seen: set[int] = here.shop().extra.setdefault("completed", set())
    if order.id not in seen:
        # Told once, on the first sight of this page.
        seen.add(order.id)
        happened("checkout_completed", {"checkout": completed_data(order)})
    return render_template("shopfront/thank_you.html", order=order, total=total_price(order))
