"""Which visits count: the rules that need the visitor's other visits. (`plugin.services.record_visit.refusal`
has those that the request itself answers.)

Source of rules and numbers: the practice of link counters (a burst of clicks is a program; a link opened
twice is one interest).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

BURST = 5
BURST_SPAN = timedelta(seconds=10)
"""So many visits of one visitor within this span are a program's."""
REPEAT_SPAN = timedelta(minutes=30)
"""A visit by the same link so soon after one that counts is counted with it."""

NO_PERSON = frozenset({"head", "prefetch", "no_agent", "crawler", "burst"})
"""Reasons that say there was nobody: evidence by such a visit is refused. A `repeat` is a person's."""
REFUSALS = NO_PERSON | {"repeat"}
"""All reasons for which a visit does not count."""
BY_REQUEST = NO_PERSON - {"burst"}
"""Reasons that the request itself gives."""


@dataclass(frozen=True, slots=True)
class NearVisit:
    """Another visit of the same visitor. `path` is what was followed (a link, or a creator's page)."""

    ref: str
    path: tuple[int | None, int | None]
    occurred_at: datetime
    refused_because: str | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """`refused_because` is None for a visit that counts. `burst` and `repeats` are the references of visits
    judged earlier that this one shows in another light.
    """

    refused_because: str | None
    burst: tuple[str, ...] = ()
    repeats: tuple[str, ...] = ()


def judge(at: datetime, path: tuple[int | None, int | None], near: Sequence[NearVisit]) -> Judgement:
    """Whether a visit of a person's agent counts. `near` are the visitor's others within `REPEAT_SPAN` on
    both sides, in any order.
    """
    people = [visit for visit in near if visit.refused_because not in BY_REQUEST]
    burst = _burst(at, people)
    if burst:
        changed = tuple(visit.ref for visit in burst if visit.refused_because != "burst")
        return Judgement("burst", burst=changed)
    same = [visit for visit in people if visit.path == path and visit.refused_because is None]
    if any(timedelta() <= at - visit.occurred_at < REPEAT_SPAN for visit in same):
        return Judgement("repeat")
    later = (visit for visit in same if timedelta() < visit.occurred_at - at < REPEAT_SPAN)
    return Judgement(None, repeats=tuple(visit.ref for visit in later))


def _burst(at: datetime, others: Iterable[NearVisit]) -> list[NearVisit]:
    """The other visits of a burst that a visit at `at` is part of; empty where it is in none."""
    close = sorted(
        (visit for visit in others if abs(visit.occurred_at - at) <= BURST_SPAN), key=lambda v: v.occurred_at
    )
    found: dict[str, NearVisit] = {}
    for first in (at, *(visit.occurred_at for visit in close)):
        if not first <= at <= first + BURST_SPAN:
            continue
        within = [visit for visit in close if first <= visit.occurred_at <= first + BURST_SPAN]
        if len(within) + 1 >= BURST:
            found |= {visit.ref: visit for visit in within}
    return list(found.values())
