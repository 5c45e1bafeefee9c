"""What a standing check says: how things are, in a plain sentence, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from plugin.language import Message
from plugin.store.database import ShopSession


class State(StrEnum):
    """How things are. Unknown: it could not be looked at, or there is nothing to look at yet."""

    WELL = "well"
    WARNING = "warning"
    WRONG = "wrong"
    UNKNOWN = "unknown"


WORST_FIRST = (State.WRONG, State.WARNING, State.UNKNOWN, State.WELL)


@dataclass(frozen=True, slots=True)
class Finding:
    """One result. `sentence` was made by `M_`, `remedy` marked by `N_`; None where nothing is to be done.
    `there` says of a check about a part of the app whether that is there; None where it cannot tell.
    """

    state: State
    sentence: Message
    remedy: str | None = None
    there: bool | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What every check is given: the shop's session (one view of the database) and the moment."""

    session: ShopSession
    now: datetime


def well(sentence: Message, *, there: bool | None = None) -> Finding:
    """All is as it should be."""
    return Finding(State.WELL, sentence, there=there)


def warning(sentence: Message, remedy: str, *, there: bool | None = None) -> Finding:
    """Nothing is wrong yet, or nothing of weight."""
    return Finding(State.WARNING, sentence, remedy, there)


def wrong(sentence: Message, remedy: str, *, there: bool | None = None) -> Finding:
    """Numbers or work are not what they should be."""
    return Finding(State.WRONG, sentence, remedy, there)
