"""A webhook subscription made through the API, and how it is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tests.devshop.api.gid import gid
from tests.devshop.api.registry import Call, Record


@dataclass
class ApiSubscription:
    """One subscription; `uri` is an HTTPS address, `pubsub://project:topic` or an EventBridge ARN."""

    id: int
    topic: str
    uri: str
    created_at: datetime
    updated_at: datetime
    format: str = "JSON"
    filter: str | None = None
    name: str | None = None
    include_fields: list[str] = field(default_factory=list)
    metafield_namespaces: list[str] = field(default_factory=list)
    metafields: list[dict[str, str]] = field(default_factory=list)


def subscriptions(call: Call) -> dict[int, ApiSubscription]:
    """The app's subscriptions on the shop, by id."""
    found: dict[int, ApiSubscription] = call.shop.extra.setdefault("api_subscriptions", {})
    return found


def show(call: Call, row: ApiSubscription) -> Record:
    """One subscription."""
    handle = call.schema.version
    year, month = handle.split("-")
    name = {"01": "January", "04": "April", "07": "July", "10": "October"}.get(month, month)
    return {
        "__typename": "WebhookSubscription",
        "id": gid("WebhookSubscription", row.id),
        "legacyResourceId": row.id,
        "topic": row.topic,
        "format": row.format,
        "uri": row.uri,
        "callbackUrl": row.uri,
        "filter": row.filter,
        "name": row.name,
        "includeFields": row.include_fields,
        "metafieldNamespaces": row.metafield_namespaces,
        "metafields": row.metafields,
        "createdAt": row.created_at,
        "updatedAt": row.updated_at,
        "apiVersion": {"handle": handle, "displayName": f"{year}-{month} ({name})", "supported": True},
        "endpoint": _endpoint(row.uri),
    }


def _endpoint(uri: str) -> Record:
    if uri.startswith("pubsub://"):
        project, _, topic = uri.removeprefix("pubsub://").partition(":")
        return {"__typename": "WebhookPubSubEndpoint", "pubSubProject": project, "pubSubTopic": topic}
    if uri.startswith("arn:aws:events:"):
        return {"__typename": "WebhookEventBridgeEndpoint", "arn": uri}
    return {"__typename": "WebhookHttpEndpoint", "callbackUrl": uri}
