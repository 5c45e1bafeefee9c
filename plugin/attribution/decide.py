"""Decide who is credited with an order, from everything known about it.

    decide(order, refunds, evidence, policy, codes)  ->  Decision(outcome, credits, reasons, rejected)

It stores nothing, asks no clock and remembers nothing: the same facts always give the same decision, in
whatever order the evidence came. Late evidence, a refund or a changed policy is no special case; decide again
over everything.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from plugin.attribution.codes import KnownCode
from plugin.attribution.evidence import CodeEvidence, Evidence
from plugin.attribution.order import OrderFacts, RefundFacts
from plugin.attribution.policy import Policy
from plugin.attribution.revenue import Revenue, revenue
from plugin.attribution.rules.counting import NO_CODE, does_not_count
from plugin.attribution.rules.ownership import NOT_OURS, SITEWIDE, UNKNOWN_CODE, Claim, Rejected, owner
from plugin.attribution.rules.reason import Reason
from plugin.attribution.rules.splitting import shares, weights
from plugin.ledger.entries import Account, Amounts
from plugin.ledger.money import split


class Outcome(StrEnum):
    """How it came out. "Nothing was used", "not known" and "refused" are different answers."""

    CREDITED = "credited"
    NO_CODE = "no_code"
    """The buyer used no code."""
    UNKNOWN_CODE = "unknown_code"
    """Codes were used, and none of them is known here."""
    SITEWIDE = "sitewide"
    """A known code was used that is no creator's."""
    REFUSED = "refused"
    """A creator's code was used and does not count, by a rule that the rejected evidence names."""
    NOT_COUNTED = "not_counted"
    """A test, cancelled or voided order."""


@dataclass(frozen=True, slots=True)
class Credit:
    """A part of the order for one creator, by one code.

    share_ppm       part of the order in millionths
    amount_minor    net revenue in minor units of the order's currency
    discount_minor  discount given by the code
    """

    creator_id: int
    campaign_id: int | None
    code_id: int
    key: str
    share_ppm: int
    amount_minor: int
    discount_minor: int


@dataclass(frozen=True, slots=True)
class Decision:
    """What was concluded. Shares of `credits` sum to at most a whole order, amounts to at most
    `revenue.net_minor`.

    `reasons` are the rules that led there, in order; `rejected` is the evidence that was not followed, each
    with why.
    """

    outcome: Outcome
    revenue: Revenue
    credits: tuple[Credit, ...]
    reasons: tuple[Reason, ...]
    rejected: tuple[Rejected, ...]

    def wanted(self, currency: str) -> dict[Account, Amounts]:
        """What the books should hold, for `plugin.ledger.posting.post`."""
        return {
            Account.of(row.creator_id, row.campaign_id, row.code_id, currency): Amounts(
                row.amount_minor, row.share_ppm, row.discount_minor
            )
            for row in self.credits
        }

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        """Credits, reasons and rejected as the table of decisions stores them."""
        return {
            "credits": [
                {
                    "creator_id": row.creator_id,
                    "campaign_id": row.campaign_id,
                    "code_id": row.code_id,
                    "key": row.key,
                    "share_ppm": row.share_ppm,
                    "amount_minor": row.amount_minor,
                    "discount_minor": row.discount_minor,
                }
                for row in self.credits
            ],
            "reasons": [reason.as_json() for reason in self.reasons],
            "rejected": [
                {"kind": row.evidence.kind, "key": row.evidence.key, **row.reason.as_json()}
                for row in self.rejected
            ],
        }


def decide(
    order: OrderFacts,
    refunds: Iterable[RefundFacts],
    evidence: Iterable[Evidence],
    policy: Policy,
    codes: Sequence[KnownCode],
) -> Decision:
    """The decision on `order` as it stands. `codes` are at least those whose keys appear in the evidence."""
    worth = revenue(order, refunds, policy.basis)
    used = sorted(
        {row for row in evidence if isinstance(row, CodeEvidence)}, key=lambda row: (row.position, row.key)
    )
    not_counted = does_not_count(order)
    if not_counted is not None:
        rejected = tuple(Rejected(row, not_counted) for row in used)
        return Decision(Outcome.NOT_COUNTED, worth, (), (not_counted,), rejected)
    if not used:
        return Decision(Outcome.NO_CODE, worth, (), (NO_CODE.because(),), ())
    return _by_codes(worth, used, policy, codes)


def _by_codes(
    worth: Revenue, used: Sequence[CodeEvidence], policy: Policy, codes: Sequence[KnownCode]
) -> Decision:
    found = [owner(row, codes, policy.tie) for row in used]
    rejected = [row for row in found if isinstance(row, Rejected)]
    claims = [row for row in found if isinstance(row, Claim)]
    if not claims:
        return Decision(
            _why_nobody(rejected), worth, (), tuple(row.reason for row in rejected), tuple(rejected)
        )
    parts = shares(claims)
    amounts = split(worth.net_minor, weights(claims))
    credits, reasons = [], []
    for claim, (part, why), amount in zip(claims, parts, amounts, strict=True):
        if not part:
            rejected.append(Rejected(claim.evidence, why))
            continue
        reasons += [*claim.reasons, why]
        credits.append(
            Credit(
                creator_id=claim.creator_id,
                campaign_id=claim.code.campaign_id,
                code_id=claim.code.id,
                key=claim.evidence.key,
                share_ppm=part,
                amount_minor=amount,
                discount_minor=claim.evidence.discount_minor,
            )
        )
    return Decision(Outcome.CREDITED, worth, tuple(credits), tuple(reasons), tuple(rejected))


def _why_nobody(rejected: Sequence[Rejected]) -> Outcome:
    rules = {row.reason.rule for row in rejected}
    if rules <= {UNKNOWN_CODE.name, NOT_OURS.name}:
        return Outcome.UNKNOWN_CODE
    if rules <= {UNKNOWN_CODE.name, NOT_OURS.name, SITEWIDE.name}:
        return Outcome.SITEWIDE
    return Outcome.REFUSED
