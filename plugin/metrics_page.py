"""GET /metrics: the numbers, for who has the token."""

from __future__ import annotations

import hmac
import os
from datetime import datetime

from prometheus_client import REGISTRY, CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector

from plugin.errors import DatabaseAwayError
from plugin.metrics_files import VARIABLE, whole
from plugin.services.measure_installation import measure_installation
from plugin.settings import Settings
from plugin.store.database import Database

PLAIN = "text/plain; charset=utf-8"


def metrics_page(
    settings: Settings, database: Database, authorization: str | None, now: datetime
) -> tuple[int, bytes, dict[str, str]]:
    """Status, body and headers. 404 where no token is set: the page then does not exist. 401 without it.

    Beside what this process and its sisters have counted stands what the database knows for all of them.
    """
    if settings.metrics_token is None:
        return 404, b"There is nothing here.\n", {"Content-Type": PLAIN}
    given = (authorization or "").encode("utf-8", "replace")
    if not hmac.compare_digest(given, f"Bearer {settings.metrics_token}".encode()):
        return 401, b"This page asks for a token.\n", {"Content-Type": PLAIN, "WWW-Authenticate": "Bearer"}
    body = _counted() + generate_latest(_measured(database, now))
    return 200, body, {"Content-Type": CONTENT_TYPE_PLAIN_0_0_4}


def _counted() -> bytes:
    folder = os.environ.get(VARIABLE)
    if not folder:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    with whole(folder):
        return generate_latest(registry)


def _measured(database: Database, now: datetime) -> CollectorRegistry:
    registry = CollectorRegistry()
    up = Gauge("earmark_database_up", "Whether the database answered this scrape.", registry=registry)
    try:
        found = measure_installation(database, now)
    except DatabaseAwayError:
        up.set(0)
        return registry
    up.set(1)
    for name, (text, value) in {
        "oldest_waiting": (
            "Age of the oldest delivery not settled",
            found.oldest_waiting,
        ),
        "oldest_due": ("How long the delivery longest due could have been handled", found.oldest_due),
        "jobs_waiting": ("How long the background job longest due could have begun", found.jobs_due),
    }.items():
        if value is not None:
            Gauge(f"earmark_{name}_seconds", f"{text}.", registry=registry).set(value)
    shops = Gauge(
        "earmark_standing_checks",
        "Shops in which a standing check finds something.",
        ["invariant", "state"],
        registry=registry,
    )
    for (invariant, state), count in found.findings.items():
        shops.labels(invariant, state).set(count)
    return registry
