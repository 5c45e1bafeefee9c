"""The Flask door of the receiver, for a deployment in one process; `webhooks.asgi` is the other.

Shopify waits five seconds at most and comes again eight times over four hours, so nothing is understood here:
the raw body is in the database before the 200 goes out, and `webhooks.drain` takes it from there.
"""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from flask import Blueprint, Response, request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import RequestEntityTooLarge

from plugin.app import parts
from plugin.requests_seen import said_already
from plugin.services.group_thread import group_of
from plugin.shopify.verify.webhook import READ
from webhooks.taking import (
    DISCARD_SECONDS,
    LARGEST_BODY,
    MOST_DISCARDED,
    PATHS,
    TOO_LARGE,
    UNREADABLE,
    Answer,
    take_in_thread,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

blueprint = Blueprint("webhooks", __name__)

PIECE = 64 * 1024
FOUND_AS = [(f"HTTP_{name.upper().replace('-', '_')}", name) for name in READ]
"""WSGI's name of each header that is read, and its own: to go through all of them as text costs more."""


def receive() -> Response:
    """Check and keep as the other door does; the requests of this process share their commits."""
    request.max_content_length = LARGEST_BODY
    said_already()  # the group logs what it keeps; a line each would cost a quarter of the rate
    try:
        body = request.get_data(cache=False)
    except RequestEntityTooLarge:
        response = _said(TOO_LARGE)
        response.call_on_close(partial(_discard, request.environ))
        return response
    except (OSError, ParseException):  # the sender is gone, or sends chunks that are none
        return _said(UNREADABLE)
    found = parts()
    given = request.environ
    known = {name: given[key] for key, name in FOUND_AS if key in given}
    return _said(take_in_thread(found.settings, group_of(found.database), known, body))


def _said(answer: Answer) -> Response:
    return Response(answer.body, answer.status, answer.headers, content_type="application/json")


def _discard(environ: WSGIEnvironment) -> None:
    """Hear the rest of a body that was refused, after the answer, and keep none of it."""
    until, size = time.monotonic() + DISCARD_SECONDS, 0
    line: socket.socket | None = environ.get("gunicorn.socket")
    with suppress(OSError):
        while size < MOST_DISCARDED:
            left = until - time.monotonic()
            if left <= 0:
                return
            if line is not None:
                line.settimeout(left)
            piece = environ["wsgi.input"].read(PIECE)
            if not piece:
                return
            size += len(piece)


for path in PATHS:
    blueprint.add_url_rule(path, view_func=receive, methods=["POST"], provide_automatic_options=False)
