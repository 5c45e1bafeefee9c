"""From touches to every model's credits, and how these differ from the posted ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from plugin.attribution.models import first, last, linear, position, survey_first, time_decay
from plugin.attribution.models.touch import Touch
from plugin.ledger.entries import WHOLE_PPM
from plugin.ledger.money import split


class Model(StrEnum):
    """The models beside the policy, in the order in which pages show them."""

    FIRST = "first"
    LAST = "last"
    LINEAR = "linear"
    POSITION = "position"
    TIME_DECAY = "time_decay"
    SURVEY_FIRST = "survey_first"


class Part(NamedTuple):
    """A creator's part of an order: millionths of it, and net revenue in minor units."""

    share_ppm: int
    amount_minor: int


class Difference(NamedTuple):
    """A model's credit for a creator less the posted one: millionths of the order, and minor units."""

    model: str
    creator_id: int
    share_ppm: int
    amount_minor: int


NOTHING = Part(0, 0)
_BY_TOUCH = {
    Model.FIRST: first.weigh,
    Model.LAST: last.weigh,
    Model.LINEAR: linear.weigh,
    Model.POSITION: position.weigh,
    Model.TIME_DECAY: time_decay.weigh,
}


def credits(
    net_minor: int, touches: Sequence[Touch], introducers: Sequence[int], introducer_ppm: int
) -> dict[Model, dict[int, Part]]:
    """Model -> creator -> their part of an order of `net_minor`.

    `touches` come oldest first; `introducers` are the creators a survey answer names, `introducer_ppm` their
    share where a touch closed the order. A model's parts sum to the whole order where it has anything to go
    by, else it has none.
    """
    found = {
        model: _parted(
            net_minor,
            [(touch.creator_id, weight) for touch, weight in zip(touches, weigh(touches), strict=True)],
        )
        for model, weigh in _BY_TOUCH.items()
    }
    found[Model.SURVEY_FIRST] = _parted(net_minor, survey_first.weigh(touches, introducers, introducer_ppm))
    return found


def differences(
    net_minor: int,
    touches: Sequence[Touch],
    introducers: Sequence[int],
    introducer_ppm: int,
    posted: Mapping[int, Part],
) -> tuple[Difference, ...]:
    """Where the models differ from `posted` (creator -> part); nothing where all agree."""
    everybody = {touch.creator_id for touch in touches}
    if everybody.issuperset(introducers) and len(everybody) <= 1:
        # Nearly every order: one creator, or none, and nothing to disagree about.
        whole = {creator: Part(WHOLE_PPM, net_minor) for creator in everybody}
        if posted == whole:
            return ()
    return tuple(
        Difference(model.value, creator, share, amount)
        for model, parts in credits(net_minor, touches, introducers, introducer_ppm).items()
        for creator in sorted(parts.keys() | posted.keys())
        for share, amount in [_less(parts.get(creator, NOTHING), posted.get(creator, NOTHING))]
        if share or amount
    )


def _parted(net_minor: int, weighed: Iterable[tuple[int, int]]) -> dict[int, Part]:
    """Weights added up by creator, in the order in which creators come, and split exactly."""
    by_creator: dict[int, int] = {}
    for creator, weight in weighed:
        by_creator[creator] = by_creator.get(creator, 0) + weight
    by_creator = {creator: weight for creator, weight in by_creator.items() if weight}
    weights = list(by_creator.values())
    return {
        creator: Part(share, amount)
        for creator, share, amount in zip(
            by_creator, split(WHOLE_PPM, weights), split(net_minor, weights), strict=True
        )
    }


def _less(part: Part, other: Part) -> tuple[int, int]:
    return part.share_ppm - other.share_ppm, part.amount_minor - other.amount_minor
