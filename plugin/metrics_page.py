"""GET /metrics: the numbers, for who has the token."""

from __future__ import annotations

import hmac
import os
from collections.abc import Iterator
from datetime import datetime

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

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
    measured = CollectorRegistry()
    measured.register(_Measured(database, now))
    body = _counted() + generate_latest(measured)
    return 200, body, {"Content-Type": CONTENT_TYPE_PLAIN_0_0_4}


def _counted() -> bytes:
    folder = os.environ.get(VARIABLE)
    if not folder:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    with whole(folder):
        return generate_latest(registry)


class _Measured(Collector):
    """What the database says at this scrape. Not counted in this process, and so in none of its files."""

    def __init__(self, database: Database, now: datetime) -> None:
        self._database = database
        self._now = now

    def collect(self) -> Iterator[Metric]:
        """The gauges; of a database that is away only that it is."""
        up = "Whether the database answered this scrape."
        try:
            found = measure_installation(self._database, self._now)
        except DatabaseAwayError:
            yield GaugeMetricFamily("earmark_database_up", up, value=0)
            return
        yield GaugeMetricFamily("earmark_database_up", up, value=1)
        for name, text, value in (
            ("oldest_waiting", "Age of the oldest delivery not settled.", found.oldest_waiting),
            ("oldest_due", "How long the delivery longest due could have been handled.", found.oldest_due),
            ("jobs_waiting", "How long the background job longest due could have begun.", found.jobs_due),
        ):
            if value is not None:
                yield GaugeMetricFamily(f"earmark_{name}_seconds", text, value=value)
        shops = GaugeMetricFamily(
            "earmark_standing_checks",
            "Shops in which a standing check finds something.",
            labels=["invariant", "state"],
        )
        for labels, count in found.findings.items():
            shops.add_metric(labels, count)
        yield shops
