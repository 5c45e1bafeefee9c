"""Why an order is credited as it is: the evidence, every decision, the entries, and what happened to the
order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from plugin.attribution.evidence import SurveyEvidence, VisitEvidence, read_evidence
from plugin.attribution.order import RefundFacts
from plugin.errors import NotFoundError
from plugin.language import M_, Message
from plugin.ledger.entries import WHOLE_PPM
from plugin.services.reports.evidence import EvidenceTold, Whose, contradictions, evidence_told
from plugin.services.reports.order_models import ModelTold, order_models
from plugin.services.reports.orders import CreatorPart
from plugin.services.reports.reasons import creators_named, sentence
from plugin.store.database import ShopSession
from plugin.store.decisions import Decision, decisions_on
from plugin.store.entries import Entry, entries_on
from plugin.store.evidence import all_evidence_on
from plugin.store.known_links import links_for
from plugin.store.order_facts import edits_of, order_by_id, refunds_of
from plugin.store.orders import Order, OrderEdit
from plugin.store.reports.creators import creator_names


@dataclass(frozen=True, slots=True)
class DecisionTold:
    """A decision. `cause` is order, refund, edit, cancellation, evidence, policy or code."""

    number: int
    cause: str
    policy_version: int
    decided_at: datetime
    reasons: tuple[Message, ...]
    rejected: tuple[Message, ...]
    parts: tuple[CreatorPart, ...]


@dataclass(frozen=True, slots=True)
class EntryTold:
    """An entry. `kind` is credit, reversal, increase or reduction; amounts are signed."""

    number: int
    kind: str
    cause: str
    creator_id: int
    creator: str
    amount_minor: int
    share: float
    discount_minor: int
    decision_number: int
    posted_at: datetime


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline. `what` is placed, edited, refunded, cancelled, decided or posted; `about` the
    edit, refund, decision or entry, None for the order itself.
    """

    at: datetime
    what: str
    about: OrderEdit | RefundFacts | DecisionTold | EntryTold | None


@dataclass(frozen=True, slots=True)
class Story:
    """Everything about one order. `decisions`, `entries` and `timeline` are oldest first; the last decision
    is in force. `contradictions` are sentences; `models` is what each model credits, the policy first.
    """

    order: Order
    evidence: tuple[EvidenceTold, ...]
    contradictions: tuple[Message, ...]
    models: tuple[ModelTold, ...]
    decisions: tuple[DecisionTold, ...]
    entries: tuple[EntryTold, ...]
    refunds: tuple[RefundFacts, ...]
    edits: tuple[OrderEdit, ...]
    timeline: tuple[Moment, ...]


def order_story(session: ShopSession, order_id: int, timezone: ZoneInfo) -> Story:
    """The story of one order; raises `NotFoundError`. Days in sentences are the shop's, by `timezone`."""
    order = order_by_id(session, order_id)
    if order is None:
        raise NotFoundError(M_("There is no order %(number)s in this shop.", number=order_id))
    decisions, entries = decisions_on(session, order_id), entries_on(session, order_id)
    rows = all_evidence_on(session, order_id)
    pieces = [read_evidence(row.kind, row.key, row.facts, row.occurred_at) for row in rows]
    links = links_for(session, pieces)
    named = _creators(decisions, entries) | {link.creator_id for link in links}
    named |= {
        piece.creator_id
        for piece in pieces
        if isinstance(piece, SurveyEvidence | VisitEvidence) and piece.creator_id is not None
    }
    models = order_models(session, order, entries)
    names = creator_names(session, named | models.creators)
    told = tuple(_decision(row, names, timezone) for row in decisions)
    posted = tuple(_entry(row, names) for row in entries)
    in_force = decisions[-1] if decisions else None
    whose = Whose({link.key: link for link in links}, names)
    evidence = evidence_told(rows, in_force, whose, timezone)
    refunds, edits = tuple(refunds_of(session, order_id)), tuple(edits_of(session, order_id))
    return Story(
        order,
        evidence,
        contradictions(evidence),
        models.named(names),
        told,
        posted,
        refunds,
        edits,
        _timeline(order, told, posted, refunds, edits),
    )


def _timeline(
    order: Order,
    decisions: tuple[DecisionTold, ...],
    entries: tuple[EntryTold, ...],
    refunds: tuple[RefundFacts, ...],
    edits: tuple[OrderEdit, ...],
) -> tuple[Moment, ...]:
    """Shopify's moments and ours in one line; at the same moment in the order in which one leads to the
    next.
    """
    moments = [Moment(order.ordered_at, "placed", None)]
    moments += [Moment(edit.committed_at, "edited", edit) for edit in edits]
    moments += [Moment(refund.created_at, "refunded", refund) for refund in refunds]
    if order.cancelled_at is not None:
        moments.append(Moment(order.cancelled_at, "cancelled", None))
    moments += [Moment(row.decided_at, "decided", row) for row in decisions]
    moments += [Moment(row.posted_at, "posted", row) for row in entries]
    return tuple(sorted(moments, key=lambda moment: moment.at))


def _creators(decisions: list[Decision], entries: list[Entry]) -> set[int]:
    reasons = [reason for row in decisions for reason in (*row.reasons, *row.rejected)]
    credited = {credit["creator_id"] for row in decisions for credit in row.credits}
    return creators_named(reasons) | credited | {entry.creator_id for entry in entries}


def _decision(row: Decision, names: dict[int, str], timezone: ZoneInfo) -> DecisionTold:
    return DecisionTold(
        number=row.number,
        cause=row.cause,
        policy_version=row.policy_version,
        decided_at=row.decided_at,
        reasons=tuple(sentence(reason, names, timezone) for reason in row.reasons),
        rejected=tuple(sentence(reason, names, timezone) for reason in row.rejected),
        parts=tuple(_part(credit, names) for credit in row.credits),
    )


def _part(credit: dict[str, Any], names: dict[int, str]) -> CreatorPart:
    creator = credit["creator_id"]
    return CreatorPart(
        creator, names.get(creator, ""), credit["amount_minor"], credit["share_ppm"] / WHOLE_PPM
    )


def _entry(row: Entry, names: dict[int, str]) -> EntryTold:
    return EntryTold(
        number=row.number,
        kind=row.kind,
        cause=row.cause,
        creator_id=row.creator_id,
        creator=names.get(row.creator_id, ""),
        amount_minor=row.amount_minor,
        share=row.share_ppm / WHOLE_PPM,
        discount_minor=row.discount_minor,
        decision_number=row.decision_number,
        posted_at=row.posted_at,
    )
