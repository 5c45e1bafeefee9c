"""From something that happened in a shop to the deliveries it causes."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.devshop.webhooks.manifest import keep_fields, read_manifest
from tests.devshop.webhooks.records import Delivery

if TYPE_CHECKING:
    from tests.devshop.world import Shop, World

AFTER_UNINSTALL = {"app/uninstalled", "shop/redact", "customers/redact", "customers/data_request"}
"""Topics Shopify sends although the app is gone."""
SCOPE_NEEDED = {"orders": "read_orders", "refunds": "read_orders", "discounts": "read_discounts"}


def publish(
    world: World,
    shop: Shop,
    topic: str,
    body: dict[str, Any],
    *,
    event_id: str | None = None,
    at: datetime | None = None,
    wait_seconds: float = 0.0,
    unless_installed: bool = False,
) -> list[Delivery]:
    """Queue one delivery per subscription to `topic` and return them (lost ones included).

    Nothing is sent to a shop without the app, nor on a topic whose scope was not granted. `event_id`
    joins deliveries caused by one action. `at` is the moment it happened (default now).
    `unless_installed` drops the delivery when the app is back by the time it is due (shop/redact).
    """
    installation = shop.installation
    if installation is None and topic not in AFTER_UNINSTALL:
        return []
    needed = SCOPE_NEEDED.get(topic.partition("/")[0])
    if installation is not None and needed is not None and needed not in installation.scopes:
        return []
    manifest = read_manifest(world.manifest)
    event = event_id or str(uuid.uuid4())
    deliveries = []
    with world.lock:
        for subscription in manifest.for_topic(topic):
            now = world.now()
            delivery = Delivery(
                number=next(world.deliveries.numbers),
                webhook_id=str(uuid.uuid4()),
                event_id=event,
                shop=shop.domain,
                topic=topic,
                url=subscription.url(world.app_url),
                body=_raw(keep_fields(body, subscription.include_fields)),
                api_version=manifest.api_version,
                triggered_at=at or now,
                due=now + timedelta(seconds=wait_seconds),
                name=subscription.name,
                unless_installed=unless_installed,
            )
            deliveries += _with_faults(world, delivery)
    for delivery in deliveries:
        world.deliveries.add(delivery)
    return deliveries


def _raw(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _with_faults(world: World, delivery: Delivery) -> list[Delivery]:
    faults = world.faults
    chance = faults.random.random
    if chance() < faults.loss:
        delivery.outcome = "lost"
        return [delivery]
    if chance() < faults.delay:
        delivery.due += timedelta(seconds=faults.delay_seconds)
    if chance() < faults.reorder:
        delivery.due += timedelta(seconds=chance() * faults.hold_seconds)
    if chance() < faults.duplicate:
        twin = Delivery(**{**vars(delivery), "number": next(world.deliveries.numbers), "attempts": []})
        twin.due += timedelta(seconds=chance() * faults.hold_seconds)
        return [delivery, twin]
    return [delivery]
