"""orders/updated: an order was changed in any way. The body is the whole order."""

from __future__ import annotations

from webhooks.topics.whole_order import handle

__all__ = ["handle"]
