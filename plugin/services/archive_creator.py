"""Put a creator away, and bring them back. Nothing is deleted: what they earned stays theirs."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from plugin.services.edit_creator import held_creator
from plugin.services.landing.settle_later import settle_pages_later
from plugin.services.links.hold_links import CREATOR, hold_links, release_links
from plugin.store.creators import Creator
from plugin.store.link_lookup import links_of_creator


def archive_creator(session: Session, creator_id: int, now: datetime) -> Creator:
    """Archive the creator; doing it twice keeps the first moment. Raises `NotFoundError`.

    Codes stay as they are in Shopify; whether an archived creator's code counts is the policy's affair. Links
    lead to the home page meanwhile.
    """
    creator = held_creator(session, creator_id)
    if creator.status != "archived":
        creator.status = "archived"
        creator.archived_at = now
        creator.updated_at = now
        hold_links(links_of_creator(session, creator_id), CREATOR, now)
        settle_pages_later(session)
    return creator


def restore_creator(session: Session, creator_id: int, now: datetime) -> Creator:
    """Undo `archive_creator`. Raises `NotFoundError`."""
    creator = held_creator(session, creator_id)
    if creator.status != "active":
        creator.status = "active"
        creator.archived_at = None
        creator.updated_at = now
        release_links(links_of_creator(session, creator_id), CREATOR, now)
        settle_pages_later(session)
    return creator
