"""Record what the web pixel tells: visits nobody else has seen, what shoppers did on them, and the checkouts
that carry them to an order.

Everything here was said by a browser. It is believed as far as it names a link of the shop, and it moves
nothing but evidence, which the rules weigh.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from plugin.attribution.evidence import Source, VisitEvidence
from plugin.attribution.links import KnownLink
from plugin.attribution.visit_reference import VisitReference, is_session, read_reference
from plugin.errors import EarmarkError
from plugin.services.give_evidence import give_evidence
from plugin.services.survey.take_answer import take_answer
from plugin.services.visits.find_link import link_by_utm
from plugin.services.visits.keep_visit import VisitTold, keep_visit
from plugin.services.visits.rules import NO_PERSON
from plugin.services.visits.shopper_events import KINDS, SURVEY_ANSWER, ToldEvent, ToldEvents
from plugin.settings import Settings
from plugin.store.database import ShopSession
from plugin.store.links import known_links
from plugin.store.visit_records import add_event, refusals

A_DAY = timedelta(days=1)
"""An event begins a visit only so soon after the reference was made. Later the shopper has come back, and the
visit was then.
"""
CHECKOUTS = frozenset({"checkout_started", "checkout_completed"})


log = structlog.get_logger()


@dataclass(slots=True)
class Kept:
    """How many events were new, known before, of no link of the shop's, and answers that cannot be taken."""

    new: int = 0
    known: int = 0
    unknown_links: int = 0
    refused_answers: int = 0


def keep_events(session: ShopSession, settings: Settings, told: ToldEvents, now: datetime) -> Kept:
    """Record a message of the pixel; told again it changes nothing. A program's message is left alone."""
    kept = Kept()
    if told.refused is not None:
        return kept
    for event in told.events:
        if event.kind == SURVEY_ANSWER:
            _take_answer(session, settings, event, told.received_at, kept)
            continue
        found = _visit_of(session, event)
        if found is None:
            kept.unknown_links += 1
        elif _keep(session, told, event, found, now):
            kept.new += 1
        else:
            kept.known += 1
    return kept


def _take_answer(
    session: ShopSession, settings: Settings, event: ToldEvent, at: datetime, kept: Kept
) -> None:
    """Take an answer to the survey that came this way; one that cannot be taken is noted and dropped, as the
    survey's own address would refuse it.
    """
    try:
        with session.begin_nested():
            changed = take_answer(session, settings, event.answer or {}, at, source="pixel").changed
    except EarmarkError as error:
        if not error.permanent:
            raise
        log.info("survey answer of the pixel not taken", reason=type(error).__name__)
        kept.refused_answers += 1
        return
    kept.new += changed
    kept.known += not changed


def _visit_of(session: ShopSession, event: ToldEvent) -> tuple[VisitReference, KnownLink] | None:
    """The visit an event names, with its link; None where the shop has no such link."""
    if event.kind not in KINDS:
        return None
    reference = read_reference(event.ref)
    if reference is not None:
        links = known_links(session, [reference.link_key])
        return (reference, links[0]) if links else None
    if event.session is None or not is_session(event.session):
        return None
    link = link_by_utm(session, event.utm)
    named = read_reference(f"{link.key}.{event.session}") if link else None
    return (named, link) if named and link else None


def _keep(
    session: ShopSession,
    told: ToldEvents,
    event: ToldEvent,
    found: tuple[VisitReference, KnownLink],
    now: datetime,
) -> bool:
    reference, link = found
    if event.at - reference.began_at < A_DAY:
        keep_visit(
            session,
            VisitTold(
                ref=reference.text,
                at=event.at,
                source="pixel",
                link=link,
                visitor=bytes.fromhex(told.visitor),
                refused=None,
                landing_kind=event.landing,
                referrer_host=event.referrer,
                device=told.device,
                country=event.country,
                consent=event.consent,
            ),
            now,
        )
    new = add_event(
        session,
        event_id=event.id,
        ref=reference.text,
        link_id=link.id,
        creator_id=link.creator_id,
        placement=link.placement,
        kind=event.kind,
        occurred_at=event.at,
        product_id=event.product,
        checkout_token=event.checkout,
        received_at=now,
    )
    if new and event.checkout is not None and event.kind in CHECKOUTS:
        refused = refusals(session, [reference.text], NO_PERSON).get(reference.text)
        evidence = VisitEvidence(
            Source.CHECKOUT,
            link.key,
            reference.text,
            None,
            min(reference.began_at, event.at),
            refused=refused,
        )
        give_evidence(session, evidence, checkout_token=event.checkout, now=now, order_id=event.order)
    return new
