"""The webhooks of discounts: `discounts/create`, `discounts/update`, `discounts/delete` and those of redeem
codes.
"""

from __future__ import annotations

from tests.devshop.api.gid import gid
from tests.devshop.api.registry import Call
from tests.devshop.api.scalars import write_datetime
from tests.devshop.discount import Discount, RedeemCode


def announce(call: Call, topic: str, discount: Discount) -> None:
    """Publish one change of a discount; of a deleted one Shopify sends the id and the time alone."""
    identity = {"admin_graphql_api_id": gid("DiscountCodeNode", discount.id)}
    if topic == "discounts/delete":
        call.publish(topic, identity | {"deleted_at": write_datetime(call.now)})
        return
    body = {
        "title": discount.title,
        "status": discount.status(call.now),
        "created_at": write_datetime(discount.created_at),
        "updated_at": write_datetime(discount.updated_at),
    }
    call.publish(topic, identity | body)


def announce_code(call: Call, topic: str, discount: Discount, code: RedeemCode) -> None:
    """Publish that a redeem code was added to or removed from a discount."""
    redeem_code = {"id": gid("DiscountRedeemCode", code.id), "code": code.code}
    body = {
        "admin_graphql_api_id": gid("DiscountCodeNode", discount.id),
        "redeem_code": redeem_code,
        "updated_at": write_datetime(call.now),
    }
    call.publish(topic, body)
