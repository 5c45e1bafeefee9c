"""A discount code on an order, as evidence."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from msgspec import Struct


class CodeEvidence(Struct, frozen=True, gc=False):
    """A discount code the buyer used on the order.

    code            as written on the order
    key             the code trimmed and case-folded; codes are compared by it
    discount_minor  discount allocated to it, in minor units of the shop's currency; 0 for some free shipping
    position        its place on the order, from 0
    occurred_at     the order's time
    withdrawn       whether a later version of the order no longer has the code (an edit took it off)
    """

    kind: ClassVar[str] = "code"
    code: str
    key: str
    discount_minor: int
    position: int
    occurred_at: datetime
    withdrawn: bool = False

    def facts(self) -> dict[str, Any]:
        """What `evidence.facts` stores beside kind, key and time."""
        return {
            "code": self.code,
            "discount_minor": self.discount_minor,
            "position": self.position,
            "withdrawn": self.withdrawn,
        }

    @classmethod
    def from_facts(cls, key: str, facts: dict[str, Any], occurred_at: datetime) -> CodeEvidence:
        """The evidence a stored row holds."""
        return cls(
            facts["code"],
            key,
            facts["discount_minor"],
            facts["position"],
            occurred_at,
            facts.get("withdrawn", False),
        )


def code_key(code: str) -> str:
    """What codes are compared by: Shopify takes a code in any case and with spaces around it."""
    return code.strip().casefold()
