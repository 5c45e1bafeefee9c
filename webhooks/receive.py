"""The Flask door of the receiver, for a deployment in one process; `webhooks.asgi` is the other.

Shopify waits five seconds at most and comes again eight times over four hours, so nothing is understood here:
the raw body is in the database before the 200 goes out, and `webhooks.drain` takes it from there.
"""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from plugin.app import parts
from plugin.requests_seen import said_already
from plugin.services.group_thread import group_thread
from webhooks.taking import LARGEST_BODY, PATHS, take_in_thread

blueprint = Blueprint("webhooks", __name__)


def receive() -> ResponseReturnValue:
    """Check and keep as the other door does; the requests of this process share their commits."""
    request.max_content_length = LARGEST_BODY
    said_already()  # the group logs what it keeps; a line each would cost a quarter of the rate
    body = request.get_data(cache=False)
    found = parts()
    thread = group_thread(found.database.url())
    headers = dict(iter(request.headers))  # pairs: by its keys, werkzeug searches for each value again
    answer = take_in_thread(found.settings, thread, headers, body)
    return dict(answer.content), answer.status, answer.headers


for path in PATHS:
    blueprint.add_url_rule(path, view_func=receive, methods=["POST"], provide_automatic_options=False)
