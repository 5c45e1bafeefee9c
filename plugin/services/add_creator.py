"""Add a creator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plugin.services.creator_fields import CreatorFields, HandleTakenError, clean_fields
from plugin.services.survey.read_later import read_texts_later
from plugin.store.creators import Creator, handle_owners, replace_handles


def add_creator(session: Session, fields: CreatorFields, now: datetime) -> int:
    """Add a creator and return their number.

    Raises `InputError` naming the field that is wrong, and `HandleTakenError` where another creator of the
    shop has one of the handles. Names may repeat: two people may share one.
    """
    clean = clean_fields(fields)
    creator = Creator(
        name=clean.name,
        aliases=list(clean.aliases),
        tags=list(clean.tags),
        note=clean.note,
        created_at=now,
        updated_at=now,
    )
    session.add(creator)
    session.flush()
    give_handles(session, creator, clean.handles)
    read_texts_later(session)
    return creator.id


def give_handles(session: Session, creator: Creator, handles: Mapping[str, str]) -> None:
    """Make `handles` the creator's; raise `HandleTakenError` for one that another creator has."""
    refuse_taken(session, creator.id, handles)
    try:
        # A savepoint, because somebody may have taken the handle since we looked; the index then refuses it.
        with session.begin_nested():
            replace_handles(session, creator.id, handles)
    except IntegrityError:
        refuse_taken(session, creator.id, handles)
        raise


def refuse_taken(session: Session, creator_id: int, handles: Mapping[str, str]) -> None:
    """Raise `HandleTakenError` for the first of `handles` that another creator than this one has."""
    for platform, owner in handle_owners(session, handles).items():
        if owner.id != creator_id:
            raise HandleTakenError(platform, handles[platform], owner)
