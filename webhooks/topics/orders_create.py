"""orders/create: an order was placed. The body is the whole order."""

from __future__ import annotations

from webhooks.topics.whole_order import handle

__all__ = ["handle"]
