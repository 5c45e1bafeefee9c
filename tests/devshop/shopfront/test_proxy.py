"""The app proxy: what the app is told, what it may answer, and what never passes."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, Response, redirect, request
from flask.testing import FlaskClient
from shopify_app import ShopifyApp

from tests import cast
from tests.browser import serve
from tests.devshop import oauth
from tests.devshop.shopfront.conftest import Visit
from tests.devshop.shopfront.proxy import proxy_signature
from tests.devshop.world import Shop, World

Answer = Callable[[], Response]


class ProxiedApp:
    """An app that keeps the requests it got and answers as told."""

    def __init__(self) -> None:
        self.answer: Answer = lambda: Response("plain")
        self.urls: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.bodies: list[tuple[str, bytes]] = []

    def flask(self) -> Flask:
        app = Flask("proxied")

        @app.route("/proxy", defaults={"path": ""}, methods=["GET", "POST"])
        @app.route("/proxy/<path:path>", methods=["GET", "POST"])
        def take(path: str) -> Response:
            self.urls.append(request.url)
            self.headers.append({key.lower(): value for key, value in request.headers.items()})
            self.bodies.append((request.method, request.get_data()))
            if path == "moved":
                return redirect("/proxy/final?" + request.query_string.decode())  # type: ignore[return-value]
            if path == "away":
                return redirect("https://evil.example/")  # type: ignore[return-value]
            return self.answer()

        return app


@pytest.fixture
def proxied(world: World, ana: Shop) -> Iterator[ProxiedApp]:
    oauth.install(world, ana)
    app = ProxiedApp()
    with serve(app.flask()) as url:
        world.app_url = url
        yield app


def test_shopify_s_own_library_accepts_the_signature(
    buyer: FlaskClient, proxied: ProxiedApp, world: World
) -> None:
    from datetime import UTC, datetime

    world.clock = lambda: datetime.now(UTC)  # the library refuses what is older than 90 seconds
    buyer.get("/apps/earmark/asa?utm_source=a%20b&tag=x&tag=y&signature=forged&shop=bens-bikes.myshopify.com")
    library = ShopifyApp(client_id=cast.CLIENT_ID, client_secret=cast.CLIENT_SECRET)
    sent: Any = {"method": "GET", "url": proxied.urls[0], "headers": {}, "body": ""}
    verified = library.verify_app_proxy_req(sent)
    assert verified.ok, verified.log
    assert verified.shop == "anas-atelier"
    sent["url"] = sent["url"].replace("tag=y", "tag=z")
    assert not library.verify_app_proxy_req(sent).ok


def test_the_signature_is_over_the_sorted_joined_parameters() -> None:
    query = [("b", "2"), ("a", "1"), ("b", "3"), ("signature", "x"), ("shop", "s")]
    expected = hmac.new(b"secret", b"a=1b=2,3shop=s", hashlib.sha256).hexdigest()
    assert proxy_signature("secret", query) == expected


def test_the_app_is_told_the_shop_and_never_a_cookie(buyer: FlaskClient, proxied: ProxiedApp) -> None:
    buyer.post("/cart/update.js", json={"note": "a cookie now exists"})
    buyer.post(
        "/apps/earmark/visits/7?x=1",
        data=b'{"a": 1}',
        headers={"Content-Type": "application/json", "X-Own": "kept"},
    )
    headers = proxied.headers[0]
    assert proxied.bodies == [("POST", b'{"a": 1}')]
    assert "/proxy/visits/7?x=1&" in proxied.urls[0]
    assert "&path_prefix=/apps/earmark&" in proxied.urls[0]
    assert "cookie" not in headers
    assert (headers["x-own"], headers["content-type"]) == ("kept", "application/json")
    assert (headers["x-forwarded-host"], headers["x-forwarded-for"]) == (
        "anas-atelier.myshopify.com",
        "127.0.0.1",
    )


def test_headers_shopify_strips_do_not_reach_the_buyer(buyer: FlaskClient, proxied: ProxiedApp) -> None:
    kept = {
        "X-Robots-Tag": "noindex",
        "Cache-Control": "max-age=60",
        "Link": "</x>; rel=preload",
        "Content-Type": "text/css",
    }
    stripped = {
        "Set-Cookie": "a=b",
        "X-Powered-By": "us",
        "Warning": "199 x",
        "Accept-Ranges": "bytes",
        "P3P": "x",
    }
    proxied.answer = lambda: Response("body", 201, {**kept, **stripped})
    answer = buyer.get("/apps/earmark/style.css")
    assert (answer.status_code, answer.get_data(as_text=True)) == (201, "body")
    assert {key: answer.headers[key] for key in kept} == kept
    assert not set(stripped) & set(answer.headers.keys())


LIQUID = """{% assign page_title = "From Åsa" %}<h1>{{ shop.name }}</h1>
{% assign mug = all_products["stoneware-mug"] %}
<a href="{{ mug.url }}">{{ mug.title }} {{ mug.price | money }}</a>
{% for product in collections.living.products limit: 1 %}<b>{{ product.title }}</b>{% endfor %}
{{ collections["none-such"].title }}{{ "<i>" | escape }}"""


def test_liquid_is_rendered_inside_the_shop_s_layout(buyer: FlaskClient, proxied: ProxiedApp) -> None:
    proxied.answer = lambda: Response(
        LIQUID, content_type="application/liquid; charset=utf-8", headers={"X-Robots-Tag": "noindex"}
    )
    answer = buyer.get("/apps/earmark/asa")
    html = answer.get_data(as_text=True)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "<title>From Åsa</title>" in html
    assert '<a href="/products/stoneware-mug">Stoneware Mug €24.00</a>' in html
    assert "<b>Wool Throw</b>" in html
    assert "&lt;i&gt;" in html
    assert 'class="shop-head"' in html


def test_a_page_without_layout_is_bare(buyer: FlaskClient, proxied: ProxiedApp) -> None:
    proxied.answer = lambda: Response(
        "{% layout none %}<p>{{ shop.currency }}</p>", content_type="application/liquid"
    )
    assert buyer.get("/apps/earmark/bare").get_data(as_text=True) == "<p>EUR</p>"


def test_a_mistake_in_liquid_is_said_in_the_page(buyer: FlaskClient, proxied: ProxiedApp) -> None:
    proxied.answer = lambda: Response("{% if %}<script>", content_type="application/liquid")
    answer = buyer.get("/apps/earmark/broken")
    assert answer.status_code == 200
    assert "Liquid error:" in answer.get_data(as_text=True)


def test_redirects_are_followed_on_the_way_and_only_inside_the_app(
    buyer: FlaskClient, proxied: ProxiedApp
) -> None:
    proxied.answer = lambda: Response("arrived")
    assert buyer.get("/apps/earmark/moved").get_data(as_text=True) == "arrived"
    away = buyer.get("/apps/earmark/away")
    assert away.status_code == 502
    assert "evil.example" in away.get_data(as_text=True)


def test_nothing_is_proxied_for_other_paths_or_shops_without_the_app(
    buyer: FlaskClient, visit: Visit, proxied: ProxiedApp, ana: Shop, ben: Shop
) -> None:
    assert buyer.get("/apps/another/asa").status_code == 404
    assert buyer.get("/tools/earmark/asa").status_code == 404
    assert visit(ben).get("/apps/earmark/asa").status_code == 404
    ana.installation = None
    assert buyer.get("/apps/earmark/asa").status_code == 404
    assert proxied.urls == []


def test_an_app_that_is_down_is_an_error_page_of_the_shop(
    buyer: FlaskClient, world: World, ana: Shop
) -> None:
    oauth.install(world, ana)
    world.app_url = "http://127.0.0.1:9"
    answer = buyer.get("/apps/earmark/asa")
    assert answer.status_code == 502
    assert "There was an error in the app" in answer.get_data(as_text=True)
