"""The HTTP door of the Admin API: shop from the Host header, token from X-Shopify-Access-Token."""

from __future__ import annotations

import json
import re
import socket
from typing import Any

from flask import Blueprint, Response, current_app, request

from tests.devshop import artefacts
from tests.devshop.api import faults, resolvers
from tests.devshop.api.execute import answer
from tests.devshop.api.registry import Call, NotBuiltError
from tests.devshop.api.resolvers.bulk.records import output
from tests.devshop.api.schema import load_schema
from tests.devshop.api.scopes import effective
from tests.devshop.world import Installation, Shop, World

blueprint = Blueprint("admin_api", __name__)
resolvers.load()

INVALID_TOKEN = "[API] Invalid API key or access token (unrecognized login or wrong password)"


@blueprint.post("/admin/api/<version>/graphql.json")
def graphql(version: str) -> Response:
    """One GraphQL request of the app. A retired version falls forward to the oldest that is left."""
    world: World = current_app.config["WORLD"]
    faults.hold_back(world)
    shop = world.shops.get(request.host.partition(":")[0].lower())
    if shop is None:
        return _json({"errors": "Not Found"}, 404)
    if faults.take(world, "server_error"):
        return Response("Service Unavailable", 503, content_type="text/plain")
    installation = _installation(world, shop, request.headers.get("X-Shopify-Access-Token", ""))
    if installation is None:
        return _json({"errors": INVALID_TOKEN}, 401)
    asked = _asked()
    if asked is None:
        return _json({"errors": {"query": "Required parameter missing or invalid"}}, 400)
    schema = load_schema(serving(version))
    with world.lock:
        call = Call(world, shop, installation, effective(installation.scopes), world.now(), schema)
        try:
            body = answer(call, asked["query"], asked.get("variables") or {}, asked.get("operationName"))
        except NotBuiltError as gap:
            current_app.logger.error("%s", gap)
            return _json(
                {"errors": [{"message": str(gap), "extensions": {"code": "STAND_IN_NOT_BUILT"}}]}, 501
            )
    _announce(call)
    if call.changed and faults.take(world, "lose_answer"):
        return _lose_answer()
    return _json(body, 200, version=schema.version)


@blueprint.get("/bulk-operation-outputs/<token>")
def bulk_output(token: str) -> Response:
    """The result of a bulk operation: the address is secret and good for seven days, so no token is asked."""
    world: World = current_app.config["WORLD"]
    shop = world.shops.get(request.host.partition(":")[0].lower())
    found = output(shop, token, world.now()) if shop is not None else None
    if found is None:
        return Response("AccessDenied", 403, content_type="text/plain")
    response = Response(found, 200, content_type="application/jsonl")
    # Storage answers a range, so that a broken download goes on where it broke.
    response.make_conditional(request, accept_ranges=True, complete_length=len(response.data))
    return response


def serving(version: str) -> str:
    """The version that answers a request for `version`: an older one than there is becomes the oldest, a
    newer or unknown one the latest.
    """
    known = artefacts.admin_versions()
    if version in known:
        return version
    return known[0] if re.fullmatch(r"\d{4}-\d\d", version) and version < known[0] else artefacts.LATEST


def _asked() -> dict[str, Any] | None:
    if request.mimetype == "application/graphql":
        return {"query": request.get_data(as_text=True)}
    content = request.get_json(silent=True)
    if not isinstance(content, dict) or not isinstance(content.get("query"), str):
        return None
    return content


def _installation(world: World, shop: Shop, token: str) -> Installation | None:
    from tests.devshop.oauth import installation_for_token

    return installation_for_token(world, shop, token) if token else None


def _announce(call: Call) -> None:
    if not call.events and not call.later:
        return
    from tests.devshop.webhooks import publish

    for topic, body in call.events:
        publish(call.world, call.shop, topic, body)
    for topic, body, wait_seconds in call.later:
        publish(call.world, call.shop, topic, body, wait_seconds=wait_seconds)


def _lose_answer() -> Response:
    """Break the connection after the work was done; behind a server that hides its socket, answer 502
    instead.
    """
    line = request.environ.get("werkzeug.socket")
    if isinstance(line, socket.socket):
        line.shutdown(socket.SHUT_RDWR)
    return Response("Bad Gateway", 502, content_type="text/plain")


def _json(body: dict[str, Any], status: int, version: str | None = None) -> Response:
    response = Response(json.dumps(body), status, content_type="application/json; charset=utf-8")
    if version is not None:
        response.headers["X-Shopify-API-Version"] = version
    return response
