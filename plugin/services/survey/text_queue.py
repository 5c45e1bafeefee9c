"""Typed texts for the owner to work through, each with what it probably means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.services.buyers import buyer_key
from plugin.services.survey.map_text import remap
from plugin.services.survey.read_texts import decision_about
from plugin.services.survey.roster import Roster, load_roster
from plugin.settings import Settings
from plugin.store.database import Database, ShopSession
from plugin.store.survey.texts import TextGroup, count_texts, text_groups, texts_that_wait

SUGGESTIONS = 4
BATCH = 100


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A creator a text may mean; `score` 0..100 says how like the name it is."""

    creator_id: int
    name: str
    archived: bool
    score: float


@dataclass(frozen=True, slots=True)
class TextRow:
    """A text with what may be meant, and what was decided where something was. `meant` is the name of the
    creator or the invented one decided for.
    """

    group: TextGroup
    suggestions: tuple[Suggestion, ...]
    meant: str | None


@dataclass(frozen=True, slots=True)
class TextQueue:
    """A page of texts in one state, and how many there are in each (`plugin.store.survey.texts.STATES`)."""

    rows: tuple[TextRow, ...]
    counts: dict[str, int]


def text_queue(
    session: ShopSession, settings: Settings, state: str, now: datetime, *, limit: int, offset: int
) -> TextQueue:
    """Texts in a state, those with the most answers first."""
    roster = load_roster(session, buyer_key(session, settings), now)
    groups = text_groups(session, state, limit=limit, offset=offset)
    rows = tuple(TextRow(group, _suggestions(roster, group), _meant(roster, group)) for group in groups)
    return TextQueue(rows, count_texts(session))


def read_again(database: Database, settings: Settings, shop_id: int, now: datetime) -> int:
    """Read the texts again that nobody could read, with the names and aliases there are now; returns how many
    have found their meaning.
    """
    found, after = 0, ""
    while True:
        with database.shop(shop_id) as session:
            roster = load_roster(session, buyer_key(session, settings), now)
            waiting = texts_that_wait(session, after=after, limit=BATCH)
        for key, text in waiting:
            with database.shop(shop_id) as session:
                if decision_about(session, key, text, roster, now).how == "unread":
                    continue
                found += 1
                last: int | None = 0
                while last is not None:
                    last = remap(session, key, now, after=last)
        if not waiting:
            return found
        after = waiting[-1][0]


def _suggestions(roster: Roster, group: TextGroup) -> tuple[Suggestion, ...]:
    most = SUGGESTIONS + len(roster.decoys)
    found = [
        *roster.lexicon.alike(group.example, most=most),
        *roster.lexicon.begun(group.example, most=most),
    ]
    made: dict[int, Suggestion] = {}
    for match in found:
        row = None if match.named.decoy else roster.by_id.get(match.named.number)
        if row is not None and row.creator_id not in made:
            archived = row.archived_at is not None
            made[row.creator_id] = Suggestion(row.creator_id, row.name, archived, round(match.score))
    return tuple(made.values())[:SUGGESTIONS]


def _meant(roster: Roster, group: TextGroup) -> str | None:
    decided = group.decision
    if decided.creator_id is not None and decided.creator_id in roster.by_id:
        return roster.by_id[decided.creator_id].name
    if decided.decoy_id is not None and decided.decoy_id in roster.decoys:
        return roster.decoys[decided.decoy_id].name
    return None
