"""Webhooks as Shopify sends them: subscribed by our own shopify.app.toml, signed, retried, and faulty on
request.
"""

from tests.devshop.webhooks.publish import publish
from tests.devshop.webhooks.records import Attempt, Deliveries, Delivery, Faults
from tests.devshop.webhooks.sender import Sender, drained, send_due

__all__ = ["Attempt", "Deliveries", "Delivery", "Faults", "Sender", "drained", "publish", "send_due"]
