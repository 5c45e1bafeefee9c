"""What is counted for Prometheus, in this process. `plugin.metrics_page` gives it out.

Nothing is labelled by shop: there may be a hundred thousand. Under gunicorn the numbers lie in files that its
processes share (`plugin.metrics_files`), because one of them answers for all.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable, Mapping

from prometheus_client import Counter, Histogram, disable_created_metrics

# A second series beside each counter, about when it began, is read by nobody.
disable_created_metrics()  # type: ignore[no-untyped-call]

TOPICS = frozenset(
    {
        "app/scopes_update", "app/uninstalled", "bulk_operations/finish", "customers/data_request",
        "customers/redact", "discounts/delete", "discounts/update", "earmark/events", "earmark/visit",
        "orders/cancelled", "orders/create", "orders/edited", "orders/updated", "refunds/create",
        "shop/redact",
    }
)  # fmt: skip
"""Label values of topics; any other is `other`, so that nobody can make up new ones."""
SEVERAL = "several"
"""Repeats in a batch of several topics: the inbox tells how many there were, not which."""
QUICK = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)

RECEIVED = Counter(
    "earmark_deliveries_received",
    "Deliveries that were verified and are durable, repeats included.",
    ["topic"],
)
REPEATED = Counter("earmark_deliveries_duplicate", "Of these, how many were kept before.", ["topic"])
NOT_KEPT = Counter("earmark_deliveries_not_kept", "Deliveries answered 503 or 500: their sender comes again.")
HANDLED = Counter("earmark_deliveries_handled", "Deliveries read and settled.", ["topic"])
PARKED = Counter("earmark_deliveries_parked", "Deliveries that failed for good.", ["topic"])
KEEPING = Histogram(
    "earmark_keep_seconds",
    "The longest wait of a batch, from its arrival until it was durable.",
    buckets=QUICK,
)
REQUESTS = Histogram(
    "earmark_request_seconds",
    "Time until the answer, by the part of the app that gave it.",
    ["part"],
    buckets=QUICK,
)
ANSWERS = Counter(
    "earmark_answers",
    "Answers, by the part of the app and the first digit of the status.",
    ["part", "status"],
)
POINTS_LEFT = Histogram(
    "earmark_admin_points_left_ratio",
    "How full the shop's bucket of Admin API points was after each answer: 1 is full.",
    buckets=(0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1),
)
THROTTLED = Counter("earmark_admin_throttled", "Operations that Shopify refused for want of points.")


def topic_label(topic: str) -> str:
    """The label of a topic."""
    return topic if topic in TOPICS else "other"


def count_received(topics: Mapping[str, int]) -> None:
    """Count what became durable, by topic."""
    for topic, number in topics.items():
        RECEIVED.labels(topic_label(topic)).inc(number)


def count_repeated(topics: Iterable[str], number: int) -> None:
    """Count `number` repeats among a batch of deliveries of these topics."""
    labels = {topic_label(topic) for topic in topics}
    REPEATED.labels(labels.pop() if len(labels) == 1 else SEVERAL).inc(number)


def count_settled(topics: Iterable[str], state: str) -> None:
    """Count deliveries of these topics that were handled, ignored or parked."""
    counter = PARKED if state == "parked" else HANDLED
    for topic, number in Tally(map(topic_label, topics)).items():
        counter.labels(topic).inc(number)
