"""An order's evidence as its page tells it: each piece with what became of it, and where two disagree."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from plugin.attribution.evidence import Answer, CodeEvidence, SurveyEvidence, VisitEvidence, read_evidence
from plugin.attribution.links import KnownLink
from plugin.attribution.rules.preceding import CODE_DECIDED, EARLIER_VISIT, VISIT_DECIDED
from plugin.language import M_, N_, Message
from plugin.services.reports.reasons import sentence
from plugin.store.decisions import Decision
from plugin.store.evidence import Evidence

PASSED_OVER = frozenset(rule.name for rule in (CODE_DECIDED, VISIT_DECIDED, EARLIER_VISIT))
"""Rules that pass over evidence because other evidence goes first."""
COUPON_SITE = "coupon_site"
"""The channel of the survey that stands for sites and extensions that hand out codes."""

OTHER_CREATOR = N_("Code %(code)s is %(creator)s's, but the buyer names %(named)s.")
FROM_COUPON_SITE = N_(
    "Code %(code)s is %(creator)s's, but the buyer names a discount or coupon site or extension."
)
OTHER_VISIT = N_("Code %(code)s is %(creator)s's, but the buyer came through %(named)s last.")
VISIT_AGAINST_ANSWER = N_("The buyer came through %(creator)s last, but names %(named)s.")


@dataclass(frozen=True, slots=True)
class EvidenceTold:
    """A piece of evidence and what became of it.

    kind            code, visit or survey
    code            as written on the order; for a code
    source          where a visit is known from (`plugin.attribution.evidence.Source`)
    placement       of the link a visit came by; None where no link is known
    link_id         the link's number; None where no link is known
    creator_id      whose the code or visit is, or whom the answer names; None where that is nobody
    creator         their name
    question        the survey's question, for an answer, with `answer` (`Answer`) and `channel`
    discount_minor  given by a code; None for anything else
    rejected        why it was not followed; None where it was
    counts          whether it is a sign of that creator at all, followed or not (no program's, not too old)
    """

    kind: str
    occurred_at: datetime
    received_at: datetime
    rejected: Message | None
    counts: bool
    creator_id: int | None = None
    creator: str = ""
    code: str = ""
    discount_minor: int | None = None
    source: str = ""
    placement: str | None = None
    link_id: int | None = None
    question: str = ""
    answer: str = ""
    channel: str | None = None

    @property
    def measured(self) -> bool:
        """Whether it counts in the models alone."""
        return self.kind == SurveyEvidence.kind


@dataclass(frozen=True, slots=True)
class Whose:
    """What it takes to say whose a piece of evidence is: the links by key, and creators' names."""

    links: Mapping[str, KnownLink]
    names: Mapping[int, str]


def evidence_told(
    rows: Iterable[Evidence], in_force: Decision | None, whose: Whose, timezone: ZoneInfo
) -> tuple[EvidenceTold, ...]:
    """Every piece, oldest first. Days in sentences are the shop's, by `timezone`."""
    against = {(row["kind"], row["key"]): row for row in (in_force.rejected if in_force else ())}
    credited = {row["key"]: row["creator_id"] for row in (in_force.credits if in_force else ())}
    told = []
    for row in rows:
        reason = against.get((row.kind, row.key))
        shown = EvidenceTold(
            row.kind,
            row.occurred_at,
            row.received_at,
            None if reason is None else sentence(reason, whose.names, timezone),
            reason is None or reason["rule"] in PASSED_OVER,
        )
        by_decision = credited.get(row.key) or (reason["params"].get("creator_id") if reason else None)
        told.append(_with_facts(shown, row, whose, by_decision))
    return tuple(told)


def contradictions(evidence: Sequence[EvidenceTold]) -> tuple[Message, ...]:
    """Where what the buyer used, did and says point to different people, as sentences.

    Evidence that does not count (taken off, too old, no person's) contradicts nobody.
    """
    counting = [row for row in evidence if row.counts and row.creator_id is not None]
    codes = [row for row in counting if row.kind == CodeEvidence.kind]
    visits = [row for row in counting if row.kind == VisitEvidence.kind]
    last = visits[-1] if visits else None
    answers = [row for row in evidence if row.kind == SurveyEvidence.kind]
    used = {row.creator_id for row in codes}
    found: list[Message] = []
    for code in codes:
        if last is not None and last.creator_id not in used:
            found.append(M_(OTHER_VISIT, code=code.code, creator=code.creator, named=last.creator))
        for answer in answers:
            if answer.answer == Answer.CREATOR and answer.creator_id not in used:
                found.append(M_(OTHER_CREATOR, code=code.code, creator=code.creator, named=answer.creator))
            elif answer.channel == COUPON_SITE:
                found.append(M_(FROM_COUPON_SITE, code=code.code, creator=code.creator))
    if last is not None and not codes:
        came = {row.creator_id for row in visits}
        found += [
            M_(VISIT_AGAINST_ANSWER, creator=last.creator, named=answer.creator)
            for answer in answers
            if answer.answer == Answer.CREATOR and answer.creator_id not in came
        ]
    return tuple(found)


def _with_facts(shown: EvidenceTold, row: Evidence, whose: Whose, by_decision: int | None) -> EvidenceTold:
    """With what only this kind of evidence has. Whose a code was is for the decision to say."""
    piece = read_evidence(row.kind, row.key, row.facts, row.occurred_at)
    if isinstance(piece, CodeEvidence):
        owner = by_decision
        shown = replace(shown, code=piece.code, discount_minor=piece.discount_minor)
    elif isinstance(piece, VisitEvidence):
        link = whose.links.get(piece.link_key or "")
        owner = link.creator_id if link else piece.creator_id
        shown = replace(
            shown,
            source=piece.source.value,
            placement=link.placement if link else None,
            link_id=link.id if link else None,
        )
    else:
        owner = piece.creator_id
        shown = replace(shown, question=piece.question, answer=piece.answer.value, channel=piece.channel)
    return replace(shown, creator_id=owner, creator=whose.names.get(owner or 0, ""))
