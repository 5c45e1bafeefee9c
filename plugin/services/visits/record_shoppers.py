"""Record what shoppers do: visits that our own addresses saw, and messages of the web pixel.

A message was written by a browser. It is believed as far as it names a link of the shop, and it moves nothing
but evidence, which the rules weigh.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from typing import TypeAlias
from zoneinfo import ZoneInfo

import structlog

from plugin.attribution.evidence import Source, VisitEvidence
from plugin.attribution.links import KnownLink
from plugin.attribution.visit_reference import VisitReference, is_session, read_reference
from plugin.errors import EarmarkError
from plugin.services.give_evidence import give_evidence
from plugin.services.record_visit import SeenVisit
from plugin.services.recorded import Recorded
from plugin.services.survey.take_answer import take_answer
from plugin.services.visits.find_link import link_by_utm
from plugin.services.visits.shopper_events import KINDS, SURVEY_ANSWER, ToldEvent, ToldEvents
from plugin.services.visits.visit_book import VisitBook, VisitTold
from plugin.settings import Settings
from plugin.store.batch.holding import hold_all
from plugin.store.database import ShopSession, shop_of
from plugin.store.holding import hold_rules
from plugin.store.inbox import hold_subject
from plugin.store.links import known_links
from plugin.store.order_facts import orders_with_tokens
from plugin.store.shops import shop_by_id
from plugin.store.visit_records import add_events
from plugin.store.visit_tallies import TallyKey, add_to_tallies, kinds_known

A_DAY = timedelta(days=1)
"""An event begins a visit only so soon after the reference was made. Later the shopper has come back, and the
visit was then.
"""
CHECKOUTS = frozenset({"checkout_started", "checkout_completed"})

log = structlog.get_logger()


_Event: TypeAlias = tuple[ToldEvent, VisitReference, KnownLink]


@dataclass(slots=True)
class _Read:
    """One visit or message, as far as it names links of the shop."""

    visit: VisitTold | None = None
    events: list[_Event] = field(default_factory=list)
    message: ToldEvents | None = None
    unknown_links: int = 0


def record_shoppers(
    session: ShopSession, settings: Settings, told: Sequence[SeenVisit | ToldEvents], now: datetime
) -> list[Recorded]:
    """Record visits and messages of the session's shop in this order; what came of each. Told again they
    change nothing. One by a link that the shop does not have leaves nothing, nor does a program's message.
    """
    # In all drains one after the other: two that judge one visitor's visits at once would count both.
    hold_subject(session, shop_of(session), "visits")
    timezone = ZoneInfo(shop_by_id(session, shop_of(session)).timezone or "UTC")
    links = _Links(session, told)
    rows = [_read(row, links) for row in told]
    _hold_orders(session, rows)
    refs = {reference.text for row in rows for _, reference, _ in row.events}
    book = VisitBook(session, [visit for row in rows for visit in _visits(row)], now, timezone, refs=refs)
    seen = [sum(book.keep(visit) for visit in _visits(row)) > 0 for row in rows]
    new = _keep_events(session, [found for row in rows for found in row.events], now, timezone)
    batch = _Batch(session, settings, book, new, now)
    recorded = [
        _visit_recorded(row, is_news=is_news) if row.message is None else batch.record(row.message, row)
        for row, is_news in zip(rows, seen, strict=True)
    ]
    book.close()
    return recorded


def _hold_orders(session: ShopSession, rows: Sequence[_Read]) -> None:
    """Hold all checkouts that are told of, then their orders, before any is worked on: one after the other
    would be a deadlock with a batch of these very orders (`plugin.store.holding`).
    """
    checkouts = {
        event.checkout
        for row in rows
        for event, _, _ in row.events
        if event.checkout is not None and event.kind in CHECKOUTS
    }
    if checkouts:
        hold_rules(session)
        hold_all(session, (), checkouts, ())
        hold_all(session, (), (), orders_with_tokens(session, checkouts))


def _keep_events(session: ShopSession, events: Sequence[_Event], now: datetime, timezone: tzinfo) -> set[str]:
    """Write the events and tally what has not happened on its visit before; the ids of those that are new."""
    # Of several with one id the first is written, and so it alone is counted.
    told: dict[str, _Event] = {}
    for found in events:
        told.setdefault(found[0].id, found)
    known = kinds_known(session, {reference.text for _, reference, _ in events})
    new = add_events(session, [_event_row(*found, now) for found in told.values()])
    changes: Counter[TallyKey] = Counter()
    for event, reference, link in sorted(told.values(), key=lambda found: found[0].at):
        if event.id in new and (reference.text, event.kind) not in known:
            known.add((reference.text, event.kind))
            day = event.at.astimezone(timezone).date()
            changes[TallyKey(day, link.creator_id, link.placement, event.kind)] += 1
    add_to_tallies(session, changes)
    return new


class _Links:
    """The links that visits and messages name."""

    def __init__(self, session: ShopSession, told: Sequence[SeenVisit | ToldEvents]) -> None:
        self._session = session
        refs = [ref for row in told for ref in _refs(row)]
        keys = {found.link_key for found in map(read_reference, refs) if found is not None}
        self._by_key = {link.key: link for link in known_links(session, keys)}
        self._by_utm: dict[tuple[tuple[str, str], ...], KnownLink | None] = {}

    def visit_of(self, event: ToldEvent) -> tuple[VisitReference, KnownLink] | None:
        """The visit an event names, with its link; None where the shop has no such link."""
        reference = read_reference(event.ref)
        if reference is not None:
            link = self._by_key.get(reference.link_key)
        elif event.session is not None and is_session(event.session):
            link = self._with_utm(event.utm)
            reference = read_reference(f"{link.key}.{event.session}") if link else None
        else:
            link = None
        return (reference, link) if reference is not None and link is not None else None

    def named(self, reference: VisitReference) -> KnownLink | None:
        """The link of a reference."""
        return self._by_key.get(reference.link_key)

    def _with_utm(self, utm: dict[str, str]) -> KnownLink | None:
        asked = tuple(sorted(utm.items()))
        if asked not in self._by_utm:
            self._by_utm[asked] = link_by_utm(self._session, utm)
        return self._by_utm[asked]


def _refs(told: SeenVisit | ToldEvents) -> list[str | None]:
    return [told.ref] if isinstance(told, SeenVisit) else [event.ref for event in told.events]


def _read(told: SeenVisit | ToldEvents, links: _Links) -> _Read:
    if isinstance(told, SeenVisit):
        return _read_visit(told, links)
    read = _Read(message=told)
    if told.refused is None:
        for event in told.events:
            found = links.visit_of(event) if event.kind in KINDS else None
            if found is not None:
                read.events.append((event, *found))
            elif event.kind != SURVEY_ANSWER:
                read.unknown_links += 1
    return read


def _read_visit(seen: SeenVisit, links: _Links) -> _Read:
    reference = read_reference(seen.ref)
    link = links.named(reference) if reference else None
    if reference is not None and link is None:
        return _Read(unknown_links=1)
    return _Read(
        VisitTold(
            ref=seen.ref,
            at=seen.at,
            source="proxy",
            link=link,
            visitor=bytes.fromhex(seen.visitor),
            refused=seen.refused,
            creator_id=seen.creator_id,
            campaign_id=seen.campaign_id,
            landing_kind=seen.landing_kind,
            referrer_host=seen.referrer_host,
            device=seen.device,
            country=seen.country,
        )
    )


def _visits(row: _Read) -> Iterator[VisitTold]:
    """The visits that are told of: the one seen, or those that the events are on."""
    if row.visit is not None:
        yield row.visit
    for event, reference, link in row.events:
        if row.message is not None and event.at - reference.began_at < A_DAY:
            yield VisitTold(
                ref=reference.text,
                at=event.at,
                source="pixel",
                link=link,
                visitor=bytes.fromhex(row.message.visitor),
                refused=None,
                landing_kind=event.landing,
                referrer_host=event.referrer,
                device=row.message.device,
                country=event.country,
                consent=event.consent,
            )


def _event_row(
    event: ToldEvent, reference: VisitReference, link: KnownLink, now: datetime
) -> dict[str, object]:
    return {
        "event_id": event.id,
        "ref": reference.text,
        "link_id": link.id,
        "creator_id": link.creator_id,
        "placement": link.placement,
        "kind": event.kind,
        "occurred_at": event.at,
        "product_id": event.product,
        "checkout_token": event.checkout,
        "received_at": now,
    }


def _visit_recorded(row: _Read, *, is_news: bool) -> Recorded:
    if row.unknown_links:
        return Recorded("The visit names no link of the shop.", changed=False)
    return Recorded("The visit was recorded." if is_news else "The visit is known.", changed=is_news)


@dataclass(slots=True)
class _Batch:
    """What recording messages takes; `new` are the ids of events that nobody told before, taken out as they
    are met.
    """

    session: ShopSession
    settings: Settings
    book: VisitBook
    new: set[str]
    now: datetime

    def record(self, message: ToldEvents, row: _Read) -> Recorded:
        """Give a message's checkouts to their orders, and take its answers to the survey."""
        if message.refused is not None:
            return Recorded(f"No person sent it: {message.refused}.", changed=False)
        fresh = [found for found in row.events if self._is_new(found[0])]
        for event, reference, link in fresh:
            if event.checkout is not None and event.kind in CHECKOUTS:
                self._give(event.checkout, event, reference, link)
        answers = [event for event in message.events if event.kind == SURVEY_ANSWER]
        taken = sum(self._take_answer(event, message.received_at) for event in answers)
        known = len(row.events) - len(fresh)
        said = f"{len(fresh)} events recorded, {known} known, {row.unknown_links} by no link of the shop."
        if answers:
            said += f" {taken} of {len(answers)} answers to the survey taken."
        return Recorded(said, changed=bool(fresh or taken))

    def _is_new(self, event: ToldEvent) -> bool:
        if event.id not in self.new:
            return False
        self.new.discard(event.id)
        return True

    def _give(self, checkout: str, event: ToldEvent, reference: VisitReference, link: KnownLink) -> None:
        # A reference from the future is forged; the event was no later than its arrival.
        began = min(reference.began_at, event.at)
        refused = self.book.refusal(reference.text)
        evidence = VisitEvidence(Source.CHECKOUT, link.key, reference.text, None, began, refused=refused)
        give_evidence(self.session, evidence, checkout_token=checkout, now=self.now, order_id=event.order)

    def _take_answer(self, event: ToldEvent, at: datetime) -> bool:
        """Take an answer that came this way; one that cannot be taken is noted and dropped, as the survey's
        own address would refuse it.
        """
        try:
            with self.session.begin_nested():
                answer = event.answer or {}
                return take_answer(self.session, self.settings, answer, at, source="pixel").changed
        except EarmarkError as error:
            if not error.permanent:
                raise
            log.info("survey answer of the pixel not taken", reason=type(error).__name__)
            return False
