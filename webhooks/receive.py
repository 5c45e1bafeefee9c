"""The Flask door of the receiver, for a deployment in one process; `webhooks.asgi` is the other.

Shopify waits five seconds at most and comes again eight times over four hours, so nothing is understood here:
the raw body is in the database before the 200 goes out, and `webhooks.drain` takes it from there.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from plugin.app import parts
from plugin.requests_seen import said_already
from plugin.services.group_thread import group_of
from plugin.shopify.verify.webhook import READ
from webhooks.taking import LARGEST_BODY, PATHS, take_in_thread

blueprint = Blueprint("webhooks", __name__)

FOUND_AS = [(f"HTTP_{name.upper().replace('-', '_')}", name) for name in READ]
"""WSGI's name of each header that is read, and its own: to go through all of them as text costs more."""


def receive() -> Response:
    """Check and keep as the other door does; the requests of this process share their commits."""
    request.max_content_length = LARGEST_BODY
    said_already()  # the group logs what it keeps; a line each would cost a quarter of the rate
    body = request.get_data(cache=False)
    found = parts()
    given = request.environ
    known = {name: given[key] for key, name in FOUND_AS if key in given}
    answer = take_in_thread(found.settings, group_of(found.database), known, body)
    return Response(answer.body, answer.status, answer.headers, content_type="application/json")


for path in PATHS:
    blueprint.add_url_rule(path, view_func=receive, methods=["POST"], provide_automatic_options=False)
