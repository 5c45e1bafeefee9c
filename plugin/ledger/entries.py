"""The kinds of entry, and an entry as the pure parts see it. Nothing is edited or deleted: it is reversed."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

WHOLE_PPM = 1_000_000
"""A whole order, in millionths."""


class Kind(StrEnum):
    """What an entry does. Every kind has the one that undoes it (`REVERSAL_OF`)."""

    CREDIT = "credit"
    """A creator is given a part of an order, or a larger part than before."""

    REVERSAL = "reversal"
    """A part of an order is taken from a creator again: the order was cancelled, or a rule, code or policy
    changed.
    """

    INCREASE = "increase"
    """The order is worth more than was posted (an item added, a refund undone); the creator's part is the
    same.
    """

    REDUCTION = "reduction"
    """The order is worth less than was posted (a refund, an item removed); the creator's part is the same."""


REVERSAL_OF: dict[Kind, Kind] = {
    Kind.CREDIT: Kind.REVERSAL,
    Kind.REVERSAL: Kind.CREDIT,
    Kind.INCREASE: Kind.REDUCTION,
    Kind.REDUCTION: Kind.INCREASE,
}


class Account(Struct, frozen=True, gc=False, order=True):
    """Where an entry counts: a creator, through one code or link of one campaign, in one currency."""

    creator_id: int
    campaign_id: int
    code_id: int
    currency: str
    link_id: int = 0

    @classmethod
    def of(
        cls,
        creator_id: int,
        campaign_id: int | None,
        code_id: int | None,
        currency: str,
        link_id: int | None = None,
    ) -> Account:
        """The account; 0 stands for "no campaign", "no code" and "no link", so that accounts can be put in
        order.
        """
        return cls(creator_id, campaign_id or 0, code_id or 0, currency, link_id or 0)


class Amounts(Struct, frozen=True, gc=False):
    """What an entry moves, or a balance holds, signed.

    amount_minor    net revenue in minor units of the account's currency
    share_ppm       part of the order in millionths
    discount_minor  discount given by the creator's code, in minor units
    """

    amount_minor: int = 0
    share_ppm: int = 0
    discount_minor: int = 0

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(
            self.amount_minor + other.amount_minor,
            self.share_ppm + other.share_ppm,
            self.discount_minor + other.discount_minor,
        )

    def __neg__(self) -> Amounts:
        return Amounts(-self.amount_minor, -self.share_ppm, -self.discount_minor)

    def __sub__(self, other: Amounts) -> Amounts:
        return self + -other

    def __bool__(self) -> bool:
        return bool(self.amount_minor or self.share_ppm or self.discount_minor)


NOTHING = Amounts()


class Entry(Struct, frozen=True, gc=False):
    """One movement on one order's books."""

    kind: Kind
    account: Account
    moves: Amounts
