"""Decide who is credited with an order, from everything known about it.

    decide(order, refunds, evidence, policy, codes, links)  ->  Decision(outcome, credits, reasons, rejected)

It stores nothing, asks no clock and remembers nothing: the same facts always give the same decision, in
whatever order the evidence came. Late evidence, a refund or a changed policy is no special case; decide again
over everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from plugin.attribution.codes import KnownCode
from plugin.attribution.decision import Credit, Decision, Outcome
from plugin.attribution.evidence import Answer, CodeEvidence, Evidence, SurveyEvidence, VisitEvidence
from plugin.attribution.links import KnownLink
from plugin.attribution.models import Touch
from plugin.attribution.order import OrderFacts, RefundFacts
from plugin.attribution.policy import Policy
from plugin.attribution.revenue import revenue
from plugin.attribution.rules import answering
from plugin.attribution.rules.counting import NO_CODE, does_not_count
from plugin.attribution.rules.ownership import NOT_OURS, SITEWIDE, UNKNOWN_CODE, Claim, Rejected, owner
from plugin.attribution.rules.preceding import precede
from plugin.attribution.rules.reason import Reason
from plugin.attribution.rules.splitting import shares, weights
from plugin.attribution.rules.visiting import UNKNOWN_LINK, VisitClaim, visits
from plugin.attribution.survey.channels import FIRST_HEARD
from plugin.ledger.entries import WHOLE_PPM
from plugin.ledger.money import split

__all__ = ["Credit", "Decision", "Outcome", "decide"]


def decide(
    order: OrderFacts,
    refunds: Iterable[RefundFacts],
    evidence: Iterable[Evidence],
    policy: Policy,
    codes: Sequence[KnownCode],
    *,
    links: Sequence[KnownLink] = (),
) -> Decision:
    """The decision on `order` as it stands. `codes` and `links` are at least those whose keys appear in the
    evidence.
    """
    worth = revenue(order, refunds, policy.basis)
    known = set(evidence)
    used = [row for row in known if isinstance(row, CodeEvidence)]
    used.sort(key=lambda row: (row.position, row.key))
    seen = [row for row in known if isinstance(row, VisitEvidence)] if len(known) > len(used) else []
    answers = (
        sorted((row for row in known if isinstance(row, SurveyEvidence)), key=lambda row: row.key)
        if len(known) > len(used) + len(seen)
        else []
    )
    not_counted = does_not_count(order)
    if not_counted is not None:
        everything: list[Evidence] = [*used, *sorted(seen, key=lambda row: row.key), *answers]
        rejected = tuple(Rejected(row, not_counted) for row in everything)
        return Decision(Outcome.NOT_COUNTED, worth, (), (not_counted,), rejected)
    if not known:
        return Decision(Outcome.NO_CODE, worth, (), (NO_CODE.because(),), ())
    owned = [owner(row, codes, policy.tie) for row in used]
    claims = [row for row in owned if isinstance(row, Claim)]
    nobodys = [row for row in owned if isinstance(row, Rejected)]
    came, refused = visits(seen, links, order.ordered_at, policy.window_days) if seen else ([], [])
    measured = tuple(Rejected(row, answering.standing(row)) for row in answers)
    touches = tuple(Touch(claim.creator_id, claim.at) for claim in came) + tuple(
        Touch(claim.creator_id, order.ordered_at) for claim in claims
    )
    introducers = _introducers(answers)
    if not claims and not came:
        reasons = tuple(row.reason for row in (*nobodys, *refused)) or (NO_CODE.because(),)
        return Decision(
            _why_nobody(nobodys, refused),
            worth,
            (),
            reasons,
            (*nobodys, *refused, *measured),
            (),
            introducers,
        )
    deciding = precede(claims, came, policy.precedence)
    credited, reasons, unused = _credits(worth.net_minor, deciding.claims, deciding.visit, _last_links(came))
    return Decision(
        Outcome.CREDITED,
        worth,
        credited,
        (*reasons, *deciding.reasons),
        (*nobodys, *unused, *refused, *deciding.rejected, *measured),
        touches,
        introducers,
    )


def _credits(
    net_minor: int,
    claims: Sequence[Claim],
    visit: VisitClaim | None,
    last_links: Mapping[int, KnownLink],
) -> tuple[tuple[Credit, ...], tuple[Reason, ...], tuple[Rejected, ...]]:
    """The credits by these codes and this visit, with the codes' reasons, and codes that get no part after
    all. Both share equally; of an odd minor unit the codes have the larger half.
    """
    sides = [1, 1] if claims and visit is not None else [1]
    share_of, amount_of = split(WHOLE_PPM, sides), split(net_minor, sides)
    credits, reasons, unused = [], [], []
    if claims:
        parts = shares(claims, share_of[0])
        amounts = split(amount_of[0], weights(claims))
        for claim, (part, why), amount in zip(claims, parts, amounts, strict=True):
            if not part:
                unused.append(Rejected(claim.evidence, why))
                continue
            reasons += [*claim.reasons, why]
            link = last_links.get(claim.creator_id)
            credits.append(
                Credit(
                    creator_id=claim.creator_id,
                    campaign_id=claim.code.campaign_id,
                    code_id=claim.code.id,
                    key=claim.evidence.key,
                    share_ppm=part,
                    amount_minor=amount,
                    discount_minor=claim.evidence.discount_minor,
                    link_id=None if link is None else link.id,
                )
            )
    if visit is not None:
        credits.append(
            Credit(
                creator_id=visit.creator_id,
                campaign_id=None if visit.link is None else visit.link.campaign_id,
                code_id=None,
                key=visit.pieces[0].key,
                share_ppm=share_of[-1],
                amount_minor=amount_of[-1],
                discount_minor=0,
                link_id=None if visit.link is None else visit.link.id,
            )
        )
    return tuple(credits), tuple(reasons), tuple(unused)


def _last_links(came: Sequence[VisitClaim]) -> dict[int, KnownLink]:
    """Creator -> the link of their last visit."""
    return {claim.creator_id: claim.link for claim in came if claim.link is not None}


def _introducers(answers: Sequence[SurveyEvidence]) -> tuple[int, ...]:
    """Of whom the buyer first heard. Who made them buy today has closed, which is no introduction."""
    named = {
        row.creator_id
        for row in answers
        if row.question == FIRST_HEARD and row.answer is Answer.CREATOR and row.creator_id is not None
    }
    return tuple(sorted(named))


def _why_nobody(codes: Sequence[Rejected], came: Sequence[Rejected]) -> Outcome:
    if not codes:
        if not came:
            return Outcome.NO_CODE
        unknown = all(row.reason.rule == UNKNOWN_LINK.name for row in came)
        return Outcome.UNKNOWN_LINK if unknown else Outcome.REFUSED
    rules = {row.reason.rule for row in codes}
    if rules <= {UNKNOWN_CODE.name, NOT_OURS.name}:
        return Outcome.UNKNOWN_CODE
    if rules <= {UNKNOWN_CODE.name, NOT_OURS.name, SITEWIDE.name}:
        return Outcome.SITEWIDE
    return Outcome.REFUSED
