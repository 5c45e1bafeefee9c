"""The Flask door of the receiver, for a deployment in one process; `webhooks.asgi` is the other.

Shopify waits five seconds at most and comes again eight times over four hours, so nothing is understood here:
the raw body is in the database before the 200 goes out, and `webhooks.drain` takes it from there.

The blueprint answers its addresses in a lane of their own, before Flask makes a request of what came:
matching, contexts and hooks would cost as much again as all the rest of a webhook's way.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterable
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, cast

import structlog
from flask import Blueprint, Flask
from flask.blueprints import BlueprintSetupState
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wsgi import ClosingIterator, get_input_stream

from plugin.app import Parts
from plugin.requests_seen import UNEXPECTED, request_id, safe_headers
from plugin.services.group_thread import group_of
from plugin.shopify.verify.webhook import READ
from webhooks.taking import (
    DISCARD_SECONDS,
    LARGEST_BODY,
    MOST_DISCARDED,
    ONLY_POST,
    PATHS,
    TOO_LARGE,
    UNREADABLE,
    Answer,
    take_in_thread,
)

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

blueprint = Blueprint("webhooks", __name__)

PIECE = 64 * 1024
FOUND_AS = [(f"HTTP_{name.upper().replace('-', '_')}", name) for name in READ]
"""WSGI's name of each header that is read, and its own: to go through all of them as text costs more."""
SPOILED = (ClientDisconnected, OSError, ParseException)
"""The sender is gone, or sends chunks that are none."""
STATUSES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}

log = structlog.get_logger()


class Lane:
    """A WSGI application: it answers at the receiver's addresses, and leaves all others to `rest`."""

    def __init__(self, parts: Parts, rest: WSGIApplication) -> None:
        self._parts = parts
        self._rest = rest
        self._headers = [
            *safe_headers(parts.settings.production).items(),
            ("Content-Type", "application/json"),
        ]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Check and keep as the other door does; the requests of this process share their commits."""
        given = environ
        if given["PATH_INFO"] not in PATHS:
            return self._rest(given, start_response)
        seen_as = request_id(given.get("HTTP_X_REQUEST_ID"))
        # Else what is logged here bears the id of whatever this thread served before.
        structlog.contextvars.bind_contextvars(request_id=seen_as)
        try:
            answer = self._answer(given)
        except Exception as error:
            log.error("request crashed", path=given["PATH_INFO"], request_id=seen_as, exc_info=error)
            answer = Answer(500, {"error": UNEXPECTED})
        headers = [
            *self._headers,
            ("Content-Length", str(len(answer.body))),
            ("X-Request-Id", seen_as),
            *answer.headers.items(),
        ]
        start_response(STATUSES[answer.status], headers)
        if answer is TOO_LARGE:
            return ClosingIterator([answer.body], lambda: _discard(given))
        return [answer.body]

    def _answer(self, given: WSGIEnvironment) -> Answer:
        if given["REQUEST_METHOD"] != "POST":
            return ONLY_POST
        try:
            body = get_input_stream(given, max_content_length=LARGEST_BODY).read()
        except RequestEntityTooLarge:
            return TOO_LARGE
        except SPOILED:
            return UNREADABLE
        known = {name: given[key] for key, name in FOUND_AS if key in given}
        return take_in_thread(self._parts.settings, group_of(self._parts.database), known, body)


def open_lane(state: BlueprintSetupState) -> None:
    """Put the lane in front of the app that takes the blueprint in."""
    app = cast(Flask, state.app)
    app.wsgi_app = Lane(app.extensions["earmark"], app.wsgi_app)  # type: ignore[method-assign]


def _discard(given: WSGIEnvironment) -> None:
    """Hear the rest of a body that was refused, after the answer, and keep none of it."""
    until, size = time.monotonic() + DISCARD_SECONDS, 0
    line: socket.socket | None = given.get("gunicorn.socket")
    with suppress(OSError):
        while size < MOST_DISCARDED:
            left = until - time.monotonic()
            if left <= 0:
                return
            if line is not None:
                line.settimeout(left)
            piece = given["wsgi.input"].read(PIECE)
            if not piece:
                return
            size += len(piece)


blueprint.record_once(open_lane)
