"""Creators to choose from in a filter."""

from __future__ import annotations

from plugin.store.creator_search import CreatorFilter, find_creators
from plugin.store.creators import find_creator
from plugin.store.database import ShopSession

MOST = 500
"""A list to choose from that is longer than this helps nobody; a creator's own page leads to their orders."""


def creator_choices(session: ShopSession, chosen: int | None = None) -> list[tuple[int, str]]:
    """Number and name of the shop's creators by name, archived ones included; `chosen` is among them in any
    case.
    """
    creators = find_creators(session, CreatorFilter(status=None), limit=MOST)
    choices = [(creator.id, creator.name) for creator in creators]
    if chosen is not None and chosen not in dict(choices):
        creator = find_creator(session, chosen)
        if creator is not None:
            choices.append((creator.id, creator.name))
    return choices
