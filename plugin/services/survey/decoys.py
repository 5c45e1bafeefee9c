"""The invented name shown to some buyers: made, checked against the creators, and changed by the owner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from plugin.attribution.survey.chance import Chance
from plugin.attribution.survey.decoy_names import decoy_names
from plugin.errors import InputError
from plugin.language import M_
from plugin.services.creator_fields import clean_name
from plugin.services.survey.texts import Lexicon, Named, text_key
from plugin.store.database import ShopSession
from plugin.store.holding import hold_named
from plugin.store.survey.decoys import Decoy, all_decoys, live_decoy, put_decoy

TOO_LIKE = 75.0
"""From this likeness (0..100) on a buyer could mean the creator."""


def decoy_beside(session: ShopSession, key: bytes, creators: Sequence[Named], now: datetime) -> Decoy | None:
    """The decoy shown now. A new name is made where there is none yet, or where a creator has come whose name
    is like it; None where every name we could make is like somebody's.
    """
    decoy = live_decoy(session)
    if decoy is not None and who_is_like(decoy.name, decoy.handle, creators) is None:
        return decoy
    hold_named(session, "survey decoy")
    newest = live_decoy(session)
    if newest is not None and (decoy is None or newest.id != decoy.id):
        return newest
    used = {text_key(row.name) for row in all_decoys(session)}
    for name, handle in decoy_names(Chance(key, "decoy")):
        if text_key(name) not in used and who_is_like(name, handle, creators) is None:
            return put_decoy(session, name, handle, "generated", now)
    return None


def set_decoy(
    session: ShopSession, name: str, handle: str, creators: Iterable[Named], now: datetime
) -> Decoy:
    """Show the owner's own invented name from now on; raises `InputError` where it is like a creator's."""
    name, handle = clean_name(name), " ".join(handle.split()).lstrip("@")[:60]
    before = live_decoy(session)
    if before is not None and (before.name, before.handle) == (name, handle):
        return before
    like = who_is_like(name, handle, creators)
    if like is not None:
        raise InputError(
            M_(
                "“%(name)s” is like the name of your creator %(creator)s. Invent one that nobody can mean.",
                name=name,
                creator=like.names[0],
            ),
            field="decoy_name",
        )
    return put_decoy(session, name, handle, "owner", now)


def who_is_like(name: str, handle: str, creators: Iterable[Named]) -> Named | None:
    """A creator who could be meant by that name: one with a word of it, or with a name very like it."""
    creators = list(creators)
    words = set(text_key(name).split())
    for row in creators:
        if any(words & set(text_key(form).split()) for form in (*row.names, *row.aliases)):
            return row
    known = Lexicon(creators)
    like = [match for text in (name, handle) for match in known.alike(text, most=1, least=TOO_LIKE)]
    return like[0].named if like else None
