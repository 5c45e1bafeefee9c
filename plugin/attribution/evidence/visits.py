"""A visit by a creator's link, as evidence on an order."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from msgspec import Struct


class Source(StrEnum):
    """Where the order's visit is known from, the strongest first."""

    CART = "cart"
    """The visit's reference lay in the cart and came with the order."""
    CHECKOUT = "checkout"
    """The web pixel saw the order's checkout in a session that carried the reference."""
    LANDING = "landing"
    """Shopify's landing page of the order carried our parameter, or the UTM parameters of a link."""
    JOURNEY = "journey"
    """Shopify's customer journey of the order has such a visit."""
    REFERRER = "referrer"
    """The order's referrer is the creator's own site."""


class VisitEvidence(Struct, frozen=True, gc=False):
    """A visit that led to the order.

    link_key     the key of the link followed; None for a referrer, which names no link
    ref          the visit's reference; None where only the link is known
    creator_id   only where no link tells whose it is (a referrer)
    occurred_at  when the visit was
    refused      why the visit is none (a bot, a prefetch), None for a valid one
    withdrawn    whether a later version of the order no longer says it
    """

    kind: ClassVar[str] = "visit"
    source: Source
    link_key: str | None
    ref: str | None
    creator_id: int | None
    occurred_at: datetime
    refused: str | None = None
    withdrawn: bool = False

    @property
    def key(self) -> str:
        """Unique among the visits on an order."""
        return f"{self.source}:{self.ref or self.link_key or self.creator_id}"

    def facts(self) -> dict[str, Any]:
        """What `evidence.facts` stores beside kind, key and time."""
        return {
            "source": str(self.source),
            "link_key": self.link_key,
            "ref": self.ref,
            "creator_id": self.creator_id,
            "refused": self.refused,
            "withdrawn": self.withdrawn,
        }

    @classmethod
    def from_facts(cls, facts: dict[str, Any], occurred_at: datetime) -> VisitEvidence:
        """The evidence a stored row holds."""
        return cls(
            Source(facts["source"]),
            facts["link_key"],
            facts["ref"],
            facts["creator_id"],
            occurred_at,
            facts.get("refused"),
            facts.get("withdrawn", False),
        )
