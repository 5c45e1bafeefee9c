"""Whether the first of each thing is there: for the way from the install to the first attributed order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from plugin.store.campaigns import Campaign
from plugin.store.codes import DiscountCode
from plugin.store.creators import Creator
from plugin.store.entries import Entry
from plugin.store.orders import Order


def milestones(session: Session) -> dict[str, bool]:
    """Which there are in the shop: creators, campaigns, codes (standing in Shopify), orders, credits."""
    firsts: dict[str, Any] = {
        "creators": select(Creator.id),
        "campaigns": select(Campaign.id),
        "codes": select(DiscountCode.id).where(DiscountCode.status == "active"),
        "orders": select(Order.id),
        "credits": select(Entry.number),
    }
    return {name: session.scalar(query.limit(1)) is not None for name, query in firsts.items()}
