"""What a typed text means: as decided before, or read at once where it is clear."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.attribution.survey.channels import CREATOR
from plugin.services.survey.roster import Roster
from plugin.store.database import ShopSession
from plugin.store.holding import hold_named
from plugin.store.survey.mappings import TextMapping, mapping_in_force, put_mapping


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer means: creator, channel, decoy, ignored or unmapped, with what it needs. `channel` is
    there for all of them.
    """

    meaning: str
    channel: str
    creator_id: int | None = None
    decoy_id: int | None = None


def meaning_of(
    mapping: TextMapping | None, said_channel: str, *, creator_id: int | None, decoy_id: int | None
) -> Meaning:
    """What an answer with this choice and this decision about its text (None: it has none) means."""
    if mapping is not None:
        channel = said_channel
        if mapping.meaning in ("creator", "decoy"):
            channel = CREATOR
        elif mapping.meaning == "channel":
            channel = mapping.channel or said_channel
        return Meaning(mapping.meaning, channel, mapping.creator_id, mapping.decoy_id)
    if decoy_id is not None:
        return Meaning("decoy", CREATOR, decoy_id=decoy_id)
    if creator_id is not None:
        return Meaning("creator", CREATOR, creator_id=creator_id)
    return Meaning("channel", said_channel)


def decision_about(session: ShopSession, key: str, text: str, roster: Roster, now: datetime) -> TextMapping:
    """The decision about a text, made now where it is clear and nobody has decided. A text that is not clear
    gets a version `unmapped`, which is what queues for the owner.
    """
    # Held also where it is decided already: a decision that changes meanwhile would miss this answer.
    hold_named(session, f"survey text {key}")
    decided = mapping_in_force(session, key)
    if decided is not None and decided.how != "unread":
        return decided
    match = roster.lexicon.read(text)
    if decided is not None and match is None:
        return decided
    if match is None:
        found = TextMapping(text_key=key, meaning="unmapped", how="unread")
    else:
        found = TextMapping(
            text_key=key,
            meaning="decoy" if match.named.decoy else "creator",
            creator_id=None if match.named.decoy else match.named.number,
            decoy_id=match.named.number if match.named.decoy else None,
            how=match.how,
            score=round(match.score, 1),
        )
    put_mapping(session, found, now)
    return found
