"""Find a creator by what a buyer types."""

from __future__ import annotations

from plugin.attribution.survey.lists import LONGEST_LIST
from plugin.services.survey.refusals import AnswerRefusedError
from plugin.services.survey.roster import Roster
from plugin.store.database import ShopSession
from plugin.store.survey.impressions import impression_with_key
from plugin.store.survey.roster import RosterCreator

SHORTEST, LONGEST = 2, 60
"""Characters of a search."""


def search_creators(session: ShopSession, roster: Roster, impression: str, typed: str) -> list[RosterCreator]:
    """At most eight creators whose name, alias or handle has the words typed.

    Only for a page that was shown the survey (`impression`). Raises `AnswerRefusedError`.
    """
    if not SHORTEST <= len(typed.strip()) <= LONGEST:
        raise AnswerRefusedError("unreadable", f"A search has {SHORTEST} to {LONGEST} characters.", field="q")
    if impression_with_key(session, impression) is None:
        raise AnswerRefusedError(
            "unknown_impression", "This survey was not shown in this shop.", field="impression"
        )
    return roster.found(typed, most=LONGEST_LIST)
