"""From groups of orders to what the survey's estimators take."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from plugin.stats.survey import Seen, Sight, SurveyCounts, Unseen
from plugin.stats.survey.weighting import Cell, weigh
from plugin.store.reports.survey import Group, Listed

UNREAD = frozenset({"unmapped", "ignored"})
"""Answers that say nothing about a creator, or nothing yet: they are no answers to the estimators."""


def is_answer(group: Group) -> bool:
    """Whether the group's orders have an answer that says something."""
    return group.meaning is not None and group.meaning not in UNREAD


def survey_counts(groups: Sequence[Group], listed: Iterable[Listed]) -> SurveyCounts:
    """The counts of both strata; `listed` is as `names_listed` gives it."""
    decoy_lists = sum(group.orders for group in groups if group.decoy and group.meaning is not None)
    return SurveyCounts(
        tuple(_seen([group for group in groups if group.creator_id is not None])),
        _unseen([group for group in groups if group.creator_id is None], list(listed), decoy_lists),
    )


def _seen(groups: Sequence[Group]) -> Iterable[Seen]:
    rows: dict[tuple[int, Sight], list[Group]] = defaultdict(list)
    for group in groups:
        if group.creator_id is not None:
            sight = Sight.LINK if not group.by_code else Sight.BOTH if group.by_link else Sight.CODE
            rows[group.creator_id, sight].append(group)
    for (creator, sight), alike in sorted(rows.items()):
        yield Seen(
            creator=creator,
            sight=sight,
            orders=sum(group.orders for group in alike),
            answered=sum(group.orders for group in alike if is_answer(group)),
            named=sum(group.orders for group in alike if group.named == creator),
            value=sum(group.value for group in alike),
        )


def _unseen(groups: Sequence[Group], listed: Sequence[Listed], decoy_lists: int) -> Unseen:
    answered = [group for group in groups if is_answer(group)]
    naming = [group for group in answered if group.named is not None]
    named: Counter[int] = Counter()
    for group in naming:
        if group.named is not None:
            named[group.named] += group.orders
    beside = [group for group in answered if group.decoy]
    lists = max((row.lists for row in listed), default=0)
    return Unseen(
        orders=sum(group.orders for group in groups),
        answered=sum(group.orders for group in answered),
        named=named,
        # Only how often a name was listed compared with the others is used.
        listed={row.creator_id: row.lists / lists for row in listed},
        decoy_answers=sum(group.orders for group in beside),
        decoys_chosen=sum(group.orders for group in beside if group.meaning == "decoy"),
        names_beside=sum(row.beside_decoy for row in listed) / decoy_lists if decoy_lists else 0.0,
        value=sum(group.value for group in groups),
        named_value=sum(group.value for group in naming),
        named_value_squared=sum(group.value_squared for group in naming),
        weighted=weigh([_cell(groups, first) for first in (True, False, None)]),
    )


def _cell(groups: Sequence[Group], first: bool | None) -> Cell:
    of_kind = [group for group in groups if group.first_order is first]
    answered = [group for group in of_kind if is_answer(group)]
    return Cell(
        orders=sum(group.orders for group in of_kind),
        answered=sum(group.orders for group in answered),
        named=sum(group.orders for group in answered if group.named is not None),
    )
