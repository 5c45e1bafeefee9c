"""A discount code on an order, as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True)
class CodeEvidence:
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


def with_codes(stored: Mapping[str, CodeEvidence], codes: Iterable[CodeEvidence]) -> dict[str, CodeEvidence]:
    """The evidence on an order, by key, once a version of it names `codes`.

    One that is stored and not among them stays as evidence, marked as withdrawn: an edit can take a discount
    off, and the page that explains the order should say so.
    """
    withdrawn = {key: replace(code, withdrawn=True) for key, code in stored.items()}
    return withdrawn | {code.key: code for code in codes}


def code_key(code: str) -> str:
    """What codes are compared by: Shopify takes a code in any case and with spaces around it."""
    return code.strip().casefold()
