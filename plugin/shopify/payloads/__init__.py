"""Shopify's bodies, read: what is needed and nothing else, turned into our own facts.

`read_orders`, `read_refunds` and `read_edit` take raw bytes. A body that cannot be read raises
`UnreadablePayloadError` naming the field and the shape of its value, never the value.
"""

from plugin.shopify.payloads.edit import EditFacts, read_edit
from plugin.shopify.payloads.order import ReadOrder, read_orders
from plugin.shopify.payloads.refund import read_refunds

__all__ = ["EditFacts", "ReadOrder", "read_edit", "read_orders", "read_refunds"]
