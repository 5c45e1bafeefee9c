"""Listing, making, changing and removing webhook subscriptions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tests.devshop.api.connections import connection, count
from tests.devshop.api.gid import gid, number_of
from tests.devshop.api.registry import Call, Record, mutation, node, query
from tests.devshop.api.resolvers.user_errors import user_error
from tests.devshop.api.resolvers.webhooks.records import ApiSubscription, show, subscriptions
from tests.devshop.api.resolvers.webhooks.rules import check
from tests.devshop.api.search import Search

UNKNOWN = "Webhook subscription does not exist"
SEARCH: Search[ApiSubscription] = Search(
    fields={
        "id": lambda row: row.id,
        "topic": lambda row: row.topic,
        "endpoint": lambda row: row.uri,
        "created_at": lambda row: row.created_at,
        "updated_at": lambda row: row.updated_at,
    },
    text=lambda row: f"{row.topic} {row.uri}",
)
SORTS = {"CREATED_AT": lambda row: row.created_at, "ID": lambda row: row.id}


@query("webhookSubscription")
def webhook_subscription(call: Call, arguments: dict[str, Any]) -> Record | None:
    """One subscription by its id."""
    row = subscriptions(call).get(number_of(arguments["id"], "WebhookSubscription") or 0)
    return show(call, row) if row else None


@query("webhookSubscriptions")
def webhook_subscriptions(call: Call, arguments: dict[str, Any]) -> Record:
    """The app's subscriptions on this shop, filtered by topics, format and address."""
    rows = SEARCH.keep(list(subscriptions(call).values()), arguments.get("query"))
    if arguments.get("topics"):
        rows = [row for row in rows if row.topic in arguments["topics"]]
    if arguments.get("format"):
        rows = [row for row in rows if row.format == arguments["format"]]
    for name in ("uri", "callbackUrl"):
        if arguments.get(name):
            rows = [row for row in rows if row.uri == arguments[name]]
    sort = SORTS.get(arguments.get("sortKey") or "CREATED_AT", SORTS["CREATED_AT"])
    return connection(rows, arguments, lambda row: show(call, row), sort=sort)


@query("webhookSubscriptionsCount")
def webhook_subscriptions_count(call: Call, arguments: dict[str, Any]) -> Record:
    """How many subscriptions a search finds."""
    return count(len(SEARCH.keep(list(subscriptions(call).values()), arguments.get("query"))), arguments)


@node("WebhookSubscription")
def _node(call: Call, identifier: str) -> Record | None:
    return webhook_subscription(call, {"id": identifier})


@mutation("webhookSubscriptionCreate")
def create(call: Call, arguments: dict[str, Any]) -> Record:
    """Subscribe to a topic."""
    now = call.now.replace(microsecond=0)
    begun = ApiSubscription(call.world.next_id(), arguments["topic"], "", now, now)
    return _keep(call, _changed(begun, arguments["webhookSubscription"]))


@mutation("webhookSubscriptionUpdate")
def update(call: Call, arguments: dict[str, Any]) -> Record:
    """Change a subscription; its topic stays."""
    row = subscriptions(call).get(number_of(arguments["id"], "WebhookSubscription") or 0)
    if row is None:
        return {"webhookSubscription": None, "userErrors": [user_error(["id"], UNKNOWN)]}
    changed = _changed(row, arguments["webhookSubscription"])
    return _keep(call, replace(changed, updated_at=call.now.replace(microsecond=0)))


@mutation("webhookSubscriptionDelete")
def delete(call: Call, arguments: dict[str, Any]) -> Record:
    """Unsubscribe."""
    row = subscriptions(call).pop(number_of(arguments["id"], "WebhookSubscription") or 0, None)
    if row is None:
        return {"deletedWebhookSubscriptionId": None, "userErrors": [user_error(["id"], UNKNOWN)]}
    return {"deletedWebhookSubscriptionId": gid("WebhookSubscription", row.id), "userErrors": []}


def _keep(call: Call, row: ApiSubscription) -> Record:
    errors = check(call, row)
    if errors:
        return {"webhookSubscription": None, "userErrors": errors}
    subscriptions(call)[row.id] = row
    return {"webhookSubscription": show(call, row), "userErrors": []}


def _changed(row: ApiSubscription, given: dict[str, Any]) -> ApiSubscription:
    names = {
        "format": "format",
        "filter": "filter",
        "name": "name",
        "includeFields": "include_fields",
        "metafieldNamespaces": "metafield_namespaces",
        "metafields": "metafields",
    }
    changes = {attribute: given[name] for name, attribute in names.items() if name in given}
    uri = given.get("uri", given.get("callbackUrl"))
    if uri is not None:
        changes["uri"] = uri.strip()
    return replace(row, **changes)
