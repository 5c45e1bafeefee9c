"""What tests of the books share: creators and codes in a shop, deliveries handled, the books read and added
up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from plugin.attribution.evidence import code_key
from plugin.attribution.visit_reference import new_reference
from plugin.settings import Settings
from plugin.store.campaigns import Campaign
from plugin.store.codes import DiscountCode
from plugin.store.creators import Creator
from plugin.store.database import Database
from plugin.store.entries import Entry
from plugin.store.links import Link
from tests import cast
from tests.order_bodies import raw
from webhooks.topics import HANDLERS

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Heard:
    """A delivery as handlers see it."""

    topic: str
    body: bytes
    triggered_at: datetime | None = None
    received_at: datetime = cast.NOW
    id: int = 1


def hear(
    database: Database,
    settings: Settings,
    shop_id: int,
    topic: str,
    body: Mapping[str, Any] | bytes,
    now: datetime = cast.NOW,
) -> str:
    """Handle one delivery through the topic's own handler, in one transaction; its outcome."""
    content = body if isinstance(body, bytes) else raw(dict(body))
    with database.shop(shop_id) as session:
        return HANDLERS[topic](session, Heard(topic, content), settings, now)


def add_creator(database: Database, shop_id: int, name: str = cast.CLEO.name, **more: Any) -> int:
    """A creator; their number."""
    with database.shop(shop_id) as session:
        creator = Creator(name=name, created_at=LONG_AGO, updated_at=LONG_AGO, **more)
        session.add(creator)
        session.flush()
        return creator.id


def add_campaign(database: Database, shop_id: int, name: str = "Autumn") -> int:
    """A campaign without terms; its number."""
    with database.shop(shop_id) as session:
        campaign = Campaign(
            name=name,
            starts_at=LONG_AGO,
            ends_at=None,
            terms={},
            code_template="{CREATOR}",
            created_at=LONG_AGO,
            updated_at=LONG_AGO,
        )
        session.add(campaign)
        session.flush()
        return campaign.id


def add_code(
    database: Database,
    shop_id: int,
    text: str,
    creator_id: int | None,
    *,
    campaign_id: int | None = None,
    valid_from: datetime = LONG_AGO,
    valid_until: datetime | None = None,
    status: str = "active",
    origin: str = "attached",
) -> int:
    """A discount code of the shop; its number."""
    with database.shop(shop_id) as session:
        row = DiscountCode(
            code=text,
            code_key=code_key(text),
            creator_id=creator_id,
            campaign_id=campaign_id,
            origin=origin,
            status=status,
            valid_from=valid_from,
            valid_until=valid_until,
            created_at=LONG_AGO,
            updated_at=LONG_AGO,
        )
        session.add(row)
        session.flush()
        return row.id


def add_link(
    database: Database,
    shop_id: int,
    creator_id: int,
    key: str,
    *,
    campaign_id: int | None = None,
    campaign: str = "autumn",
    term: str = "cleo",
    **more: Any,
) -> int:
    """A creator's link; its number. `campaign` and `term` are those of its UTM parameters."""
    values: dict[str, Any] = {
        "placement": "bio", "platform": "instagram", "utm_source": "instagram", "utm_content": "bio",
    }  # fmt: skip
    with database.shop(shop_id) as session:
        row = Link(
            key=key,
            creator_id=creator_id,
            campaign_id=campaign_id,
            utm_campaign=campaign,
            utm_term=term,
            created_at=LONG_AGO,
            updated_at=LONG_AGO,
            **{**values, **more},
        )
        session.add(row)
        session.flush()
        return row.id


def visit_ref(link_key: str, at: datetime) -> str:
    """The reference of the one visit by that link at that moment."""
    return new_reference(link_key, at)[:11] + "0123456789abcdef" + new_reference(link_key, at)[27:]


def held(database: Database, shop_id: int) -> dict[int, int]:
    """Net revenue each creator holds in the shop's books, in minor units; creators at zero are left out."""
    with database.shop(shop_id) as session:
        sums: dict[int, int] = {}
        for entry in session.scalars(select(Entry)):
            sums[entry.creator_id] = sums.get(entry.creator_id, 0) + entry.amount_minor
    return {creator: amount for creator, amount in sums.items() if amount}
