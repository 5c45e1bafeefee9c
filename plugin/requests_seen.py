"""What every request gets, whatever blueprint serves it: an id, a line in the log, safe headers, an answer to
errors.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable

import structlog
from flask import Flask, Response, g, request
from flask.typing import ResponseReturnValue
from markupsafe import escape
from werkzeug.exceptions import HTTPException

from plugin.errors import EarmarkError
from plugin.metrics import ANSWERS, REQUESTS

GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""A request id from the proxy in front is taken over if it looks like one."""
UNEXPECTED = "Something went wrong on our side. It has been noted; please try again."
PAGE = '<!doctype html><html lang="en"><meta charset="utf-8"><title>{status}</title><p>{message}</p></html>\n'

HEALTHZ = "/healthz"
"""Whether this process lives. Asked every few seconds by hosts, so noted at DEBUG only, as is the next."""
READYZ = "/readyz"
"""Whether it can do its work."""
METRICS = "/metrics"
"""What it has counted, for who has the token."""

PARTS = {
    "storefront.survey": "survey",
    "storefront.survey_answer": "survey",
    "storefront.survey_creators": "survey",
    "storefront.collect": "collector",
}
"""Endpoints that are counted as a part of their own; all others count to their blueprint."""

log = structlog.get_logger()


def watch(app: Flask, *, production: bool) -> None:
    """Hook into `app`; blueprints' own error handlers and headers go first."""
    app.before_request(_begin)
    app.after_request(_headers(production))
    app.after_request(_end)
    app.register_error_handler(EarmarkError, _refused)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _crashed)


def _begin() -> None:
    g.request_id = request_id(request.headers.get("X-Request-Id"))
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def safe_headers(production: bool) -> dict[str, str]:
    """The headers of every answer that sets none of its own."""
    always = {
        "X-Content-Type-Options": "nosniff",
        # Addresses of the admin carry an ID token: they must not reach another site as a referrer.
        "Referrer-Policy": "same-origin",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
        "Cache-Control": "no-store",
    }
    return always | ({"Strict-Transport-Security": "max-age=31536000"} if production else {})


def request_id(given: str | None) -> str:
    """The id the proxy in front has given, if it looks like one, or a new one.

    It tells requests apart and guards nothing, so that it need not be drawn from the system, a call at which
    a thread would let others go first.
    """
    if given and GIVEN_ID.fullmatch(given):
        return given
    return f"{random.getrandbits(128):032x}"


def _headers(production: bool) -> Callable[[Response], Response]:
    always = [(name, name.lower(), value) for name, value in safe_headers(production).items()]

    def add(response: Response) -> Response:
        # One look at what is there: `setdefault` would look once for each.
        there = {name.lower() for name, _ in response.headers}
        for name, lower, value in always:
            if lower not in there:
                response.headers.add(name, value)
        if "x-request-id" not in there:
            response.headers.add("X-Request-Id", g.get("request_id", ""))
        return response

    return add


def said_already() -> None:
    """Leave out the line about this request if it succeeds: whoever calls this logs it in its own words."""
    g.said_already = True


def _end(response: Response) -> Response:
    _count(response)
    if response.status_code < 400 and g.get("said_already"):
        return response
    milliseconds = round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1)
    # By path alone: the query may hold an ID token, a signature, or what a shopper was sent to the shop with.
    note = log.debug if request.path in (HEALTHZ, READYZ, METRICS) else log.info
    note("request", method=request.method, path=request.path, status=response.status_code, ms=milliseconds)
    return response


def _count(response: Response) -> None:
    """Count the answer and its time by the part of the app. Webhooks are counted by the batch."""
    part = PARTS.get(request.endpoint or "") or request.blueprint
    if part is not None and part != "webhooks":
        ANSWERS.labels(part, f"{response.status_code // 100}xx").inc()
        REQUESTS.labels(part).observe(time.perf_counter() - g.get("began", time.perf_counter()))


def _refused(error: EarmarkError) -> ResponseReturnValue:
    if error.status >= 500:
        log.error("request failed", path=request.path, exc_info=error)
    return _answer(str(error) if error.status < 500 else UNEXPECTED, error.status)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    return _answer(error.description or error.name, error.code)


def _crashed(error: Exception) -> ResponseReturnValue:
    log.error("request crashed", path=request.path, exc_info=error)
    return _answer(UNEXPECTED, 500)


def _answer(message: str, status: int) -> ResponseReturnValue:
    if request.accept_mimetypes.accept_html and not request.path.startswith("/webhooks"):
        return Response(PAGE.format(status=status, message=escape(message)), status, mimetype="text/html")
    return {"error": message, "request_id": g.get("request_id")}, status
