"""Telling of what happened to an order: its clock, the stand-in's own books, the webhooks."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.devshop.sales.money import minor
from tests.devshop.sales.payload.edit import edit_body
from tests.devshop.sales.payload.order import order_body
from tests.devshop.sales.payload.refund import refund_body
from tests.devshop.sales.records import Moment, Order, Refund
from tests.devshop.sales.truth import net_amount
from tests.devshop.webhooks import publish

if TYPE_CHECKING:
    from tests.devshop.world import Shop, World


def next_moment(order: Order, at: datetime) -> datetime:
    """When something can happen to the order, at `at` or later.

    Shopify's times have whole seconds, and what happens to an order happens a second apart at least: two
    states of one second could not be told apart by `updated_at`.
    """
    return max(at.replace(microsecond=0), order.updated_at + timedelta(seconds=1))


def touch(order: Order, at: datetime, event: str) -> None:
    """Move `updated_at` to `at` and note the net."""
    order.updated_at = at
    order.history.append(Moment(at, event, minor(net_amount(order), order.currency)))


def announce(
    world: World,
    shop: Shop,
    order: Order,
    topics: Sequence[str],
    *,
    refund: Refund | None = None,
    edit: dict[str, Any] | None = None,
) -> None:
    """Send `topics` about one action under one event id; refunds/create and orders/edited need their own
    record.
    """
    event_id = str(uuid.uuid4())
    for topic in topics:
        if topic == "refunds/create" and refund is not None:
            body = refund_body(shop, order, refund)
        elif topic == "orders/edited" and edit is not None:
            body = edit_body(world, shop, order, edit)
        else:
            body = order_body(shop, order)
        publish(world, shop, topic, body, event_id=event_id, at=order.updated_at)
