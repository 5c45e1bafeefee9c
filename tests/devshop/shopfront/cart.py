"""The cart of a session: kept by the shop, found by a cookie that holds nothing but its token.

Cookies do not know ports and all shops share one host name here, so their names carry the shop's number.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from decimal import Decimal

from flask import g, request
from werkzeug.wrappers import Response

from tests.devshop.sales import Outcome, apply_codes
from tests.devshop.shopfront import blueprint, here
from tests.devshop.world import Product, Variant

MOST_CARTS = 2000
"""Carts kept per shop; the oldest go first, as Shopify drops carts after some days."""


@dataclass
class CartLine:
    """One line: a variant of the shop and how many. It is what `apply_codes` wants of a line."""

    variant_id: int
    quantity: int
    price: Decimal
    product_id: int | None
    gift_card: bool

    @property
    def product(self) -> Product:
        """The line's product."""
        return here.shop().variant(self.variant_id)[0]

    @property
    def variant(self) -> Variant:
        """The line's variant."""
        return here.shop().variant(self.variant_id)[1]

    @property
    def total(self) -> Decimal:
        """Price times quantity, before discounts."""
        return self.price * self.quantity


@dataclass
class Cart:
    """A cart. `codes` are as typed; `attributes` become the order's note attributes."""

    token: str
    lines: list[CartLine] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    codes: list[str] = field(default_factory=list)
    note: str = ""
    landing_site: str | None = None
    referring_site: str | None = None

    @property
    def count(self) -> int:
        """How many things are in the cart."""
        return sum(line.quantity for line in self.lines)

    @property
    def subtotal(self) -> Decimal:
        """All lines before discounts."""
        return sum((line.total for line in self.lines), Decimal(0))

    def outcome(self, customer: str | None = None) -> Outcome:
        """Which of the cart's codes count, and what they take off; `customer` tells buyers apart."""
        shop = here.shop()
        return apply_codes(
            shop, self.lines, self.codes, customer, here.world().now(), shipping=shop.shipping_price
        )

    def set_quantity(self, variant_id: int, quantity: int) -> None:
        """Puts a line to `quantity`, removing it at zero; raises KeyError for a variant not sold here."""
        product, variant = here.shop().variant(variant_id)
        found = next((line for line in self.lines if line.variant_id == variant_id), None)
        if quantity <= 0:
            self.lines = [line for line in self.lines if line is not found]
        elif found is not None:
            found.quantity = quantity
        else:
            self.lines.append(CartLine(variant_id, quantity, variant.price, product.id, product.gift_card))

    def add(self, variant_id: int, quantity: int) -> None:
        """Adds to what is there; raises KeyError for a variant not sold here."""
        before = next((line.quantity for line in self.lines if line.variant_id == variant_id), 0)
        self.set_quantity(variant_id, before + quantity)

    def add_code(self, code: str) -> None:
        """Remembers a code once, without regard to case."""
        code = code.strip()
        if code and code.casefold() not in {kept.casefold() for kept in self.codes}:
            self.codes.append(code)


def _cookie(name: str) -> str:
    return f"{name}_{here.shop().id}"


def _carts() -> dict[str, Cart]:
    carts: dict[str, Cart] = here.shop().extra.setdefault("carts", {})
    return carts


def current_cart() -> Cart:
    """The session's cart: the kept one, or a new one that is not kept until `keep`."""
    if "cart" not in g:
        token = request.cookies.get(_cookie("cart"), "")
        g.cart = _carts().get(token) or Cart(token=secrets.token_hex(16))
    cart: Cart = g.cart
    return cart


def keep(cart: Cart) -> None:
    """Keeps the cart and has the answer set its cookie. The caller holds the world's lock."""
    carts = _carts()
    if cart.token not in carts:
        cart.landing_site = request.cookies.get(_cookie("landing")) or _here_landing()
        cart.referring_site = request.cookies.get(_cookie("referrer")) or _outside_referrer()
        carts[cart.token] = cart
        for token in list(carts)[: max(0, len(carts) - MOST_CARTS)]:
            del carts[token]
    g.cart, g.cart_changed = cart, True


def forget_cart() -> None:
    """The session starts an empty cart; the old one is gone. The caller holds the world's lock."""
    _carts().pop(current_cart().token, None)
    g.cart, g.cart_changed = Cart(token=secrets.token_hex(16)), False
    g.cart_forgotten = True


def _here_landing() -> str:
    return request.full_path.rstrip("?")


def _outside_referrer() -> str:
    referrer = request.headers.get("Referer", "")
    return "" if referrer.startswith(request.host_url) else referrer


@blueprint.after_app_request
def set_cookies(response: Response) -> Response:
    """The cart's token, and where the session began, as Shopify remembers it for the order's landing site."""
    if g.get("cart_forgotten"):
        response.delete_cookie(_cookie("cart"))
    elif g.get("cart_changed"):
        response.set_cookie(_cookie("cart"), current_cart().token, max_age=14 * 86400, samesite="Lax")
    is_page = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
    if is_page and _cookie("landing") not in request.cookies:
        for name, value in (("landing", _here_landing()), ("referrer", _outside_referrer())):
            response.set_cookie(_cookie(name), value[:2000], max_age=1800, samesite="Lax", httponly=True)
    return response
