"""What is known about an order once more is told: by a version of the order, or by somebody else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeGuard

from msgspec.structs import replace

from plugin.attribution.evidence.codes import CodeEvidence
from plugin.attribution.evidence.kinds import Evidence, Held, by_key
from plugin.attribution.evidence.visits import Source, VisitEvidence


def with_told(held: Held, told: Iterable[Evidence]) -> Held:
    """The evidence on an order once a newer version of it tells this.

    A code or cart attribute that is held and not told any more stays as evidence, marked as withdrawn: an
    edit can take it off, and the page that explains the order should say so. The landing page and the
    referrer never change, and the Admin API does not repeat them, so silence takes nothing back.
    """
    return {at: _withdrawn(row) for at, row in held.items()} | {by_key(row): row for row in told}


def with_late(held: Held, told: Iterable[Evidence]) -> Held:
    """The evidence once a version that is not the newest tells this: only what can never be taken off again
    is news.
    """
    return {
        by_key(row): row for row in told if not isinstance(row, CodeEvidence) and not _in_cart(row)
    } | held


def with_given(held: Held, given: Iterable[Evidence]) -> Held:
    """The evidence once somebody else than the order gives this: of the same visit, or the answer to the same
    question, the later moment counts, and of the same moment what was given last.
    """
    joined = dict(held)
    for row in given:
        before = joined.get(by_key(row))
        if before is None or row.occurred_at >= before.occurred_at:
            joined[by_key(row)] = row
    return joined


def _withdrawn(row: Evidence) -> Evidence:
    return replace(row, withdrawn=True) if isinstance(row, CodeEvidence) or _in_cart(row) else row


def _in_cart(row: Evidence) -> TypeGuard[VisitEvidence]:
    return isinstance(row, VisitEvidence) and row.source is Source.CART
