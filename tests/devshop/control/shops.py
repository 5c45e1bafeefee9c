"""Control: the app on a shop, discounts of staff, privacy requests, the stand-in's own books."""

from __future__ import annotations

from datetime import timedelta

from flask import Response, jsonify, request

from tests.devshop import oauth
from tests.devshop.catalogue import add_shop_like
from tests.devshop.control import blueprint
from tests.devshop.control.given import TIMING, body, moment, money, shop_of, world
from tests.devshop.control.views import shop_view
from tests.devshop.sales import shop_truth
from tests.devshop.sales.merchant import (
    change_discount,
    create_code,
    delete_discount,
    redact_customer,
    request_data,
)


@blueprint.get("/control/api/state")
def state() -> Response:
    """Everything a test or the page needs to start from."""
    here = world()
    with here.lock:
        shops = [shop_view(here, shop) for shop in here.shops.values()]
    return jsonify(
        app_url=here.app_url,
        shops=shops,
        faults=_faults(),
        api_faults=here.api_faults,
        timing={name: getattr(here, name) for name in TIMING},
        two_secrets=here.old_client_secret is not None,
        under_way=len(here.deliveries.open),
    )


@blueprint.post("/control/api/shops")
def open_shop() -> tuple[Response, int]:
    """One more shop, without the app; it has no storefront of its own."""
    given = body("domain", "like", "name", "locale")
    model = shop_of({"shop": given.get("like")})
    domain = str(given.get("domain", ""))
    shop = add_shop_like(
        world(), model, domain, name=given.get("name") or domain, locale=given.get("locale") or model.locale
    )
    return jsonify(shop_view(world(), shop)), 201


@blueprint.get("/control/api/truth")
def truth() -> Response:
    """What is right, by the stand-in's own books."""
    shop = shop_of(dict(request.args))
    with world().lock:
        return jsonify(shop_truth(shop))


@blueprint.post("/control/api/<any('install', 'uninstall', 'redact-shop'):what>")
def app_on_shop(what: str) -> Response:
    """Install, uninstall, or send shop/redact without waiting."""
    shop = shop_of(body("shop"))
    if what == "install":
        oauth.install(world(), shop)
    elif what == "uninstall":
        oauth.uninstall(world(), shop)
    elif shop.installation is not None:
        raise ValueError(
            f"The app is installed on {shop.domain}: Shopify sends shop/redact only after an uninstall."
        )
    else:
        oauth.redact_shop(world(), shop)
    return jsonify(shop_view(world(), shop))


@blueprint.post("/control/api/scopes")
def scopes() -> Response:
    """Grant exactly the given scopes."""
    given = body("shop", "scopes")
    shop = shop_of(given)
    oauth.change_scopes(world(), shop, [str(scope) for scope in given.get("scopes") or ()])
    return jsonify(shop_view(world(), shop))


@blueprint.post("/control/api/privacy")
def privacy() -> Response:
    """A buyer's request."""
    given = body("shop", "customer_id", "kind")
    shop = shop_of(given)
    customer = shop.customers.get(int(given.get("customer_id") or 0))
    if customer is None:
        raise LookupError(f"{shop.domain} has no customer {given.get('customer_id')}.")
    if given.get("kind") not in {"data_request", "redact"}:
        raise ValueError("kind is data_request or redact.")
    send = request_data if given["kind"] == "data_request" else redact_customer
    return jsonify(deliveries=[row.number for row in send(world(), shop, customer)])


@blueprint.post("/control/api/discounts")
def new_discount() -> tuple[Response, int]:
    """A code of the shop's own; it has been running for a year unless `starts_at` says otherwise."""
    given = body("shop", "code", "percent", "amount", "title", "starts_at")
    shop, percent = shop_of(given), money(given, "percent")
    discount = create_code(
        world(),
        shop,
        str(given["code"]),
        percentage=percent / 100 if percent is not None else None,
        amount=money(given, "amount"),
        title=given.get("title"),
        starts_at=moment(given, "starts_at") or world().now() - timedelta(days=365),
    )
    return jsonify(id=discount.id, code=given["code"]), 201


@blueprint.post("/control/api/discounts/<int:discount_id>")
def change(discount_id: int) -> Response:
    """Staff change or delete a discount."""
    given = body("shop", "percent", "title", "ends_at", "delete")
    shop, percent = shop_of(given), money(given, "percent")
    if given.get("delete"):
        delete_discount(world(), shop, discount_id)
    else:
        change_discount(
            world(),
            shop,
            discount_id,
            percentage=percent / 100 if percent is not None else None,
            title=given.get("title"),
            ends_at=moment(given, "ends_at"),
        )
    return jsonify(shop_view(world(), shop))


@blueprint.post("/control/api/secret")
def secret() -> Response:
    """Rotate the client secret, or revoke the old one."""
    given = body("action", "new_secret")
    if given.get("action") == "rotate" and given.get("new_secret"):
        oauth.rotate_secret(world(), str(given["new_secret"]))
    elif given.get("action") == "revoke":
        oauth.revoke_old_secret(world())
    else:
        raise ValueError("action is rotate (with new_secret) or revoke.")
    return jsonify(two_secrets=world().old_client_secret is not None)


def _faults() -> dict[str, float]:
    return {name: value for name, value in vars(world().faults).items() if name != "random"}
