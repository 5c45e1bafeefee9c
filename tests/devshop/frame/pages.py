"""The admin's pages: start, install, the frame with the app inside, and the tokens the frame asks for."""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import urlencode

from flask import Response, abort, current_app, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from tests.devshop import oauth, placing
from tests.devshop.frame import blueprint
from tests.devshop.frame.app_config import read_app_config
from tests.devshop.world import Shop, World


def _world() -> World:
    world: World = current_app.config["WORLD"]
    return world


def _shop(handle: str) -> Shop:
    shop = _world().shops.get(f"{handle}.myshopify.com")
    if shop is None:
        abort(404, f"There is no shop {handle!r} here. The start page at / lists those there are.")
    return shop


def shop_handle(shop: Shop) -> str:
    """The shop's name in admin addresses: its domain without `.myshopify.com`."""
    return shop.domain.removesuffix(".myshopify.com")


def admin_path(shop: Shop, path: str = "/") -> str:
    """The address, on the stand-in's main port, of the app at `path` inside the admin of `shop`."""
    app = read_app_config(_world().manifest)
    return f"/store/{shop_handle(shop)}/apps/{app.handle}{'' if path == '/' else path}"


def storefront_url(shop: Shop) -> str:
    """Where the storefront of `shop` answers, or an empty string where it is not served (in some tests)."""
    urls: dict[str, str] = getattr(_world(), "storefront_urls", {})
    return urls.get(shop.domain, "")


def launch_query(world: World, shop: Shop, locale: str) -> dict[str, str]:
    """The query Shopify adds when it loads an app's document in the admin, with a fresh ID token.

    `host` is unpadded base64 of the admin's address; `hmac` is hex HMAC-SHA256 over the others, sorted.
    """
    now = world.now()
    host = (
        base64.urlsafe_b64encode(f"admin.shopify.com/store/{shop_handle(shop)}".encode()).decode().rstrip("=")
    )
    query = {
        "embedded": "1",
        "host": host,
        "id_token": oauth.id_token(world, shop, now),
        "locale": locale,
        "shop": shop.domain,
        "timestamp": str(int(now.timestamp())),
    }
    signed = urlencode(sorted(query.items()))
    query["hmac"] = hmac.new(world.client_secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
    return query


def _locale(shop: Shop) -> str:
    # A query parameter for tests and curious people; Shopify takes the staff member's own language.
    return request.args.get("locale") or shop.locale


@blueprint.get("/")
def start() -> str:
    """The first page of the stand-in: its shops and where to go."""
    return render_template(
        "frame/start.html",
        world=_world(),
        app=read_app_config(_world().manifest),
        admin_path=admin_path,
        storefront_url=storefront_url,
    )


@blueprint.get("/store/<handle>/apps/<app_handle>")
@blueprint.get("/store/<handle>/apps/<app_handle>/")
@blueprint.get("/store/<handle>/apps/<app_handle>/<path:path>")
def frame(handle: str, app_handle: str, path: str = "") -> Response | str:
    """The app inside the admin; the screen that asks to install it where it is not installed."""
    world, shop, app = _world(), _shop(handle), read_app_config(_world().manifest)
    if app_handle not in (app.handle, world.client_id):
        abort(404, f"The app {app_handle!r} is not known here; {app.handle!r} is.")
    seen = {"shop": shop, "handle": handle, "app": app, "app_handle": app_handle}
    seen |= {"storefront": storefront_url(shop), "world": world, "locale": _locale(shop)}
    if shop.installation is None:
        return render_template("frame/install.html", path=path, **seen)
    own = [(key, value) for key, value in request.args.items(multi=True) if key != "locale"]
    query = urlencode(own + list(launch_query(world, shop, _locale(shop)).items()))
    source = f"{world.app_url.rstrip('/')}/{path}?{query}"
    page = current_app.make_response(render_template("frame/frame.html", source=source, **seen))
    # The frame holds a token in the iframe's address: a page kept for "back" would carry a stale one.
    page.headers["Cache-Control"] = "no-store"
    return page


@blueprint.get("/store/<handle>/oauth/install")
def grant(handle: str) -> str:
    """Shopify's own address for installing an app, or granting what it asks for anew."""
    world, shop, app = _world(), _shop(handle), read_app_config(_world().manifest)
    if request.args.get("client_id") != world.client_id:
        abort(404, "An app is installed by its client id.")
    seen = {"shop": shop, "handle": handle, "app": app, "app_handle": app.handle, "path": ""}
    return render_template(
        "frame/install.html", storefront=storefront_url(shop), world=world, locale=_locale(shop), **seen
    )


@blueprint.post("/store/<handle>/apps/<app_handle>/install")
def install(handle: str, app_handle: str) -> BaseResponse:
    """Managed install: grants the scopes of the app's configuration and lands in the app."""
    world, shop = _world(), _shop(handle)
    oauth.install(world, shop)
    path = request.form.get("path", "").lstrip("/")
    return redirect(f"/store/{handle}/apps/{app_handle}" + (f"/{path}" if path else ""), 303)


@blueprint.post("/store/<handle>/apps/<app_handle>/id-token")
def fresh_id_token(handle: str, app_handle: str) -> tuple[Response, int] | Response:
    """A fresh ID token and launch query for the app in the frame; 403 once the app is uninstalled."""
    world, shop = _world(), _shop(handle)
    if shop.installation is None:
        return jsonify(error="The app is not installed on this shop."), 403
    query = launch_query(world, shop, _locale(shop))
    return jsonify(id_token=query["id_token"], query=query)


@blueprint.get("/store/<handle>/apps/<app_handle>/scopes")
def scopes(handle: str, app_handle: str) -> Response:
    """What `shopify.scopes.query()` answers."""
    shop, app = _shop(handle), read_app_config(_world().manifest)
    granted = shop.installation.scopes if shop.installation else []
    return jsonify(granted=granted, required=list(app.scopes), optional=list(app.optional_scopes))


@blueprint.post("/store/<handle>/apps/<app_handle>/scopes")
def change_scopes(handle: str, app_handle: str) -> tuple[Response, int] | Response:
    """Grants or revokes optional scopes: JSON {"grant": [...], "revoke": [...]}. Others answer 422."""
    world, shop, app = _world(), _shop(handle), read_app_config(_world().manifest)
    wanted = request.get_json()
    grant, revoke = set(wanted.get("grant", [])), set(wanted.get("revoke", []))
    unknown = sorted((grant | revoke) - set(app.optional_scopes))
    if unknown or shop.installation is None:
        return jsonify(error=f"Not optional in the app's configuration: {', '.join(unknown)}"), 422
    kept = [scope for scope in shop.installation.scopes if scope not in revoke]
    oauth.change_scopes(world, shop, kept + sorted(grant - set(kept)))
    return scopes(handle, app_handle)


@blueprint.get("/store/<handle>/apps/<app_handle>/extensions")
def extensions(handle: str, app_handle: str) -> Response:
    """What `shopify.app.extensions()` answers."""
    return jsonify(placing.listing(_shop(handle)))


@blueprint.get("/store/<handle>")
@blueprint.get("/store/<handle>/<path:path>")
def other_admin_page(handle: str, path: str = "") -> str:
    """Any other page of the admin: says that the stand-in does not have it, with ways back."""
    shop = _shop(handle)
    return render_template("frame/elsewhere.html", shop=shop, path=path, admin_path=admin_path)


@blueprint.get("/polaris")
def polaris_catalogue() -> str:
    """Every component of the look-alike on one page, for people who build templates."""
    return render_template("frame/polaris.html")
