"""UI extensions on the thank-you and order status pages.

Shopify runs an extension in a worker without a page and draws its components itself. Here it runs in a
sandboxed frame of its own: no origin, no cookies, no way to the page but messages; the components are a
look-alike (`static/checkout/`).
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from flask import Response, abort, jsonify, render_template, request, url_for

from tests.devshop import oauth, placing
from tests.devshop.sales import Order
from tests.devshop.sales.sums import total_price
from tests.devshop.shopfront import blueprint, here

STATIC = Path(__file__).parent / "static" / "checkout"
PARTS = ("base", "layout", "words", "actions", "fields", "global")
THANK_YOU = "purchase.thank-you.block.render"
ORDER_STATUS = "customer-account.order-status.block.render"
HANDLE = "creator-survey"


def order_by_checkout(token: str) -> Order:
    """The order of that checkout; 404 where this shop has none."""
    orders = here.shop().orders.values()
    found = next((row for row in orders if row.checkout_token and row.checkout_token == token), None)
    if found is None:
        abort(404)
    return found


@blueprint.app_context_processor
def frames() -> dict[str, Any]:
    """`extension_frames(order, target)` for templates: the addresses of the blocks placed there."""

    def extension_frames(order: Order, target: str) -> list[str]:
        if here.shop().installation is None or placing.placed(here.shop(), HANDLE, target) is None:
            return []
        language = request.args.get("locale") or here.shop().locale
        return [
            url_for(
                "shopfront.extension_frame",
                handle=HANDLE,
                target=target,
                token=order.checkout_token,
                locale=language,
            )
        ]

    return {"extension_frames": extension_frames}


@blueprint.get("/account/orders/<token>")
def order_status(token: str) -> str:
    """The order status page: the same blocks, days later."""
    order = order_by_checkout(token)
    return render_template("shopfront/order_status.html", order=order, total=total_price(order))


@blueprint.post("/checkouts/<token>/session-token")
def session_token(token: str) -> Response:
    """What `shopify.sessionToken.get()` gives. No `sub`: the app may not read customers."""
    order_by_checkout(token)
    return jsonify(token=oauth.checkout_token(here.world(), here.shop()))


@blueprint.get("/extensions/<handle>/frame")
def extension_frame(handle: str) -> str:
    """The frame of one extension on one page; `editor=1` is the preview in the checkout editor."""
    target, language = request.args.get("target", ""), request.args.get("locale") or here.shop().locale
    if handle != HANDLE or target not in placing.targets(handle):
        abort(404)
    editing = request.args.get("editor") == "1"
    order = None if editing else order_by_checkout(request.args.get("token", ""))
    folder = placing.EXTENSIONS / handle
    data = {
        "target": target,
        "editing": editing,
        "settings": placing.placed(here.shop(), handle, target) or {},
        "api_version": tomllib.loads((folder / "shopify.extension.toml").read_text())["api_version"],
        "shop": {"id": f"gid://shopify/Shop/{here.shop().id}", "name": here.shop().name},
        "domain": here.shop().domain,
        "currency": here.shop().currency,
        "country": here.shop().country,
        "timezone": here.shop().timezone,
        "language": language,
        "order": _order_view(order) if order else None,
        **_words(folder / "locales", language),
    }
    return render_template("shopfront/extension_frame.html", handle=handle, data=data, target=target)


@blueprint.get("/cdn/extensions/<handle>.js")
def extension_script(handle: str) -> Response:
    """The built bundle, with this stand-in's app as its server."""
    from tests.storefront.survey_bundle import survey_script

    if handle != HANDLE:
        abort(404)
    return _script(survey_script(here.world().app_url))


@blueprint.get("/cdn/checkout-components.js")
def checkout_components() -> Response:
    """The look-alike of the checkout's components, and the `shopify` global."""
    parts = [(STATIC / f"{part}.js").read_text(encoding="utf-8") for part in PARTS]
    return _script('(() => {\n"use strict";\n' + "\n".join(parts) + "})();\n")


@blueprint.get("/cdn/extension-host.js")
def extension_host() -> Response:
    """The page's side of the conversation with its blocks."""
    return _script((STATIC / "host.js").read_text(encoding="utf-8"))


def _script(code: str) -> Response:
    return Response(
        code, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
    )


def _order_view(order: Order) -> dict[str, Any]:
    first = order.customer is not None and not any(
        row.customer is order.customer and row.id < order.id for row in here.shop().orders.values()
    )
    return {
        "id": order.id,
        "name": f"#{order.number}",
        "first": first,
        "checkout_token": order.checkout_token,
        "processed_at": order.created_at.isoformat(),
        "codes": [row.code for row in order.applications if row.code],
        "attributes": [{"key": key, "value": value} for key, value in order.note_attributes.items()],
        "lines": [
            {"id": f"gid://shopify/CartLine/{line.id}", "title": line.title, "quantity": line.quantity}
            for line in order.lines
        ],
    }


def _words(folder: Path, language: str) -> dict[str, Any]:
    """The extension's catalogue nearest to the buyer's language, and its default one."""
    catalogues = {path.stem: path for path in folder.glob("*.json")}
    default = next(name for name in catalogues if name.endswith(".default"))
    base = language.split("-", maxsplit=1)[0]
    fits = [name for name in catalogues if name == language] + [
        name for name in catalogues if name.split("-")[0].split(".")[0] == base
    ]
    chosen = fits[0] if fits else default
    return {
        "extension_language": chosen.removesuffix(".default"),
        "words": json.loads(catalogues[chosen].read_text(encoding="utf-8")),
        "default_words": json.loads(catalogues[default].read_text(encoding="utf-8")),
    }
