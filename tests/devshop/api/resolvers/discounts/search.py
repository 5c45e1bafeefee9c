"""Which discounts and codes a search query names."""

from __future__ import annotations

from tests.devshop.api.registry import Call
from tests.devshop.api.search import Search
from tests.devshop.discount import Discount, RedeemCode

TYPES = {"basic": "percentage", "free_shipping": "free_shipping", "bxgy": "bxgy"}


def discounts(call: Call) -> Search[Discount]:
    """The filters of `discountNodes` and `codeDiscountNodes`.

    `times_used` counts every code's uses; `discount_type` tells a percentage from a fixed amount.
    """
    return Search(
        fields={
            "id": lambda row: row.id,
            "title": lambda row: row.title,
            "code": lambda row: [code.code for code in row.codes],
            "status": lambda row: row.status(call.now),
            "created_at": lambda row: row.created_at,
            "updated_at": lambda row: row.updated_at,
            "starts_at": lambda row: row.starts_at,
            "ends_at": lambda row: row.ends_at,
            "times_used": lambda row: sum(code.usage_count for code in row.codes),
            "discount_type": _type,
            "type": _type,
            "method": lambda row: "code",
            "discount_class": _class,
            "combines_with": _combines,
            "tag": lambda row: row.tags,
        },
        text=lambda row: " ".join([row.title, *(code.code for code in row.codes)]),
    )


REDEEM_CODES: Search[RedeemCode] = Search(
    fields={
        "id": lambda row: row.id,
        "code": lambda row: row.code,
        "times_used": lambda row: row.usage_count,
    },
    text=lambda row: row.code,
)


def _type(row: Discount) -> list[str]:
    if row.kind == "basic":
        return ["fixed_amount" if row.amount is not None else "percentage"]
    return [TYPES[row.kind]]


def _class(row: Discount) -> str:
    if row.kind == "free_shipping":
        return "shipping"
    return "order" if row.all_items else "product"


def _combines(row: Discount) -> list[str]:
    chosen = {
        "order_discounts": row.combines_with_order,
        "product_discounts": row.combines_with_product,
        "shipping_discounts": row.combines_with_shipping,
    }
    return [name for name, wanted in chosen.items() if wanted]
