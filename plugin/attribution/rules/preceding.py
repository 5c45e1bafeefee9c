"""Whether codes or visits decide an order on which both speak."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from plugin.attribution.policy import Precedence
from plugin.attribution.rules.ownership import Claim, Rejected
from plugin.attribution.rules.reason import Reason, Rule
from plugin.attribution.rules.visiting import VisitClaim
from plugin.language import N_

LAST_VISIT = Rule(
    "last_visit",
    N_(
        "No creator's code decides. %(creator)s brought the buyer last, so the whole order is credited to it."
    ),
)
VISIT_FIRST = Rule(
    "visit_first",
    N_("In this shop a visit goes before a code, and %(creator)s brought the buyer last."),
)
VISIT_AGREES = Rule("visit_agrees", N_("%(creator)s brought the buyer to the shop before the order, too."))
SHARED_WITH_VISIT = Rule(
    "shared_with_visit",
    N_("In this shop a code and a visit share an order equally. %(creator)s brought the buyer last."),
)
CODE_DECIDED = Rule(
    "code_decided",
    N_(
        "%(creator)s brought the buyer, but another creator's code was used, and in this shop the code "
        "decides."
    ),
)
VISIT_DECIDED = Rule(
    "visit_decided",
    N_(
        "Code %(code)s is %(creator)s's, but another creator brought the buyer last, and in this shop the "
        "visit decides."
    ),
)
EARLIER_VISIT = Rule("earlier_visit", N_("%(creator)s brought the buyer earlier, and a later visit decides."))


class Deciding(Struct, frozen=True, gc=False):
    """What the credit goes by: codes, a visit, or both in halves. `reasons` say why visits do what they do;
    `rejected` is the evidence that counts and is not followed.
    """

    claims: tuple[Claim, ...]
    visit: VisitClaim | None
    reasons: tuple[Reason, ...]
    rejected: tuple[Rejected, ...]


def precede(claims: Sequence[Claim], visits: Sequence[VisitClaim], precedence: Precedence) -> Deciding:
    """Who decides. `visits` come oldest first: the last before the order is the one that can win.

    A creator whose code was used and who brought the buyer as well is one party, credited by the code.
    """
    if not visits:
        return Deciding(tuple(claims), None, (), ())
    last = visits[-1]
    if not claims:
        return _by_visit(last, visits, LAST_VISIT)
    agreed = any(claim.creator_id == last.creator_id for claim in claims)
    if precedence is Precedence.LINK:
        return _visit_first(claims, visits, agreed=agreed)
    if precedence is Precedence.SPLIT and not agreed:
        credited = {last.creator_id, *(claim.creator_id for claim in claims)}
        reasons = (SHARED_WITH_VISIT.because(creator_id=last.creator_id), *last.reasons)
        return Deciding(tuple(claims), last, reasons, _passed_over(visits, credited, EARLIER_VISIT))
    credited = {claim.creator_id for claim in claims}
    return Deciding(
        tuple(claims), None, _agreeing(visits, credited), _passed_over(visits, credited, CODE_DECIDED)
    )


def _visit_first(claims: Sequence[Claim], visits: Sequence[VisitClaim], *, agreed: bool) -> Deciding:
    last = visits[-1]
    passed = tuple(
        Rejected(
            claim.evidence,
            VISIT_DECIDED.because(code=claim.evidence.code, creator_id=claim.creator_id),
        )
        for claim in claims
        if claim.creator_id != last.creator_id
    )
    if not agreed:
        by_visit = _by_visit(last, visits, VISIT_FIRST)
        return Deciding((), last, by_visit.reasons, passed + by_visit.rejected)
    kept = tuple(claim for claim in claims if claim.creator_id == last.creator_id)
    reasons = (VISIT_FIRST.because(creator_id=last.creator_id), *last.reasons)
    return Deciding(kept, None, reasons, passed + _passed_over(visits, {last.creator_id}, EARLIER_VISIT))


def _by_visit(last: VisitClaim, visits: Sequence[VisitClaim], rule: Rule) -> Deciding:
    reasons = (rule.because(creator_id=last.creator_id), *last.reasons)
    return Deciding((), last, reasons, _passed_over(visits, {last.creator_id}, EARLIER_VISIT))


def _agreeing(visits: Sequence[VisitClaim], credited: set[int]) -> tuple[Reason, ...]:
    named = dict.fromkeys(visit.creator_id for visit in visits if visit.creator_id in credited)
    return tuple(VISIT_AGREES.because(creator_id=creator) for creator in named)


def _passed_over(visits: Sequence[VisitClaim], credited: set[int], rule: Rule) -> tuple[Rejected, ...]:
    """Visits of creators who are credited stand behind them; all others were not followed."""
    return tuple(
        Rejected(piece, rule.because(creator_id=visit.creator_id))
        for visit in visits
        if visit.creator_id not in credited
        for piece in visit.pieces
    )
