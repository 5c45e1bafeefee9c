"""Tokens: exchange, rotation, the previous-token rule, expiry, secrets."""

from __future__ import annotations

from typing import Any

import jwt
import pytest
from flask.testing import FlaskClient

from tests import cast
from tests.devshop.app import create_devshop
from tests.devshop.fixtures import Clock
from tests.devshop.oauth import (
    checkout_token,
    id_token,
    install,
    installation_for_token,
    revoke_old_secret,
    rotate_secret,
    uninstall,
)
from tests.devshop.world import Shop, World

EXCHANGE = {
    "client_id": cast.CLIENT_ID,
    "client_secret": cast.CLIENT_SECRET,
    "grant_type": "urn:ietf:params:oauth:grant-type:token-exchange",
    "subject_token_type": "urn:ietf:params:oauth:token-type:id_token",
    "requested_token_type": "urn:shopify:params:oauth:token-type:offline-access-token",
    "expiring": "1",
}


@pytest.fixture
def client(world: World) -> FlaskClient:
    return create_devshop(world).test_client()


def ask(client: FlaskClient, shop: Shop, status: int = 200, **body: Any) -> dict[str, Any]:
    answer = client.post("/admin/oauth/access_token", json=body, headers={"Host": shop.domain})
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def exchange(
    client: FlaskClient, world: World, shop: Shop, status: int = 200, **changed: Any
) -> dict[str, Any]:
    return ask(client, shop, status, **{**EXCHANGE, "subject_token": id_token(world, shop), **changed})


def refresh(client: FlaskClient, shop: Shop, token: str, status: int = 200, **changed: Any) -> dict[str, Any]:
    body = {key: EXCHANGE[key] for key in ("client_id", "client_secret")}
    return ask(
        client, shop, status, **{**body, "grant_type": "refresh_token", "refresh_token": token, **changed}
    )


def test_id_token_claims(world: World, ana: Shop) -> None:
    claims = jwt.decode(
        id_token(world, ana),
        cast.CLIENT_SECRET,
        ["HS256"],
        audience=cast.CLIENT_ID,
        options={"verify_exp": False},
    )
    assert set(claims) == {"iss", "dest", "aud", "sub", "exp", "nbf", "iat", "jti", "sid"}
    assert claims["iss"] == f"https://{ana.domain}/admin"
    assert claims["dest"] == f"https://{ana.domain}"
    assert claims["exp"] - claims["iat"] == 60


def test_checkout_token_lives_five_minutes_and_names_no_order(world: World, ana: Shop) -> None:
    token = checkout_token(world, ana, customer_id=7)
    claims = jwt.decode(
        token, cast.CLIENT_SECRET, ["HS256"], audience=cast.CLIENT_ID, options={"verify_exp": False}
    )
    assert set(claims) == {"dest", "aud", "sub", "exp", "nbf", "iat", "jti"}
    assert claims["exp"] - claims["iat"] == 300
    assert claims["sub"] == "gid://shopify/Customer/7"


def test_exchange_answers_as_shopify(client: FlaskClient, world: World, ana: Shop, ben: Shop) -> None:
    installation = install(world, ana)
    install(world, ben)
    pair = exchange(client, world, ana)
    assert set(pair) == {"access_token", "scope", "expires_in", "refresh_token", "refresh_token_expires_in"}
    assert pair["scope"] == ",".join(installation.scopes)
    assert (pair["expires_in"], pair["refresh_token_expires_in"]) == (3600, 90 * 86400)
    assert installation_for_token(world, ana, pair["access_token"]) is installation
    assert installation_for_token(world, ben, pair["access_token"]) is None


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        pytest.param({"client_secret": "wrong"}, "invalid_client", id="wrong secret"),
        pytest.param({"client_id": "other"}, "invalid_client", id="other app"),
        pytest.param({"subject_token": "no.jwt.here"}, "invalid_subject_token", id="no token"),
        pytest.param({"grant_type": "password"}, "unsupported_grant_type", id="grant type"),
        pytest.param({"requested_token_type": "urn:x"}, "invalid_request", id="token type"),
    ],
)
def test_exchange_refused(
    client: FlaskClient, world: World, ana: Shop, changed: dict[str, str], error: str
) -> None:
    install(world, ana)
    assert exchange(client, world, ana, 400, **changed)["error"] == error


def test_an_old_or_foreign_id_token_is_refused(
    client: FlaskClient, world: World, ana: Shop, ben: Shop, clock: Clock
) -> None:
    install(world, ana)
    token = id_token(world, ana)
    clock.move(seconds=71)
    assert exchange(client, world, ana, 400, subject_token=token)["error"] == "invalid_subject_token"
    foreign = id_token(world, ben)
    assert exchange(client, world, ana, 400, subject_token=foreign)["error"] == "invalid_subject_token"


def test_a_shop_without_the_app_gives_no_token(client: FlaskClient, world: World, ana: Shop) -> None:
    assert exchange(client, world, ana, 400)["error"] == "invalid_client"


def test_access_tokens_expire(client: FlaskClient, world: World, ana: Shop, clock: Clock) -> None:
    install(world, ana)
    token = exchange(client, world, ana)["access_token"]
    clock.move(seconds=3599)
    assert installation_for_token(world, ana, token) is not None
    clock.move(seconds=1)
    assert installation_for_token(world, ana, token) is None


def test_a_token_that_never_expires_is_not_taken(client: FlaskClient, world: World, ana: Shop) -> None:
    install(world, ana)
    body: dict[str, Any] = {key: value for key, value in EXCHANGE.items() if key != "expiring"}
    pair = ask(client, ana, **body, subject_token=id_token(world, ana))
    assert set(pair) == {"access_token", "scope"}
    assert installation_for_token(world, ana, pair["access_token"]) is None


def test_the_previous_refresh_token_works_until_the_new_one_is_used(
    client: FlaskClient, world: World, ana: Shop
) -> None:
    install(world, ana)
    first = exchange(client, world, ana)["refresh_token"]
    lost = refresh(client, ana, first)["refresh_token"]
    second = refresh(client, ana, first)["refresh_token"]
    assert len({first, lost, second}) == 3
    refresh(client, ana, second)
    assert refresh(client, ana, first, 400)["error"] == "invalid_grant"


def test_the_previous_refresh_token_ends_after_30_days(
    client: FlaskClient, world: World, ana: Shop, clock: Clock
) -> None:
    install(world, ana)
    first = exchange(client, world, ana)["refresh_token"]
    refresh(client, ana, first)
    clock.move(days=29, hours=23)
    refresh(client, ana, first)
    clock.move(hours=1)
    assert refresh(client, ana, first, 400)["error"] == "invalid_grant"


def test_a_refresh_token_lives_90_days(client: FlaskClient, world: World, ana: Shop, clock: Clock) -> None:
    install(world, ana)
    token = exchange(client, world, ana)["refresh_token"]
    clock.move(days=90)
    assert refresh(client, ana, token, 400)["error"] == "invalid_grant"


def test_uninstalling_kills_every_token(client: FlaskClient, world: World, ana: Shop) -> None:
    install(world, ana)
    pair = exchange(client, world, ana)
    uninstall(world, ana)
    assert installation_for_token(world, ana, pair["access_token"]) is None
    assert refresh(client, ana, pair["refresh_token"], 400)["error"] == "invalid_client"
    install(world, ana)
    assert refresh(client, ana, pair["refresh_token"], 400)["error"] == "invalid_grant"


def test_both_secrets_work_until_the_old_one_is_revoked(client: FlaskClient, world: World, ana: Shop) -> None:
    install(world, ana)
    old = exchange(client, world, ana)
    rotate_secret(world, "new-secret")
    new = exchange(client, world, ana, client_secret="new-secret")
    exchange(client, world, ana)
    revoke_old_secret(world)
    assert installation_for_token(world, ana, old["access_token"]) is None
    assert installation_for_token(world, ana, new["access_token"]) is not None
    assert exchange(client, world, ana, 400)["error"] == "invalid_client"


def test_an_unknown_shop_is_not_found(client: FlaskClient) -> None:
    answer = client.post("/admin/oauth/access_token", json=EXCHANGE, headers={"Host": "nobody.myshopify.com"})
    assert answer.status_code == 404
