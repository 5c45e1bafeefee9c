"""How one order is shared among the codes that claim it."""

from __future__ import annotations

from collections.abc import Sequence

from plugin.attribution.rules.ownership import Claim
from plugin.attribution.rules.reason import Reason, Rule
from plugin.language import N_
from plugin.ledger.entries import WHOLE_PPM
from plugin.ledger.money import split

ONLY_CODE = Rule(
    "only_code", N_("It is the only creator's code on the order, so the whole order is credited to it.")
)
ONLY_CODE_SHARES = Rule("only_code_shares", N_("It is the only creator's code on the order."))
SPLIT_BY_DISCOUNT = Rule(
    "split_by_discount",
    N_(
        "%(count)s creators' codes share the order by the discount each gave; "
        "code %(code)s gets %(percent)s%%."
    ),
)
SPLIT_EQUALLY = Rule(
    "split_equally",
    N_(
        "%(count)s creators' codes share the order equally, because none of "
        "them took anything off (free shipping)."
    ),
)
GAVE_NOTHING = Rule(
    "gave_nothing",
    N_("Code %(code)s took nothing off this order while another creator's code did, so it gets no part."),
)


def weights(claims: Sequence[Claim]) -> list[int]:
    """What the claims' parts are proportional to: the discount each code gave, or the same for all where none
    gave any (or there is one claim only).

    Money is split by these and not by the millionths of `shares`, whose rounding would move a minor unit on
    a large order.
    """
    given = [claim.evidence.discount_minor for claim in claims]
    return given if len(claims) > 1 and any(given) else [1] * len(claims)


def shares(claims: Sequence[Claim], whole_ppm: int = WHOLE_PPM) -> list[tuple[int, Reason]]:
    """The part of the order, in millionths, that each claim gets, with the reason. The parts sum to
    `whole_ppm`.

    Claims come in the order of the codes on the order: of equal remainders the earlier gets the millionth.
    """
    if len(claims) == 1:
        rule = ONLY_CODE if whole_ppm == WHOLE_PPM else ONLY_CODE_SHARES
        return [(whole_ppm, rule.because(code=claims[0].evidence.code))]
    by_weight = weights(claims)
    parts = split(whole_ppm, by_weight)
    if not any(claim.evidence.discount_minor for claim in claims):
        return [
            (part, SPLIT_EQUALLY.because(code=claim.evidence.code, count=len(claims)))
            for part, claim in zip(parts, claims, strict=True)
        ]
    count = sum(weight > 0 for weight in by_weight)
    return [
        (part, _by_discount(claim, part, count) if claim.evidence.discount_minor else _nothing(claim))
        for part, claim in zip(parts, claims, strict=True)
    ]


def _by_discount(claim: Claim, part: int, count: int) -> Reason:
    percent = f"{part / WHOLE_PPM * 100:.1f}".removesuffix(".0")
    return SPLIT_BY_DISCOUNT.because(code=claim.evidence.code, count=count, percent=percent)


def _nothing(claim: Claim) -> Reason:
    return GAVE_NOTHING.because(code=claim.evidence.code)
