"""A port of its own for the numbers of a process that serves nothing else: the drain, the worker."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import structlog

from plugin.errors import SettingsError
from plugin.metrics_page import metrics_page
from plugin.requests_seen import METRICS
from plugin.settings import Settings
from plugin.store.database import Database

DRAIN, WORKER = 0, 1
"""Where each begins to look for a free port, from EARMARK_METRICS_PORT: both may run on one machine."""
STEP = 2
MOST = 16
"""Processes of one kind on one machine."""

log = structlog.get_logger()


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: a scrape every few seconds is no news."""


def serve_metrics(settings: Settings, database: Database, kind: int) -> WSGIServer | None:
    """Serve GET /metrics in a thread; None where EARMARK_METRICS_PORT is not set.

    The drain takes the port itself, the worker the next, further ones of a kind every second one after.
    """
    if settings.metrics_port is None:
        return None
    host = "0.0.0.0" if settings.production else "127.0.0.1"  # noqa: S104
    for number in range(MOST):
        port = settings.metrics_port + kind + STEP * number
        try:
            server = make_server(host, port, _page(settings, database), handler_class=_Quiet)
        except OSError:
            continue
        threading.Thread(target=server.serve_forever, name="metrics", daemon=True).start()
        log.info("metrics served", port=port)
        return server
    raise SettingsError(
        f"EARMARK_METRICS_PORT is {settings.metrics_port}; no port from there to {port} is free."
    )


def _page(settings: Settings, database: Database) -> Any:
    def answer(asked: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if asked["PATH_INFO"] != METRICS or asked["REQUEST_METHOD"] != "GET":
            status, body, headers = (
                404,
                b"There is nothing here but /metrics.\n",
                {"Content-Type": "text/plain"},
            )
        else:
            status, body, headers = metrics_page(
                settings, database, asked.get("HTTP_AUTHORIZATION"), datetime.now(UTC)
            )
        found = HTTPStatus(status)
        start_response(f"{found.value} {found.phrase}", list(headers.items()))
        return [body]

    return answer
