"""What deciding comes to."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct

from plugin.attribution.models import Difference, Model, Part, Touch, credits, differences
from plugin.attribution.policy import Policy
from plugin.attribution.revenue import Revenue
from plugin.attribution.rules.ownership import Rejected
from plugin.attribution.rules.reason import Reason
from plugin.ledger.entries import Account, Amounts


class Outcome(StrEnum):
    """How it came out. "Nothing was used", "not known" and "refused" are different answers."""

    CREDITED = "credited"
    NO_CODE = "no_code"
    """The buyer used no code, and no visit is known."""
    UNKNOWN_CODE = "unknown_code"
    """Codes were used, and none of them is known here."""
    SITEWIDE = "sitewide"
    """A known code was used that is no creator's."""
    UNKNOWN_LINK = "unknown_link"
    """No code was used, and the visit names a link that is not known here."""
    REFUSED = "refused"
    """A creator's code was used, or a visit made, and does not count, by a rule that the rejected evidence
    names.
    """
    NOT_COUNTED = "not_counted"
    """A test, cancelled or voided order."""


class Credit(Struct, frozen=True, gc=False):
    """A part of the order for one creator, by a code, a visit, or both.

    key             of the evidence it goes by: the code, or the visit where there is no code
    link_id         the link of the creator's last visit, beside the code where there is one
    share_ppm       part of the order in millionths
    amount_minor    net revenue in minor units of the order's currency
    discount_minor  discount given by the code
    """

    creator_id: int
    campaign_id: int | None
    code_id: int | None
    key: str
    share_ppm: int
    amount_minor: int
    discount_minor: int
    link_id: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As decisions store it."""
        link = {} if self.link_id is None else {"link_id": self.link_id}
        return {
            "creator_id": self.creator_id,
            "campaign_id": self.campaign_id,
            "code_id": self.code_id,
            **link,
            "key": self.key,
            "share_ppm": self.share_ppm,
            "amount_minor": self.amount_minor,
            "discount_minor": self.discount_minor,
        }


class Decision(Struct, frozen=True, gc=False):
    """What was concluded. Shares of `credits` sum to at most a whole order, amounts to at most
    `revenue.net_minor`.

    `reasons` are the rules that led there, in order; `rejected` is the evidence that was not followed, each
    with why. `touches` (oldest first) and `introducers` (of whom the buyer first heard) are what the
    models go by; none where the order does not count.
    """

    outcome: Outcome
    revenue: Revenue
    credits: tuple[Credit, ...]
    reasons: tuple[Reason, ...]
    rejected: tuple[Rejected, ...]
    touches: tuple[Touch, ...] = ()
    introducers: tuple[int, ...] = ()

    def wanted(self, currency: str) -> dict[Account, Amounts]:
        """What the books should hold, for `plugin.ledger.posting.post`."""
        held: dict[Account, Amounts] = {}
        for row in self.credits:
            account = Account.of(row.creator_id, row.campaign_id, row.code_id, currency, row.link_id)
            held[account] = Amounts(row.amount_minor, row.share_ppm, row.discount_minor)
        return held

    def models(self, policy: Policy) -> Mapping[Model, Mapping[int, Part]]:
        """What each model would credit: model -> creator -> part."""
        return credits(self.revenue.net_minor, self.touches, self.introducers, policy.introducer_ppm)

    def differences(self, policy: Policy) -> tuple[Difference, ...]:
        """Where the models differ from the credits."""
        return differences(
            self.revenue.net_minor, self.touches, self.introducers, policy.introducer_ppm, self.parts()
        )

    def parts(self) -> dict[int, Part]:
        """Creator -> their part of the order by the credits."""
        parts: dict[int, Part] = {}
        for row in self.credits:
            before = parts.get(row.creator_id, Part(0, 0))
            parts[row.creator_id] = Part(
                before.share_ppm + row.share_ppm, before.amount_minor + row.amount_minor
            )
        return parts

    def as_json(self) -> dict[str, list[dict[str, Any]]]:
        """Credits, reasons and rejected as the table of decisions stores them."""
        return {
            "credits": [row.as_json() for row in self.credits],
            "reasons": [reason.as_json() for reason in self.reasons],
            "rejected": [
                {"kind": row.evidence.kind, "key": row.evidence.key, **row.reason.as_json()}
                for row in self.rejected
            ],
        }
