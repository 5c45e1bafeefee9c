"""gunicorn's settings: `gunicorn --config python:plugin.server plugin.wsgi:app`.

Threads, because requests wait for PostgreSQL rather than compute. The access log is gunicorn's no more: the
app logs each request itself, by path, because an address may carry an ID token in its query.
"""

import os

bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
timeout = 30
graceful_timeout = 20
# Longer than the idle time of the proxy in front, so that it is never the app that hangs up on a request
# under way.
keepalive = 75
max_requests = 20_000
max_requests_jitter = 2_000
accesslog = None
errorlog = "-"
control_socket_disable = True
