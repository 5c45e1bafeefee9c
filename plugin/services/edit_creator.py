"""Change what is known of a creator."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from plugin.errors import NotFoundError
from plugin.language import M_
from plugin.services.add_creator import give_handles
from plugin.services.creator_fields import CreatorFields, clean_fields
from plugin.services.survey.read_later import read_texts_later
from plugin.store.creators import Creator, find_creator


def edit_creator(session: Session, creator_id: int, fields: CreatorFields, now: datetime) -> None:
    """Make `fields` the whole of what is known of the creator; handles left out are taken off.

    Raises `NotFoundError`, `InputError` naming the field, and `HandleTakenError`. Status is not changed here.
    """
    creator = held_creator(session, creator_id)
    clean = clean_fields(fields)
    creator.name = clean.name
    creator.aliases = list(clean.aliases)
    creator.tags = list(clean.tags)
    creator.note = clean.note
    creator.updated_at = now
    give_handles(session, creator, clean.handles)
    read_texts_later(session)


def held_creator(session: Session, creator_id: int) -> Creator:
    """The creator, held until the transaction ends; raises `NotFoundError`."""
    creator = find_creator(session, creator_id, lock=True)
    if creator is None:
        raise NotFoundError(M_("There is no creator %(number)s in this shop.", number=creator_id))
    return creator
