"""What stands in the lists, and in which order.

Nothing here knows the order's own code or link: a name that stood first because of them would be its own
evidence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from plugin.attribution.survey.chance import Chance
from plugin.attribution.survey.channels import (
    CREATOR,
    FIRST_HEARD,
    NAMES,
    OTHER_CREATOR,
    PINNED,
    SHUFFLED,
    WHY_TODAY,
)
from plugin.attribution.survey.settings import SurveySettings

NAMED_AT_ONCE: Final = 5
"""With so many active creators or fewer, their names stand in the first list."""
LONGEST_LIST: Final = 8
"""Names in the list of creators, a decoy among them."""
EQUAL_PART: Final = 0.5
"""How much of the chance to be listed every active creator has alike; the rest goes by recent activity."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A creator active around the order's time. `activity` (0 or more) says how much was heard of them of
    late, in visits or what is worth as much.
    """

    key: str
    creator_id: int
    activity: float = 0.0


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a list. `kind` is channel, creator or decoy; exactly the field it needs is there."""

    key: str
    kind: str
    channel: str | None = None
    creator_id: int | None = None
    decoy_id: int | None = None

    def facts(self) -> dict[str, Any]:
        """As the impression keeps it."""
        known = {"channel": self.channel, "creator_id": self.creator_id, "decoy_id": self.decoy_id}
        return {"key": self.key, "kind": self.kind} | {k: v for k, v in known.items() if v is not None}

    @classmethod
    def from_facts(cls, facts: dict[str, Any]) -> Option:
        """The option a stored impression holds."""
        return cls(**facts)


@dataclass(frozen=True, slots=True)
class Lists:
    """What one checkout is shown. `options`: question, or `NAMES`, -> its list in order."""

    options: dict[str, list[Option]] = field(default_factory=dict)
    named_at_once: bool = False
    decoy_id: int | None = None
    decoy_position: int | None = None


def draw_lists(
    settings: SurveySettings,
    chance: Chance,
    active: Sequence[Candidate],
    decoy: Option | None,
) -> Lists:
    """The lists for one checkout. `active` are the creators active around the order's time; `decoy` is the
    shop's invented name, shown to the part of the buyers whom chance picks.
    """
    at_once = 0 < len(active) <= NAMED_AT_ONCE
    shown = decoy if active and sees_decoy(settings, chance) else None
    room = LONGEST_LIST - (shown is not None)
    names = [Option(row.key, "creator", creator_id=row.creator_id) for row in sample(active, room, chance)]
    if shown is not None:
        names.append(shown)
    channels = {question: _channels(question, renamed=at_once) for question in (FIRST_HEARD, WHY_TODAY)}
    first = channels[FIRST_HEARD] + (names if at_once else [])
    options = {
        FIRST_HEARD: _in_order(first, chance, FIRST_HEARD),
        NAMES: [] if at_once else _in_order(names, chance, NAMES),
    }
    if chance.draw("closer") < settings.closer_fraction:
        second = channels[WHY_TODAY] + (names if at_once else [])
        options[WHY_TODAY] = _in_order(second, chance, WHY_TODAY)
    where = options[FIRST_HEARD if at_once else NAMES]
    return Lists(
        options,
        named_at_once=at_once,
        decoy_id=shown.decoy_id if shown else None,
        decoy_position=where.index(shown) if shown else None,
    )


def sees_decoy(settings: SurveySettings, chance: Chance) -> bool:
    """Whether this checkout is among those that see an invented name."""
    return settings.decoy and chance.draw("decoy") < settings.decoy_fraction


def sample(active: Sequence[Candidate], size: int, chance: Chance) -> list[Candidate]:
    """At most `size` of the creators, drawn without replacement by weight, every one with a floor.

    Weighted sampling by exponential keys (Efraimidis & Spirakis 2006, algorithm A-Res).
    """
    weights = floored([row.activity for row in active])

    def waiting_time(pair: tuple[Candidate, float]) -> float:
        # 1 - draw is never zero, so the logarithm is always there.
        return -math.log(1.0 - chance.draw("name", pair[0].key)) / pair[1]

    drawn = sorted(zip(active, weights, strict=True), key=waiting_time)
    return [row for row, _ in drawn[:size]]


def floored(activity: Sequence[float]) -> list[float]:
    """Weights that sum to 1: half of them alike for everybody, half by activity; all alike where there was
    none.
    """
    total = sum(activity)
    if not activity:
        return []
    if total <= 0:
        return [1 / len(activity)] * len(activity)
    return [EQUAL_PART / len(activity) + (1 - EQUAL_PART) * (value / total) for value in activity]


def _channels(question: str, *, renamed: bool) -> list[Option]:
    return [
        Option(OTHER_CREATOR if renamed and name == CREATOR else name, "channel", channel=name)
        for name in SHUFFLED[question]
    ]


def _in_order(options: Iterable[Option], chance: Chance, question: str) -> list[Option]:
    by_key = {row.key: row for row in options}
    drawn = [by_key[key] for key in chance.shuffled(by_key, "order", question)]
    pinned = [] if question == NAMES else [Option(name, "channel", channel=name) for name in PINNED]
    return drawn + pinned
