"""Whose a code was at the time of the order."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from plugin.attribution.codes import KnownCode
from plugin.attribution.evidence import CodeEvidence, Evidence
from plugin.attribution.policy import Tie
from plugin.attribution.rules.reason import Reason, Rule
from plugin.language import N_

WITHDRAWN = Rule("withdrawn", N_("Code %(code)s was taken off the order when it was edited."))
UNKNOWN_CODE = Rule(
    "unknown_code",
    N_("Code %(code)s is not known to Earmark. Attach it to a creator and the order is decided again."),
)
NOT_OURS = Rule(
    "not_ours",
    N_(
        "Code %(code)s was only planned here or could not be made, so the one "
        "used belongs to another discount."
    ),
)
NOT_YET_VALID = Rule(
    "not_yet_valid", N_("Code %(code)s counts for %(creator)s from %(from)s only, and the order is older.")
)
NO_LONGER_VALID = Rule(
    "no_longer_valid", N_("Code %(code)s counted for %(creator)s until %(until)s, and the order is later.")
)
SITEWIDE = Rule("sitewide", N_("Code %(code)s is for everybody in the shop, so it points to no creator."))
ONE_OWNER = Rule("one_owner", N_("Code %(code)s is %(creator)s's."))
NEWEST_OWNER = Rule(
    "newest_owner",
    N_(
        "Code %(code)s belonged to %(count)s campaigns at the time. It counts "
        "for %(creator)s, whose began last."
    ),
)
OLDEST_OWNER = Rule(
    "oldest_owner",
    N_(
        "Code %(code)s belonged to %(count)s campaigns at the time. It counts "
        "for %(creator)s, whose began first."
    ),
)
ARCHIVED_OWNER = Rule(
    "archived_owner",
    N_("%(creator)s is archived. Code %(code)s was still in use and brought this order, so it is credited."),
)


class Claim(Struct, frozen=True, gc=False):
    """A code and whose it is. `creator_id` is that of the code, and not None."""

    evidence: CodeEvidence
    code: KnownCode
    creator_id: int
    reasons: tuple[Reason, ...]


class Rejected(Struct, frozen=True, gc=False):
    """Evidence of any kind that was not followed, and why."""

    evidence: Evidence
    reason: Reason


def owner(evidence: CodeEvidence, codes: Sequence[KnownCode], tie: Tie) -> Claim | Rejected:
    """Whose code this was when the order was made, or why nobody's.

    `codes` are all codes the shop knows. A code given to one campaign after another belongs to the one in
    which it was valid; where several were, `tie` decides by when they began, and the one added last wins
    among those that began together.
    """
    if evidence.withdrawn:
        return Rejected(evidence, WITHDRAWN.because(code=evidence.code))
    same = [code for code in codes if code.key == evidence.key]
    if not same:
        return Rejected(evidence, UNKNOWN_CODE.because(code=evidence.code))
    standing = [code for code in same if code.stands]
    if not standing:
        return Rejected(evidence, NOT_OURS.because(code=evidence.code))
    valid = [code for code in standing if code.valid_at(evidence.occurred_at)]
    if not valid:
        return Rejected(evidence, _outside(evidence, standing))
    chosen = _choose(valid, tie)
    if chosen.creator_id is None:
        return Rejected(evidence, SITEWIDE.because(code=evidence.code))
    return Claim(
        evidence, chosen, chosen.creator_id, _because(evidence, chosen, chosen.creator_id, len(valid), tie)
    )


def _choose(valid: Sequence[KnownCode], tie: Tie) -> KnownCode:
    if tie is Tie.OLDEST:
        return min(valid, key=lambda code: (code.valid_from, code.id))
    return max(valid, key=lambda code: (code.valid_from, code.id))


def _because(
    evidence: CodeEvidence, chosen: KnownCode, creator_id: int, valid: int, tie: Tie
) -> tuple[Reason, ...]:
    if valid == 1:
        reasons = [ONE_OWNER.because(code=evidence.code, creator_id=creator_id)]
    else:
        rule = OLDEST_OWNER if tie is Tie.OLDEST else NEWEST_OWNER
        reasons = [rule.because(code=evidence.code, creator_id=creator_id, count=valid)]
    if chosen.archived_at is not None and chosen.archived_at <= evidence.occurred_at:
        reasons.append(ARCHIVED_OWNER.because(code=evidence.code, creator_id=creator_id))
    return tuple(reasons)


def _outside(evidence: CodeEvidence, codes: Sequence[KnownCode]) -> Reason:
    """The nearest validity explains: the one that ended last before the order, else the one that begins first
    after.
    """
    ended = [
        code for code in codes if code.valid_until is not None and code.valid_until <= evidence.occurred_at
    ]
    if ended:
        nearest = max(ended, key=lambda code: (code.valid_until or code.valid_from, code.id))
        until = (nearest.valid_until or nearest.valid_from).isoformat()
        return NO_LONGER_VALID.because(code=evidence.code, creator_id=nearest.creator_id or 0, until=until)
    nearest = min(codes, key=lambda code: (code.valid_from, code.id))
    return NOT_YET_VALID.because(
        code=evidence.code, creator_id=nearest.creator_id or 0, **{"from": nearest.valid_from.isoformat()}
    )
