"""Webhook subscriptions made through the API, shop by shop. Those of `shopify.app.toml` are not among them:
Shopify lists those to nobody ("returns only shop-scoped subscriptions", schema 2026-10).
"""

from __future__ import annotations

from dataclasses import dataclass

from plugin.errors import ShopifyError
from plugin.shopify.admin import Admin
from plugin.shopify.manifest import manifest

LIST = """
query Subscriptions($after: String) {
  webhookSubscriptions(first: 100, after: $after) {
    nodes { id topic uri }
    pageInfo { hasNextPage endCursor }
  }
}
"""
CREATE = """
mutation Subscribe($topic: WebhookSubscriptionTopic!, $subscription: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $subscription) {
    webhookSubscription { id }
    userErrors { field message }
  }
}
"""
COMPLIANCE = frozenset({"customers/data_request", "customers/redact", "shop/redact"})
"""Topics that the manifest alone can subscribe to."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One of them; `topic` is Shopify's enum (ORDERS_CREATE)."""

    gid: str
    topic: str
    uri: str


def enum_of(topic: str) -> str:
    """A topic as the API names it: orders/create is ORDERS_CREATE."""
    return topic.replace("/", "_").upper()


def topics_wanted() -> dict[str, tuple[str, ...] | None]:
    """What the manifest subscribes to and the API can, too: the API's name of the topic -> its fields."""
    found = manifest()
    return {enum_of(topic): found.fields[topic] for topic in sorted(found.topics - COMPLIANCE)}


def list_subscriptions(client: Admin, address: str) -> list[Subscription]:
    """Those that lead to `address`. Raises `ShopifyError`."""
    rows: list[Subscription] = []
    after: str | None = None
    while True:
        found = client.run(LIST, {"after": after})["webhookSubscriptions"]
        rows += [Subscription(row["id"], row["topic"], row["uri"]) for row in found["nodes"]]
        if not found["pageInfo"]["hasNextPage"]:
            return [row for row in rows if row.uri == address]
        after = found["pageInfo"]["endCursor"]


def subscribe(client: Admin, topic: str, address: str, fields: tuple[str, ...] | None) -> None:
    """Have `topic` (the API's name) sent to `address`, cut to `fields`. One that is there already is left.

    Raises `ShopifyError` with Shopify's reason.
    """
    given: dict[str, object] = {"uri": address, "format": "JSON"}
    if fields is not None:
        given["includeFields"] = list(fields)
    answer = client.run(CREATE, {"topic": topic, "subscription": given}).get("webhookSubscriptionCreate")
    if not isinstance(answer, dict):
        raise ShopifyError(
            "Shopify's answer about a subscription could not be read.",
            code="unreadable_answer",
            retryable=True,
        )
    errors = [str(row["message"]) for row in answer.get("userErrors") or ()]
    # Shopify gives these errors no code.
    if errors and not all("already been taken" in message for message in errors):
        raise ShopifyError(f"Shopify does not take the subscription to {topic}: {errors[0]}")
