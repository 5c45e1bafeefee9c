"""Answers beside codes and links: where they agree, and who introduces or closes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plugin.services.reports.survey_counts import is_answer
from plugin.stats.survey import Share, share_of
from plugin.stats.survey.agreement import Accord, CreatorRole, accord, roles
from plugin.store.database import ShopSession
from plugin.store.reports.survey import CodeAnswers, Group, answers_by_code

PAIRS = 10


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """Answered orders with one creator's code or link, by what the answer names. `agreed` is the share that
    names that creator; `role` what the creator does for the shop.
    """

    creator_id: int
    name: str
    answered: int
    same: int
    other_creator: int
    coupon_site: int
    else_named: int
    agreed: Share
    role: CreatorRole


@dataclass(frozen=True, slots=True)
class Pair:
    """Orders with the code or link of one creator whose buyer names another."""

    holder: str
    named: str
    orders: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """The whole. `rows` are creators with a code, a link or an answer, the most answered first."""

    rows: tuple[AgreementRow, ...]
    pairs: tuple[Pair, ...]
    agreed: Share
    accord: Accord


@dataclass(frozen=True, slots=True)
class CodeDisagreement:
    """Of the answered orders through a code, the answers that name another creator or a coupon site."""

    code_id: int
    answers: CodeAnswers
    disagreeing: Share


def agreement(groups: Sequence[Group], names: Mapping[int, str]) -> Agreement:
    """Answers against codes and links; `names` are the creators'."""
    held = [group for group in groups if group.creator_id is not None]
    answered = [group for group in held if is_answer(group)]
    named = _counted((group.named, group.orders) for group in groups if group.named is not None)
    of_creator = {
        role.creator: role
        for role in roles(named, _counted((group.creator_id, group.orders) for group in held))
    }
    rows = [_row(creator, names, answered, role) for creator, role in of_creator.items()]
    same, total = sum(row.same for row in rows), sum(row.answered for row in rows)
    pairs: Counter[tuple[int, int]] = Counter()
    for group in answered:
        if group.creator_id is not None and group.named not in {None, group.creator_id}:
            pairs[group.creator_id, group.named or 0] += group.orders
    return Agreement(
        rows=tuple(sorted(rows, key=lambda row: (-row.answered, -row.role.named.count, row.name))),
        pairs=tuple(
            Pair(names.get(holder, ""), names.get(other, ""), orders)
            for (holder, other), orders in pairs.most_common(PAIRS)
        ),
        agreed=share_of(same, total),
        accord=accord(same, total),
    )


def code_disagreements(session: ShopSession) -> dict[int, CodeDisagreement]:
    """How often buyers with a code name somebody else, for every code with an answer."""
    return {row.code_id: _disagreement(row) for row in answers_by_code(session)}


def _disagreement(row: CodeAnswers) -> CodeDisagreement:
    return CodeDisagreement(row.code_id, row, share_of(row.other_creator + row.coupon_site, row.answered))


def _row(
    creator: int, names: Mapping[int, str], answered: Sequence[Group], role: CreatorRole
) -> AgreementRow:
    own = [group for group in answered if group.creator_id == creator]
    total = sum(group.orders for group in own)
    same = sum(group.orders for group in own if group.named == creator)
    other = sum(group.orders for group in own if group.named not in {None, creator})
    coupon = sum(
        group.orders for group in own if group.meaning == "channel" and group.channel == "coupon_site"
    )
    return AgreementRow(
        creator_id=creator,
        name=names.get(creator, ""),
        answered=total,
        same=same,
        other_creator=other,
        coupon_site=coupon,
        else_named=total - same - other - coupon,
        agreed=share_of(same, total),
        role=role,
    )


def _counted(pairs: object) -> dict[int, int]:
    counts: Counter[int] = Counter()
    for creator, orders in pairs:  # type: ignore[attr-defined]
        counts[creator] += orders
    return dict(counts)
