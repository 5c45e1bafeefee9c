"""Which order a refund belongs to, where its webhook does not say."""

from __future__ import annotations

from plugin.errors import ShopifyError, UnreadablePayloadError
from plugin.shopify.admin import Admin
from plugin.shopify.payloads.reading import identity

OF_REFUND = "query OrderOfRefund($id: ID!) { refund(id: $id) { order { id } } }"


def order_of_refund(client: Admin, refund_id: int) -> int | None:
    """The number of the refund's order, None where Shopify has no such refund any more. Raises what the
    client raises.
    """
    data = client.run(OF_REFUND, {"id": f"gid://shopify/Refund/{refund_id}"})
    if client.errors:
        raise ShopifyError(
            f"Shopify did not show the refund: {client.errors[0].message}", code="partial_answer"
        )
    try:
        found = data["refund"]
        return None if found is None else identity("refund.order.", "Order", None, found["order"]["id"])
    except (KeyError, TypeError, UnreadablePayloadError) as error:
        raise ShopifyError(
            "Shopify's answer about a refund could not be read.", code="unreadable_answer", retryable=True
        ) from error
