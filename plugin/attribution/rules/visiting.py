"""Which visits count, and whose they were."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from plugin.attribution.evidence import Source, VisitEvidence
from plugin.attribution.links import KnownLink
from plugin.attribution.rules.ownership import Rejected
from plugin.attribution.rules.reason import Reason, Rule
from plugin.language import N_

WITHDRAWN_VISIT = Rule(
    "withdrawn_visit", N_("The visit was taken off the order when its cart attributes were edited.")
)
NO_PERSON = Rule("no_person", N_("The visit was no person's, so it does not count: %(refused)s."))
UNKNOWN_LINK = Rule("unknown_link", N_("The visit names a link that is not one of this shop's."))
TOO_OLD = Rule(
    "visit_too_old",
    N_("%(creator)s brought the buyer %(days)s days before the order, and visits count for %(window)s days."),
)
AFTER_ORDER = Rule("visit_after_order", N_("%(creator)s brought the buyer after the order was placed."))
ARCHIVED_VISIT = Rule(
    "archived_visit",
    N_("%(creator)s is archived. The visit was still theirs and brought this order, so it counts."),
)

STRENGTH = {source: place for place, source in enumerate(Source)}
"""Sources by strength: of two that tell of the same visit the stronger says when it was."""
ONE_VISIT = timedelta(days=1)
"""Evidence that names no visit is taken to be of the same one as stronger evidence on the same link, or the
same creator, so near to it: Shopify's landing page and journey tell of the visit whose reference lies in the
cart.
"""


@dataclass(frozen=True, slots=True)
class VisitClaim:
    """A visit that counts, with all the evidence of it, the strongest first. `link` is None where only the
    referrer tells whose it was.
    """

    creator_id: int
    link: KnownLink | None
    at: datetime
    pieces: tuple[VisitEvidence, ...]
    reasons: tuple[Reason, ...] = ()


def visits(
    evidence: Iterable[VisitEvidence], links: Sequence[KnownLink], ordered_at: datetime, window_days: int
) -> tuple[list[VisitClaim], list[Rejected]]:
    """The visits that count, oldest first, and the evidence that does not.

    A visit counts from the link's own window, else `window_days`, before the order until the order.
    """
    known = {link.key: link for link in links}
    pieces = sorted(evidence, key=lambda row: (STRENGTH[row.source], row.occurred_at, row.key))
    claims: list[VisitClaim] = []
    rejected: list[Rejected] = []
    for same in _together(pieces, known):
        refused = next((row.refused for row in same if row.refused is not None), None)
        for row in same:
            why = _refusal(row, known, refused)
            if why is not None:
                rejected.append(Rejected(row, why))
        counting = tuple(row for row in same if _refusal(row, known, refused) is None)
        if not counting:
            continue
        creator_id, link = _owner(counting[0], known)
        at = counting[0].occurred_at
        outside = _outside(creator_id, at, ordered_at, (link and link.window_days) or window_days)
        if outside is not None:
            rejected += [Rejected(row, outside) for row in counting]
            continue
        archived = link is not None and link.archived_at is not None and link.archived_at <= at
        reasons = (ARCHIVED_VISIT.because(creator_id=creator_id),) if archived else ()
        claims.append(VisitClaim(creator_id, link, at, counting, reasons))
    claims.sort(key=lambda claim: (claim.at, -STRENGTH[claim.pieces[0].source], claim.pieces[0].key))
    return claims, rejected


def _together(pieces: Sequence[VisitEvidence], known: Mapping[str, KnownLink]) -> list[list[VisitEvidence]]:
    """The evidence of each visit, the strongest first. `pieces` come in order of strength."""
    groups: list[list[VisitEvidence]] = []
    by_ref: dict[str, list[VisitEvidence]] = {}
    for piece in pieces:
        group = by_ref.get(piece.ref) if piece.ref is not None else _near(piece, groups, known)
        if group is None:
            group = []
            groups.append(group)
        group.append(piece)
        if piece.ref is not None:
            by_ref[piece.ref] = group
    return groups


def _near(
    piece: VisitEvidence, groups: Sequence[list[VisitEvidence]], known: Mapping[str, KnownLink]
) -> list[VisitEvidence] | None:
    """The visit that evidence without a reference tells of, None where it is one of its own."""
    whose = _whose(piece, known)
    found = [
        (abs(group[0].occurred_at - piece.occurred_at), place)
        for place, group in enumerate(groups)
        if not group[0].withdrawn
        and (
            group[0].link_key == piece.link_key
            if piece.link_key is not None
            else whose is not None and _whose(group[0], known) == whose
        )
    ]
    apart, place = min(found, default=(None, 0))
    return groups[place] if apart is not None and apart <= ONE_VISIT else None


def _whose(piece: VisitEvidence, known: Mapping[str, KnownLink]) -> int | None:
    link = known.get(piece.link_key) if piece.link_key is not None else None
    return link.creator_id if link is not None else piece.creator_id


def _owner(piece: VisitEvidence, known: Mapping[str, KnownLink]) -> tuple[int, KnownLink | None]:
    link = known.get(piece.link_key) if piece.link_key is not None else None
    return (link.creator_id if link is not None else piece.creator_id or 0), link


def _refusal(row: VisitEvidence, known: Mapping[str, KnownLink], refused: str | None) -> Reason | None:
    if row.withdrawn:
        return WITHDRAWN_VISIT.because()
    if refused is not None:
        return NO_PERSON.because(refused=refused)
    if _whose(row, known) is None:
        return UNKNOWN_LINK.because()
    return None


def _outside(creator_id: int, at: datetime, ordered_at: datetime, window_days: int) -> Reason | None:
    if at > ordered_at:
        return AFTER_ORDER.because(creator_id=creator_id)
    ago = ordered_at - at
    if ago > timedelta(days=window_days):
        return TOO_OLD.because(creator_id=creator_id, days=ago.days, window=window_days)
    return None
