"""gunicorn's settings: `gunicorn --config python:plugin.server plugin.wsgi:app`.

Threads, because requests wait for PostgreSQL rather than compute. The access log is gunicorn's no more: the
app logs each request itself, by path, because an address may carry an ID token in its query.
"""

import gc
import os
from typing import Any

from plugin import metrics_files
from plugin.errors import SettingsError


def _number(name: str, default: int, most: int) -> int:
    """A whole number from 1 to `most` out of the environment; `SettingsError` names what is wrong."""
    given = os.environ.get(name) or str(default)
    if not given.isdecimal() or not 1 <= int(given) <= most:
        raise SettingsError(f"{name} is {given!r}; it must be a whole number from 1 to {most}.")
    return int(given)


# Only a live deployment listens to the network: a demo on a laptop is nobody else's business.
_host = "0.0.0.0" if os.environ.get("EARMARK_ENV") == "production" else "127.0.0.1"  # noqa: S104
bind = f"{_host}:{_number('PORT', 8000, 65_535)}"
worker_class = "gthread"
workers = _number("WEB_CONCURRENCY", 2, 128)
threads = _number("WEB_THREADS", 8, 256)
timeout = 30
graceful_timeout = 20
# Longer than the idle time of the proxy in front, so that it is never the app that hangs up on a request
# under way.
keepalive = 75
# Against what may grow unseen. A receiver's peak reaches a tenth of this in half a minute, and starting anew
# then would cost what the peak needs.
max_requests = 200_000
max_requests_jitter = 20_000
accesslog = None
errorlog = "-"
control_socket_disable = True


def post_worker_init(worker: object) -> None:
    """Leave what was loaded at the start out of garbage collections: a full one would hold all requests."""
    gc.collect()
    gc.freeze()


def on_starting(server: object) -> None:
    """A place for what the processes count, where EARMARK_METRICS_TOKEN says that somebody reads it."""
    metrics_files.prepare(os.environ.get("EARMARK_METRICS_TOKEN"))


def child_exit(server: object, worker: Any) -> None:
    """Keep what a process has counted that was replaced, or has died."""
    metrics_files.fold_in(worker.pid)


def on_exit(server: object) -> None:
    """Take the place away."""
    metrics_files.remove()
