"""What the lists themselves do to the answers: places chosen for where they stand, and invented names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from plugin.attribution.survey.channels import PINNED
from plugin.stats.survey import Estimate, Share, SurveyCounts, share_of
from plugin.stats.survey.positions import PositionEffect, position_effect
from plugin.stats.survey.unseen import misnaming_estimate
from plugin.store.database import ShopSession
from plugin.store.reports.survey import Asked, Choices, choices_by_place


@dataclass(frozen=True, slots=True)
class ListEffects:
    """channels, names  the effect of the place in the first list and in that of creators; None with under 30
                     choices
    decoys           of the answers given to a list with an invented name, those that chose it
    misnaming        the share of answers that name a creator in error, as estimated from that
    """

    channels: PositionEffect | None
    names: PositionEffect | None
    decoys: Share
    misnaming: Estimate


def list_effects(session: ShopSession, asked: Asked, counts: SurveyCounts) -> ListEffects:
    """The effects in a span."""
    choices = choices_by_place(session, asked)
    return ListEffects(
        channels=_effect([row for row in choices if not row.names], pinned=len(PINNED)),
        names=_effect([row for row in choices if row.names], pinned=0),
        decoys=share_of(counts.unseen.decoys_chosen, counts.unseen.decoy_answers),
        misnaming=misnaming_estimate(counts.unseen),
    )


def _effect(choices: Sequence[Choices], *, pinned: int) -> PositionEffect | None:
    """Only shuffled options count: what always stands last is chosen there for what it says."""
    shuffled = [row for row in choices if row.position < row.length - pinned]
    chosen: dict[int, int] = defaultdict(int)
    expected: dict[int, float] = defaultdict(float)
    for row in shuffled:
        chosen[row.position] += row.chosen
        for place in range(row.length - pinned):
            expected[place] += row.chosen / (row.length - pinned)
    places = sorted(expected)
    return position_effect([chosen[place] for place in places], [expected[place] for place in places])
