"""The Flask door of the receiver, for a deployment in one process; `webhooks.asgi` is the other.

Shopify waits five seconds at most and comes again eight times over four hours, so nothing is understood here:
the raw body is in the database before the 200 goes out, and `webhooks.drain` takes it from there.
"""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from plugin.app import parts
from webhooks.group_thread import group_thread
from webhooks.taking import LARGEST_BODY, PATHS, take

blueprint = Blueprint("webhooks", __name__)


def receive() -> ResponseReturnValue:
    """Hand the request to the one function of both doors, on the loop all requests of this process share."""
    request.max_content_length = LARGEST_BODY
    body = request.get_data(cache=False)
    found = parts()
    thread = group_thread(found.database.url())
    answer = thread.run(take(found.settings, thread.group, dict(request.headers), body))
    return answer.content, answer.status, answer.headers


for path in PATHS:
    blueprint.add_url_rule(path, view_func=receive, methods=["POST"], provide_automatic_options=False)
