"""Every kind of evidence there is, and reading one as it was stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, TypeAlias

from plugin.attribution.evidence.codes import CodeEvidence
from plugin.attribution.evidence.survey import SurveyEvidence
from plugin.attribution.evidence.visits import VisitEvidence

Evidence: TypeAlias = CodeEvidence | VisitEvidence | SurveyEvidence
"""Every kind of evidence there is. A new kind is added with | and to `_READERS`."""

Held: TypeAlias = dict[tuple[str, str], Evidence]
"""The evidence on one order, by kind and key."""

_READERS: dict[str, Callable[[str, dict[str, Any], datetime], Evidence]] = {
    CodeEvidence.kind: CodeEvidence.from_facts,
    VisitEvidence.kind: lambda _key, facts, at: VisitEvidence.from_facts(facts, at),
    SurveyEvidence.kind: lambda _key, facts, at: SurveyEvidence.from_facts(facts, at),
}


def read_evidence(kind: str, key: str, facts: dict[str, Any], occurred_at: datetime) -> Evidence:
    """The evidence a stored row holds; raises `KeyError` for a kind that is none of ours."""
    return _READERS[kind](key, facts, occurred_at)


def link_keys(evidence: Iterable[Evidence]) -> set[str]:
    """The keys of the links that evidence names."""
    return {row.link_key for row in evidence if isinstance(row, VisitEvidence) and row.link_key is not None}


def by_key(evidence: Evidence) -> tuple[str, str]:
    """Where evidence stands in `Held`."""
    return evidence.kind, evidence.key
