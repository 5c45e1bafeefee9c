"""Who gets in: the shop comes from a verified ID token, or nobody's numbers are shown."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import jwt
import pytest

from plugin.admin.session import SCOPE_REASONS
from plugin.shopify.manifest import manifest
from tests import cast
from tests.devshop import oauth
from tests.plugin.admin.conftest import id_token
from tests.standin_line import Clock, shop_of, standin

RETRY = "X-Shopify-Retry-Invalid-Session-Request"
ANA_DOMAIN = cast.ANA.domain


def forged() -> str:
    claims = jwt.decode(id_token(cast.ANA), options={"verify_signature": False})
    return jwt.encode(claims, "another-secret-of-at-least-32-bytes", algorithm="HS256")


@pytest.fixture
def client(browse, ana, ben):
    browse(cast.BEN)
    return browse(cast.ANA).client


REFUSED = [
    pytest.param(lambda: "nonsense", id="not a token"),
    pytest.param(lambda: id_token(cast.ANA, exp=time.time() - 60), id="stale"),
    pytest.param(lambda: id_token(cast.ANA, nbf=time.time() + 600), id="not yet valid"),
    pytest.param(lambda: id_token(cast.ANA, aud="another-app"), id="for another app"),
    pytest.param(
        lambda: id_token(cast.ANA, iss=f"https://{cast.BEN.domain}/admin"), id="issued by another shop"
    ),
    pytest.param(lambda: id_token(cast.ANA, dest="https://evil.example.com"), id="for no shop"),
    pytest.param(forged, id="signed by a stranger"),
    pytest.param(lambda: id_token(cast.ANA).rsplit(".", 1)[0] + ".", id="signature cut off"),
    pytest.param(lambda: "é" * 20, id="no ASCII"),
]


@pytest.mark.parametrize("token", REFUSED)
def test_a_fetch_with_a_bad_token_is_asked_to_try_again(client, token):
    answer = client.get("/", headers={"Authorization": f"Bearer {token()}"})
    assert answer.status_code == 401
    assert answer.headers[RETRY] == "1"
    assert cast.ANA.name not in answer.text


@pytest.mark.parametrize("token", [pytest.param(str, id="no token"), *REFUSED])
def test_a_document_with_a_bad_token_goes_to_the_patch_page(client, token):
    answer = client.get("/", query_string={"shop": ANA_DOMAIN, "id_token": token(), "sort": "name"})
    if answer.status_code == 401:  # claims that no fresh token would mend
        assert cast.ANA.name not in answer.text
        return
    assert answer.status_code == 302
    assert answer.location.startswith("/patch-id-token?")
    assert "id_token=" not in answer.location
    assert "shopify-reload=%2F%3F" in answer.location


def test_a_good_document_is_shown_framed_by_its_shop_only(client):
    answer = client.get("/", query_string={"shop": cast.BEN.domain, "id_token": id_token(cast.ANA)})
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    # The shop in the address is anybody's word: the token says Ana.
    assert f"frame-ancestors https://{ANA_DOMAIN} https://admin.shopify.com;" in policy
    assert cast.BEN.domain not in policy
    assert "X-Frame-Options" not in answer.headers
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_no_answer_sets_a_cookie(client):
    for path in ("/", "/nowhere", "/patch-id-token"):
        for headers in ({}, {"Authorization": f"Bearer {id_token(cast.ANA)}"}):
            assert "Set-Cookie" not in client.get(path, headers=headers).headers


def test_the_patch_page_loads_app_bridge_for_the_shop(client):
    answer = client.get(
        "/patch-id-token", query_string={"shop": ANA_DOMAIN, "shopify-reload": "/orders?q=%C3%85sa+1&page=2"}
    )
    assert answer.status_code == 200
    assert f'data-api-key="{cast.CLIENT_ID}"' in answer.text
    assert "/shopifycloud/app-bridge.js" in answer.text
    assert (
        f"frame-ancestors https://{ANA_DOMAIN} https://admin.shopify.com;"
        in answer.headers["Content-Security-Policy"]
    )


@pytest.mark.parametrize(
    "query",
    [
        pytest.param({}, id="nothing"),
        pytest.param({"shop": "evil.example.com", "shopify-reload": "/"}, id="no shop"),
        pytest.param({"shop": ANA_DOMAIN}, id="nowhere to go"),
        pytest.param(
            {"shop": ANA_DOMAIN, "shopify-reload": "https://evil.example.com"}, id="to another site"
        ),
        pytest.param({"shop": ANA_DOMAIN, "shopify-reload": "//evil.example.com"}, id="to another host"),
        pytest.param(
            {"shop": ANA_DOMAIN, "shopify-reload": "/\\evil.example.com"}, id="to another host, backslash"
        ),
        pytest.param({"shop": ANA_DOMAIN, "shopify-reload": "javascript:alert(1)"}, id="to a script"),
        pytest.param(
            {"shop": ANA_DOMAIN, "shopify-reload": "/\t/evil.example.com"}, id="to another host, behind a tab"
        ),
        pytest.param(
            {"shop": ANA_DOMAIN, "shopify-reload": "/\n/evil.example.com"}, id="to another host, a line down"
        ),
        pytest.param(
            {"shop": ANA_DOMAIN, "shopify-reload": "/\r\\evil.example.com"}, id="to another host, both"
        ),
    ],
)
def test_the_patch_page_leads_nowhere_else(client, query):
    answer = client.get("/patch-id-token", query_string=query)
    assert answer.status_code in (400, 401)
    assert "app-bridge.js" not in answer.text
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


class TestWithShopify:
    """The door with the stand-in behind it, where opening the app asks Shopify something."""

    @pytest.fixture
    def line(self, app, database):
        line = standin(Clock(datetime.now(UTC)))  # the library that verifies asks the real clock
        app.extensions |= {"shopify_http": line.http, "clock": line.world.clock}
        return line

    def open(self, app, line):
        token = oauth.id_token(line.world, shop_of(line, cast.ANA), line.world.now())
        return app.test_client().get("/", headers={"Authorization": f"Bearer {token}"})

    def test_the_first_load_installs_and_shows_the_page(self, app, line):
        answer = self.open(app, line)
        assert answer.status_code == 200
        assert "First steps" in answer.text

    def test_missing_scopes_are_named_with_their_reasons_until_granted(self, app, line):
        oauth.change_scopes(line.world, shop_of(line, cast.ANA), ["read_orders", "read_products"])
        answer = self.open(app, line)
        assert answer.status_code == 403
        assert "write_discounts" in answer.text
        assert SCOPE_REASONS["write_discounts"].replace("'", "&#39;") in answer.text
        assert "First steps" not in answer.text
        assert "read_orders" not in answer.text
        oauth.change_scopes(line.world, shop_of(line, cast.ANA), list(manifest().scopes))
        assert self.open(app, line).status_code == 200

    def test_a_shopify_that_does_not_answer_is_said_in_the_shops_frame(self, app, line):
        line.cut_after = [True] * 20
        answer = self.open(app, line)
        assert answer.status_code == 502
        assert "Shopify did not answer as expected" in answer.text
        assert f"frame-ancestors https://{ANA_DOMAIN}" in answer.headers["Content-Security-Policy"]


def test_every_scope_of_the_manifest_has_a_reason():
    assert set(SCOPE_REASONS) == set(manifest().scopes)
