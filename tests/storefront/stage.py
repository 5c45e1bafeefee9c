"""What the tests of the storefront's scripts stand on: the stand-in's shop, and an app of their own."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, abort, jsonify, request
from playwright.sync_api import Page

from tests.browser import WAIT_MILLISECONDS, serve
from tests.devshop import oauth
from tests.devshop.app import create_storefront
from tests.devshop.content import WebPixel
from tests.devshop.placing import place
from tests.devshop.world import Shop, World

ASA = "asaasaasaa"
MARCO = "marcomarco"
CLEO = "cleocleocl"
GREETINGS = {
    ASA: {
        "creator": "Åsa <b>Lind</b>",
        "offer": "10% off everything",
        "code": "ASA10",
        "greeting": "",
        "days": 14,
    },
    MARCO: {"creator": "Marco", "offer": "", "code": "", "greeting": "", "days": 30},
    CLEO: {
        "creator": "Cleo",
        "offer": "5% off",
        "code": "CLEO5",
        "greeting": "Cleo sent you <i>here</i>: 5% off",
        "days": 30,
    },
}
SHOP_TOKEN = "anas-atelier.myshopify.com.signature"

CART_ATTRIBUTES = """async () => (await (await fetch("/cart.js")).json()).attributes"""


class GreetingApp:
    """The app's side: who is greeted by which link, and every event that was collected."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.away = False
        self.heard = threading.Condition()
        self.messages: list[dict[str, Any]] = []
        self.flask = Flask("greeting", static_folder=None)
        self.flask.add_url_rule("/proxy/greet/<key>", view_func=self.greet)
        self.flask.add_url_rule("/collect", view_func=self.collect, methods=["POST"])

    def greet(self, key: str) -> Response | tuple[Response, int]:
        """Who sent the shopper; 404 for a link there is not."""
        self.asked.append(key)
        if self.away:
            abort(503)
        if key not in GREETINGS:
            return jsonify(error="There is nobody to greet for."), 404
        return jsonify(GREETINGS[key])

    def collect(self) -> tuple[str, int, dict[str, str]]:
        """Keeps a message of the pixel."""
        with self.heard:
            self.messages.append(
                {"origin": request.headers.get("Origin"), "type": request.content_type}
                | json.loads(request.get_data())
            )
            self.heard.notify_all()
        return "", 204, {"Access-Control-Allow-Origin": "*"}

    def events(self) -> list[dict[str, Any]]:
        """Every event so far, in the order of arrival."""
        return [event for message in self.messages for event in message["events"]]

    def wait_for(self, *kinds: str) -> list[dict[str, Any]]:
        """Every event, once there is one of each of these kinds; AssertionError when they do not come."""
        with self.heard:
            came = self.heard.wait_for(
                lambda: set(kinds) <= {event["kind"] for event in self.events()}, WAIT_MILLISECONDS / 1000
            )
        assert came, f"of {kinds} only {[event['kind'] for event in self.events()]} came"
        return self.events()


@dataclass
class Stage:
    """A running storefront."""

    url: str
    world: World
    shop: Shop
    app: GreetingApp
    settings: dict[str, Any] = field(default_factory=dict)

    def switch(self, on: bool = True, /, **settings: Any) -> None:
        """The merchant switches the block on with these settings, or off."""
        place(self.shop, "creator-theme", "creator-embed", on, settings)

    def activate_pixel(self) -> None:
        """What `webPixelCreate` leaves behind."""
        settings = {"collector": f"{self.world.app_url}/collect", "shop": SHOP_TOKEN}
        self.shop.extra["web_pixel"] = WebPixel(self.world.next_id(), settings)


@contextmanager
def standing(world: World, shop: Shop) -> Iterator[Stage]:
    """The shop's storefront and the app behind it, with the block switched on, while the context lasts."""
    app = GreetingApp()
    oauth.install(world, shop)
    with serve(app.flask) as app_url, serve(create_storefront(world, shop.domain)) as url:
        world.app_url = app_url
        stage = Stage(url, world, shop, app)
        stage.switch()
        yield stage


def reference(key: str, seconds_ago: float = 60) -> str:
    """A visit's reference as the server makes it, `seconds_ago`."""
    number, digits = int(time.time() - seconds_ago), ""
    while number:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return f"{key}.0123456789abcdef.{digits}"


def kept(page: Page) -> dict[str, Any] | None:
    """What the script keeps in the shop's storage."""
    found: str | None = page.evaluate("localStorage.getItem('earmark')")
    return json.loads(found) if found else None


def wait_for_cart(page: Page, wanted: dict[str, str]) -> None:
    """Wait until the cart has exactly these attributes; AssertionError with the last ones seen."""
    deadline = time.monotonic() + WAIT_MILLISECONDS / 1000
    while (found := page.evaluate(CART_ATTRIBUTES)) != wanted:
        assert time.monotonic() < deadline, f"{found} instead of {wanted}"
        page.wait_for_timeout(50)


def wait_until_kept(page: Page, script: str = "kept.greet !== undefined") -> dict[str, Any]:
    """Wait until something is kept of which `script` (of `kept`) is true; what is kept."""
    page.wait_for_function(
        f"""() => {{
            const kept = JSON.parse(localStorage.getItem("earmark") || "0");
            return kept && ({script});
        }}"""
    )
    found = kept(page)
    assert found is not None
    return found
