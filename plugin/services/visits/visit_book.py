"""Visits as they are being recorded: those that are known, their visitors' others, and what is told of them.

Everything is read at the beginning, judged in memory, and written together, because visits come by the
hundred a second where a post does well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from plugin.attribution.links import KnownLink
from plugin.services.visits.refuse_evidence import refuse_evidence
from plugin.services.visits.rules import BURST_SPAN, NO_PERSON, REPEAT_SPAN, NearVisit, judge
from plugin.store.database import ShopSession
from plugin.store.visit_records import visits_by_ref, visits_near
from plugin.store.visit_tallies import VALID, TallyKey, add_to_tallies
from plugin.store.visits import Visit

AROUND = REPEAT_SPAN + BURST_SPAN
AWAKENED = frozenset({"head", "prefetch"})
"""A visit refused for these is judged again when somebody comes after all: the browser shows what it had
fetched before.
"""
NOWHERE = "other"
"""The placement of a visit by no link."""


@dataclass(frozen=True, slots=True)
class VisitTold:
    """A visit as the proxy or the pixel tells it. `link` is None for a page reached without one; `refused` is
    what the request itself says against it; `consent` is granted, denied or unknown.
    """

    ref: str
    at: datetime
    source: str
    link: KnownLink | None
    visitor: bytes
    refused: str | None
    creator_id: int | None = None
    campaign_id: int | None = None
    landing_kind: str | None = None
    referrer_host: str | None = None
    device: str | None = None
    country: str | None = None
    consent: str = "unknown"


class VisitBook:
    """The visits of one batch. Its maker holds the shop's visits (`hold_subject`), so that nobody judges the
    same visitor's at the same time.
    """

    def __init__(
        self,
        session: ShopSession,
        told: Sequence[VisitTold],
        now: datetime,
        timezone: tzinfo,
        *,
        refs: Collection[str] = (),
    ) -> None:
        """`refs` are visits that are only asked about (`refusal`)."""
        self._session, self._now, self._timezone = session, now, timezone
        self._visits: dict[str, Visit] = {}
        self._of: dict[bytes, dict[str, Visit]] = defaultdict(dict)
        self._verdicts: dict[str, str | None] = {}
        known = visits_by_ref(session, {*refs, *(row.ref for row in told)})
        near: list[Visit] = []
        if told:
            moments = [row.at for row in told]
            near = visits_near(
                session, {row.visitor for row in told}, min(moments) - AROUND, max(moments) + AROUND
            )
        for visit in (*known, *near):
            self._remember(visit)
        self._before = {ref: self._tallied_as(visit) for ref, visit in self._visits.items()}

    def keep(self, told: VisitTold) -> bool:
        """Record what is told of a visit; False where nothing of it is new. Told again it changes nothing."""
        known = self._visits.get(told.ref)
        if known is not None:
            return self._learn(known, told)
        link = told.link
        visit = Visit(
            ref=told.ref,
            link_id=link.id if link else None,
            creator_id=link.creator_id if link else told.creator_id,
            campaign_id=link.campaign_id if link else told.campaign_id,
            placement=link.placement if link else NOWHERE,
            landing_kind=told.landing_kind,
            source=told.source,
            occurred_at=told.at,
            referrer_host=told.referrer_host,
            device=told.device,
            country=told.country,
            consent=told.consent,
            visitor=told.visitor,
            received_at=self._now,
        )
        self._refuse(visit, told.refused or self._judged(visit))
        self._remember(visit)
        self._session.add(visit)
        return True

    def refusal(self, ref: str) -> str | None:
        """Why the visit is nobody's; None for a person's, and for one nobody has told of."""
        visit = self._visits.get(ref)
        because = visit.refused_because if visit else None
        return because if because in NO_PERSON else None

    def close(self) -> None:
        """Write everything, and have orders decided again that rest on visits which are judged differently
        now.
        """
        self._session.flush()
        changes: Counter[TallyKey] = Counter()
        for ref, visit in self._visits.items():
            before, after = self._before.get(ref), self._tallied_as(visit)
            if before != after:
                changes[after] += 1
                if before is not None:
                    changes[before] -= 1
        add_to_tallies(self._session, changes)
        if self._verdicts:
            refuse_evidence(self._session, self._verdicts, self._now)

    def _tallied_as(self, visit: Visit) -> TallyKey:
        day = visit.occurred_at.astimezone(self._timezone).date()
        return TallyKey(day, visit.creator_id or 0, visit.placement, visit.refused_because or VALID)

    def _remember(self, visit: Visit) -> None:
        self._visits[visit.ref] = visit
        if visit.visitor is not None:
            self._of[visit.visitor][visit.ref] = visit

    def _learn(self, known: Visit, told: VisitTold) -> bool:
        """Fill what the first telling left open; the visit stays at the moment it was first seen."""
        changed = False
        for name in ("landing_kind", "referrer_host", "device", "country"):
            if getattr(known, name) is None and getattr(told, name) is not None:
                setattr(known, name, getattr(told, name))
                changed = True
        if known.consent == "unknown" and told.consent != "unknown":
            known.consent, changed = told.consent, True
        if known.refused_because in AWAKENED and told.refused is None:
            known.occurred_at, known.visitor = told.at, told.visitor
            self._remember(known)
            self._refuse(known, self._judged(known))
            self._verdicts.setdefault(known.ref, None)
            changed = True
        return changed

    def _judged(self, visit: Visit) -> str | None:
        """Why the visit does not count, None where it does; others that it shows in another light are judged
        anew.
        """
        others = (row for row in self._of[visit.visitor or b""].values() if row is not visit)
        judgement = judge(visit.occurred_at, _path(visit), _near(others, visit.occurred_at))
        for ref in judgement.burst:
            self._refuse(self._visits[ref], "burst")
        for ref in judgement.repeats:
            self._refuse(self._visits[ref], "repeat")
        return judgement.refused_because

    def _refuse(self, visit: Visit, because: str | None) -> None:
        visit.valid, visit.refused_because = because is None, because
        if because in NO_PERSON:
            self._verdicts[visit.ref] = because


def _path(visit: Visit) -> tuple[int | None, int | None]:
    """What was followed: a link, or a creator's page."""
    return (visit.link_id, None) if visit.link_id is not None else (None, visit.creator_id)


def _near(visits: Iterable[Visit], at: datetime) -> list[NearVisit]:
    return [
        NearVisit(visit.ref, _path(visit), visit.occurred_at, visit.refused_because)
        for visit in visits
        if abs(visit.occurred_at - at) <= AROUND
    ]
