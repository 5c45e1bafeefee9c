"""The admin's own pages over HTTP: who may see what, and what the app is handed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import jwt
import pytest
from flask.testing import FlaskClient

from tests import cast
from tests.devshop import oauth
from tests.devshop.app import create_devshop
from tests.devshop.frame.app_config import read_app_config
from tests.devshop.world import Shop, World


@pytest.fixture
def client(world: World) -> FlaskClient:
    return create_devshop(world).test_client()


def iframe_source(html: str) -> str:
    found = re.search(r'name="app-iframe"[^>]* src="([^"]+)"', html)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_the_start_page_names_every_shop_and_says_where_the_app_is_installed(
    client: FlaskClient, world: World, ana: Shop
) -> None:
    oauth.install(world, ana)
    html = client.get("/").get_data(as_text=True)
    assert "Ana&#39;s Atelier" in html
    assert "Ben&#39;s Bikes" in html
    assert html.count(">Installed<") == 1
    assert html.count(">Not installed<") == 1


def test_a_shop_without_the_app_is_asked_with_every_scope_and_then_lands_where_it_wanted(
    client: FlaskClient, world: World, ana: Shop, ben: Shop
) -> None:
    scopes = read_app_config(world.manifest).scopes
    html = client.get("/store/anas-atelier/apps/earmark/creators").get_data(as_text=True)
    assert scopes
    assert all(f"<code>{scope}</code>" in html for scope in scopes)
    assert "iframe" not in html
    answer = client.post("/store/anas-atelier/apps/earmark/install", data={"path": "creators"})
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        "/store/anas-atelier/apps/earmark/creators",
    )
    assert ana.installation is not None
    assert set(ana.installation.scopes) == set(scopes)
    assert ben.installation is None


def test_the_iframe_asks_for_the_page_with_a_signed_launch_query(
    client: FlaskClient, world: World, ana: Shop
) -> None:
    oauth.install(world, ana)
    html = client.get("/store/anas-atelier/apps/earmark/orders?sort=net&locale=sv").get_data(as_text=True)
    parts = urlsplit(iframe_source(html))
    query = dict(parse_qsl(parts.query))
    assert (parts.netloc, parts.path) == ("app.test", "/orders")
    assert (query["shop"], query["embedded"], query["locale"], query["sort"]) == (
        ana.domain,
        "1",
        "sv",
        "net",
    )
    assert base64.urlsafe_b64decode(query["host"] + "==") == b"admin.shopify.com/store/anas-atelier"
    signed = {key: value for key, value in query.items() if key not in {"hmac", "sort"}}
    expected = hmac.new(
        cast.CLIENT_SECRET.encode(), urlencode(sorted(signed.items())).encode(), hashlib.sha256
    )
    assert query["hmac"] == expected.hexdigest()
    options: Any = {"verify_exp": False, "verify_nbf": False, "verify_iat": False}
    claims = jwt.decode(
        query["id_token"], cast.CLIENT_SECRET, algorithms=["HS256"], audience=cast.CLIENT_ID, options=options
    )
    assert claims["dest"] == f"https://{ana.domain}"


def test_a_token_is_for_the_shop_of_the_address_and_only_while_the_app_is_installed(
    client: FlaskClient, world: World, ana: Shop, ben: Shop
) -> None:
    oauth.install(world, ana)
    assert client.post("/store/bens-bikes/apps/earmark/id-token").status_code == 403
    token = client.post("/store/anas-atelier/apps/earmark/id-token").get_json()["id_token"]
    assert jwt.decode(token, options={"verify_signature": False})["dest"] == f"https://{ana.domain}"
    oauth.uninstall(world, ana)
    assert client.post("/store/anas-atelier/apps/earmark/id-token").status_code == 403
    assert ben.installation is None


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/store/nobody/apps/earmark", id="shop"),
        pytest.param("/store/anas-atelier/apps/another", id="app"),
    ],
)
def test_what_is_not_there_is_said_so(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_only_optional_scopes_can_be_given_and_taken(client: FlaskClient, world: World, ana: Shop) -> None:
    oauth.install(world, ana)
    path = "/store/anas-atelier/apps/earmark/scopes"
    assert client.get(path).get_json()["granted"] == ana.installation.scopes  # type: ignore[union-attr]
    assert client.post(path, json={"grant": ["write_payment_gateways"]}).status_code == 422
    assert client.post(path, json={"revoke": ["read_orders"]}).status_code == 422
    assert "read_orders" in client.get(path).get_json()["granted"]
