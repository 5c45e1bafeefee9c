"""gunicorn's settings for the receiver apart: `gunicorn --config python:webhooks.server webhooks.asgi:app`.

The asgi worker takes uvloop where it is installed.
"""

from plugin.server import (
    accesslog,
    bind,
    child_exit,
    control_socket_disable,
    errorlog,
    keepalive,
    on_exit,
    on_starting,
    post_worker_init,
    workers,
)

__all__ = [
    "accesslog",
    "bind",
    "child_exit",
    "control_socket_disable",
    "errorlog",
    "keepalive",
    "on_exit",
    "on_starting",
    "post_worker_init",
    "workers",
]

worker_class = "asgi"
backlog = 2048
"""Shopify waits one second for a connection: a burst waits here rather than being turned away."""
worker_connections = 2000
timeout = 30
graceful_timeout = 10
asgi_lifespan = "on"


# No max_requests: a worker that is replaced every 200,000 requests would be replaced every half minute at the
# rates this process is for, and nothing in it grows.
