"""The cart for scripts: Shopify's Ajax API, and what `Shopify.actions` needs."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask import Response, jsonify, request

from tests.devshop.shopfront import blueprint, here
from tests.devshop.shopfront.cart import Cart, CartLine, current_cart, keep


def _line_body(cart: Cart, index: int, line: CartLine) -> dict[str, Any]:
    off = sum((row.amounts.get(index, Decimal(0)) for row in cart.outcome().applied), start=Decimal(0))
    unit = here.minor_units(line.price)
    return {
        "id": line.variant_id,
        "key": f"{line.variant_id}:{cart.token}",
        "variant_id": line.variant_id,
        "product_id": line.product_id,
        "quantity": line.quantity,
        "title": line.product.title,
        "handle": line.product.handle,
        "sku": line.variant.sku,
        "gift_card": line.gift_card,
        "url": f"/products/{line.product.handle}?variant={line.variant_id}",
        "price": unit,
        "original_line_price": unit * line.quantity,
        "final_line_price": unit * line.quantity - here.minor_units(off),
        "total_discount": here.minor_units(off),
    }


def cart_body(cart: Cart) -> dict[str, Any]:
    """The cart as /cart.js gives it: money in hundredths; attributes that begin with `__` stay hidden."""
    lines = [_line_body(cart, index, line) for index, line in enumerate(cart.lines)]
    applied = {row.code for row in cart.outcome().applied}
    return {
        "token": cart.token,
        "note": cart.note,
        "attributes": {key: value for key, value in cart.attributes.items() if not key.startswith("__")},
        "original_total_price": sum(row["original_line_price"] for row in lines),
        "total_price": sum(row["final_line_price"] for row in lines),
        "total_discount": sum(row["total_discount"] for row in lines),
        "item_count": cart.count,
        "items": lines,
        "requires_shipping": any(not line.gift_card for line in cart.lines),
        "currency": here.shop().currency,
        "discount_codes": [{"code": code, "applicable": code in applied} for code in cart.codes],
    }


def _given() -> dict[str, Any]:
    """The request's body, JSON or form; `attributes[x]` and `updates[id]` of a form become objects."""
    if request.is_json:
        data = request.get_json()
        return data if isinstance(data, dict) else {}
    given: dict[str, Any] = {}
    for key, value in request.form.items():
        if key.endswith("]") and "[" in key:
            name, _, inner = key[:-1].partition("[")
            given.setdefault(name, {})[inner] = value
        else:
            given[key] = value
    return given


def _number(value: object, fallback: int = 0) -> int:
    try:
        return int(str(value))
    except ValueError:
        return fallback


def _refuse(message: str) -> tuple[Response, int]:
    return jsonify(status=422, message="Cart Error", description=message), 422


@blueprint.get("/cart.js")
@blueprint.get("/cart.json")
def read_cart() -> Response:
    """The session's cart."""
    return jsonify(cart_body(current_cart()))


@blueprint.post("/cart/add.js")
def add_to_cart() -> Response | tuple[Response, int]:
    """Adds one variant, or `items` of them; 422 for what the shop does not sell."""
    given = _given()
    items = given.get("items") or [given]
    cart = current_cart()
    with here.world().lock:
        before = list(cart.lines)
        try:
            for item in items:
                cart.add(_number(item.get("id")), max(1, _number(item.get("quantity", 1), 1)))
        except KeyError:
            cart.lines = before
            return _refuse("Cannot find variant")
        keep(cart)
        return jsonify(
            cart_body(cart)["items"][-1] if "items" not in given else {"items": cart_body(cart)["items"]}
        )


@blueprint.post("/cart/change.js")
def change_line() -> Response | tuple[Response, int]:
    """Sets one line, named by `id` (a variant or a line key) or `line` (counted from 1), to `quantity`."""
    given, cart = _given(), current_cart()
    number = _number(given.get("line"))
    if 1 <= number <= len(cart.lines):
        variant_id = cart.lines[number - 1].variant_id
    else:
        variant_id = _number(str(given.get("id", "")).split(":")[0])
    with here.world().lock:
        if all(line.variant_id != variant_id for line in cart.lines):
            return _refuse("No line of the cart is named by that id or line.")
        cart.set_quantity(variant_id, _number(given.get("quantity")))
        keep(cart)
        return jsonify(cart_body(cart))


@blueprint.post("/cart/update.js")
def update_cart() -> Response | tuple[Response, int]:
    """`updates` (quantities), `note`, `attributes` (merged; an empty one goes), `discount` (codes)."""
    given, cart = _given(), current_cart()
    with here.world().lock:
        try:
            for key, quantity in dict(given.get("updates") or {}).items():
                cart.set_quantity(_number(str(key).split(":")[0]), _number(quantity))
        except KeyError:
            return _refuse("Cannot find variant")
        _set_words(cart, given, replace=False)
        keep(cart)
        return jsonify(cart_body(cart))


def _set_words(cart: Cart, given: dict[str, Any], *, replace: bool) -> None:
    if "note" in given:
        cart.note = str(given["note"])
    if isinstance(given.get("attributes"), dict):
        kept = {} if replace else cart.attributes
        merged = kept | {
            str(key): str(value) for key, value in given["attributes"].items() if value is not None
        }
        cart.attributes = {key: value for key, value in merged.items() if value != ""}
    if "discount" in given:
        cart.codes = []
        for code in str(given["discount"]).split(","):
            cart.add_code(code)


@blueprint.post("/cart/clear.js")
def clear_cart() -> Response:
    """Takes every line out; attributes, note and codes stay."""
    cart = current_cart()
    with here.world().lock:
        cart.lines = []
        keep(cart)
        return jsonify(cart_body(cart))


@blueprint.post("/cart/standard-action")
def standard_action() -> Response:
    """What `Shopify.actions.updateCart` sends: lines, note, discountCodes, attributes (the whole set)."""
    given, cart, errors = _given(), current_cart(), []
    with here.world().lock:
        for row in given.get("lines") or []:
            number = _number(
                str(row.get("merchandiseId") or row.get("id") or "").split("?")[0].rsplit("/", 1)[-1]
            )
            try:
                if row.get("merchandiseId"):
                    cart.add(number, max(1, _number(row.get("quantity", 1), 1)))
                else:
                    cart.set_quantity(number, _number(row.get("quantity")))
            except KeyError:
                errors.append(
                    {"message": f"The merchandise with id {number} does not exist.", "field": ["lines"]}
                )
        words: dict[str, Any] = {key: given[key] for key in ("note", "attributes") if key in given}
        if "discountCodes" in given:
            words["discount"] = ",".join(map(str, given["discountCodes"]))
        _set_words(cart, words, replace=True)
        keep(cart)
    return jsonify(cart=cart_body(cart), userErrors=errors)
