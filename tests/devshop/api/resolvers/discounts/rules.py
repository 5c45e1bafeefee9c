"""What Shopify refuses in the input of a code discount, with its codes and sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.devshop.api.registry import Call, Record
from tests.devshop.api.resolvers.user_errors import user_error
from tests.devshop.discount import Discount

MAX_CODE = 255
UNIQUE = "Code must be unique. Please try a different code."


def fraction(value: float | Decimal) -> Decimal:
    """A GraphQL float as the decimal it was typed as."""
    return Decimal(str(value))


def check(call: Call, kind: str, argument: str, given: dict[str, Any], existing: Discount | None) -> list[Record]:
    """The user errors of `given`; none means it may be written."""
    errors: list[Record] = []
    code = given.get("code")
    if existing is None and not (code or "").strip():
        errors.append(user_error([argument, "code"], "Code can't be blank", "BLANK"))
    elif code is not None:
        owner = call.shop.discount_by_code(code)
        if owner is not None and owner is not existing:
            errors.append(user_error([argument, "code"], UNIQUE, "TAKEN"))
    return errors
