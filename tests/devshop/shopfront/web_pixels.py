"""What runs a page's web pixels: the events to publish, the app's pixel with its settings, and its worker.

The pixel is there once the app has activated it (`webPixelCreate`), and runs only while the visitor allows
everything that its `shopify.extension.toml` declares.
"""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from flask import Response, abort

from tests.devshop.content import WebPixel
from tests.devshop.placing import EXTENSIONS
from tests.devshop.shopfront import blueprint, here
from tests.devshop.shopfront.cart import current_cart
from tests.devshop.shopfront.files import STATIC
from tests.devshop.shopfront.pixel_events import cart_data, of_this_page
from tests.devshop.shopfront.theme import theme_of
from tests.storefront.bundles import pixel_script

MANIFEST = EXTENSIONS / "creator-pixel" / "shopify.extension.toml"
WORKER = "/web-pixels/creator-pixel.js"
PURPOSES = ("analytics", "marketing", "preferences")


@blueprint.app_context_processor
def web_pixels() -> dict[str, Any]:
    """What the layout needs for the page's script."""
    return {"web_pixels": on_this_page, "theme": theme_of(here.shop())}


def on_this_page() -> dict[str, Any]:
    """The page's events, what a pixel is told on its start, and the app's pixel, if it is active."""
    shop = here.shop()
    pixel = active_pixel()
    return {
        "events": of_this_page(),
        "data": {
            "cart": cart_data(current_cart()),
            "customer": None,
            "purchasingCompany": None,
            "shop": {
                "name": shop.name,
                "myshopifyDomain": shop.domain,
                "countryCode": shop.country,
                "storefrontUrl": f"https://{shop.domain}",
                "paymentSettings": {"currencyCode": shop.currency},
            },
        },
        "pixel": pixel and {"worker": WORKER, "settings": pixel.settings, "needs": _needs()},
    }


def active_pixel() -> WebPixel | None:
    """The app's pixel on this shop."""
    return here.shop().extra.get("web_pixel")


@blueprint.get(WORKER)
def worker() -> Response:
    """The pixel with the sandbox it is told to run in, as one script for a worker."""
    if active_pixel() is None:
        abort(404)
    sandbox = (STATIC / "pixel-sandbox.js").read_text(encoding="utf-8")
    script = sandbox + pixel_script().read_text(encoding="utf-8")
    return Response(script, content_type="text/javascript; charset=utf-8")


@cache
def _needs() -> list[str]:
    """The purposes a visitor must allow before the pixel runs."""
    declared = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["customer_privacy"]
    return [name for name in PURPOSES if declared.get(name)]
