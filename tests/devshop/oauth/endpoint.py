"""POST /admin/oauth/access_token: token exchange and refresh, answered and refused as Shopify does."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any

import jwt
from flask import Blueprint, Response, current_app, jsonify, request

from tests.devshop.oauth.grants import Grant, issue, refresh

if TYPE_CHECKING:
    from tests.devshop.world import Shop, World

blueprint = Blueprint("oauth", __name__)

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
ID_TOKEN = "urn:ietf:params:oauth:token-type:id_token"
OFFLINE = "urn:shopify:params:oauth:token-type:offline-access-token"
LEEWAY_SECONDS = 10


@blueprint.post("/admin/oauth/access_token")
def access_token() -> tuple[Response, int] | Response:
    """Exchange an ID token for a pair (`expiring=1`), or a refresh token for the next pair.

    Errors are 400 with `error` invalid_client (wrong secret, or the app is not installed),
    invalid_subject_token, invalid_grant (refresh token unknown, expired or retired) or invalid_request.
    """
    world: World = current_app.config["WORLD"]
    shop = world.shops.get(request.host.partition(":")[0].lower())
    if shop is None:
        return jsonify(errors="Not Found"), 404
    given = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    if not isinstance(given, dict):
        return _refused("invalid_request", "The body is no JSON object.")
    with world.lock:
        if not _known_client(world, given) or shop.installation is None:
            return _refused("invalid_client", "Client authentication failed or the app is not installed.")
        if given.get("grant_type") == EXCHANGE:
            return _exchange(world, shop, given)
        if given.get("grant_type") == "refresh_token":
            secret, token = str(given["client_secret"]), str(given.get("refresh_token", ""))
            grant = refresh(world, shop.installation, secret, token, world.now())
            if grant is None:
                return _refused("invalid_grant", "The refresh token is invalid, expired or was already used.")
            return _answer(world, grant)
        return _refused("unsupported_grant_type", f"Grant type {given.get('grant_type')!r} is not supported.")


def _exchange(world: World, shop: Shop, given: dict[str, Any]) -> tuple[Response, int] | Response:
    if given.get("subject_token_type") != ID_TOKEN or given.get("requested_token_type") != OFFLINE:
        return _refused("invalid_request", "Only an ID token can be exchanged, and for an offline token.")
    if not _valid_subject(world, shop, str(given.get("subject_token", ""))):
        return _refused("invalid_subject_token", "The subject token is invalid.")
    installation = shop.installation
    if installation is None:
        return _refused("invalid_client", "The app is not installed.")
    expiring = str(given.get("expiring", "0")).lower() in {"1", "true"}
    secret = str(given["client_secret"])
    return _answer(world, issue(world, installation, secret, world.now(), expiring=expiring))


def _valid_subject(world: World, shop: Shop, token: str) -> bool:
    """Whether one of the live secrets signed `token` for this app and this shop, and it has not run out.

    The times are checked against the stand-in's clock, which a test may have set.
    """
    for secret in filter(None, (world.client_secret, world.old_client_secret)):
        try:
            claims = jwt.decode(
                token,
                secret,
                algorithms=["HS256"],
                audience=world.client_id,
                options={
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                    "require": ["exp", "dest"],
                },
            )
        except jwt.PyJWTError:
            continue
        now = world.now().timestamp()
        alive = claims.get("nbf", 0) - LEEWAY_SECONDS <= now < claims["exp"] + LEEWAY_SECONDS
        return (
            alive
            and claims["dest"] == f"https://{shop.domain}"
            and claims.get("iss") == f"{claims['dest']}/admin"
        )
    return False


def _known_client(world: World, given: dict[str, Any]) -> bool:
    secret = str(given.get("client_secret", "")).encode()
    live = [row.encode() for row in (world.client_secret, world.old_client_secret) if row]
    right = [hmac.compare_digest(secret, row) for row in live]
    return given.get("client_id") == world.client_id and any(right)


def _answer(world: World, grant: Grant) -> Response:
    body: dict[str, Any] = {"access_token": grant.access_token, "scope": ",".join(grant.scopes)}
    if grant.refresh_token is not None and grant.refresh_expires_at is not None:
        body["expires_in"] = world.token_seconds
        body["refresh_token"] = grant.refresh_token
        body["refresh_token_expires_in"] = int((grant.refresh_expires_at - grant.issued_at).total_seconds())
    return jsonify(body)


def _refused(error: str, description: str) -> tuple[Response, int]:
    return jsonify(error=error, error_description=description), 400
