"""One order of a batch, in memory: what `record_order` and `record_refund` do, by the same rules, with the
reading before and the writing after.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec import Struct

from plugin.attribution.codes import KnownCode
from plugin.attribution.evidence import CodeEvidence, link_keys
from plugin.attribution.evidence.joining import with_given, with_late, with_told
from plugin.attribution.evidence.told import Signposts, told_by
from plugin.attribution.links import KnownLink
from plugin.attribution.order import OrderFacts, RefundFacts
from plugin.attribution.policy import Policy
from plugin.services.decide_order import Cause, Settlement, settlement
from plugin.services.record_order import (
    buyers_to_mark,
    cause_of,
    order_recorded,
    version_known,
)
from plugin.services.record_refund import refund_known, refund_recorded, refund_waits
from plugin.services.recorded import Recorded
from plugin.store.batch.books import Book, NewDecision, NewEntry, OrderState, Refunds
from plugin.store.waiting_evidence import Waiting

CODE = CodeEvidence.kind


class OrderTold(Struct, frozen=True, gc=False):
    """A version of an order, with the refunds within it. `buyer` is the keyed hash."""

    facts: OrderFacts
    refunds: tuple[RefundFacts, ...]
    buyer: bytes | None
    checkout_token: str | None
    cart_token: str | None


@dataclass(frozen=True, slots=True)
class Rules:
    """By what orders are read and decided: the policy in force, the shop's codes and links by key, whose the
    addresses are that orders name, and the evidence that came before its order.
    """

    policy: Policy
    codes: Mapping[str, Sequence[KnownCode]]
    links: Mapping[str, KnownLink]
    signposts: Signposts
    waiting: Waiting


def tell_order(book: Book, refunds: Refunds, told: OrderTold, rules: Rules, to_mark: set[bytes]) -> Recorded:
    """As `plugin.services.record_order.record_order`. The buyers whose first order may have changed are added
    to `to_mark`.
    """
    facts, state = told.facts, book.state
    said = told_by(facts, rules.signposts)
    if state is not None and facts.version <= state.facts.version:
        late, held = refunds.put(told.refunds, replace=False), book.evidence
        book.evidence = with_late(held, said)
        learned = book.evidence != held
        if late or learned:
            _settle(book, state, refunds, Cause.REFUND if late else Cause.EVIDENCE, rules)
        return version_known(
            state.facts.name, same=facts.version == state.facts.version, late_refund=late, learned=learned
        )
    before, was_buyer = (state.facts, state.buyer) if state else (None, None)
    refunded = refunds.put(told.refunds, replace=True)
    joining = rules.waiting.take(told.checkout_token, facts.id)
    book.evidence = with_given(with_told(book.evidence, said), joining)
    to_mark.update(buyers_to_mark(before, was_buyer, facts, told.buyer))
    book.state = OrderState(facts, told.buyer, told.checkout_token, told.cart_token)
    settled = _settle(book, book.state, refunds, cause_of(before, facts, refunded=refunded), rules)
    return order_recorded(facts, settled.decision.outcome, len(settled.entries), new=before is None)


def tell_refund(book: Book, refunds: Refunds, refund: RefundFacts, rules: Rules) -> Recorded:
    """As `plugin.services.record_refund.record_refund`."""
    if not refunds.put([refund], replace=False):
        return refund_known(refund)
    if book.state is None:
        return refund_waits(refund)
    settled = _settle(book, book.state, refunds, Cause.REFUND, rules)
    return refund_recorded(book.state.facts.name, len(settled.entries))


def decide_again(book: Book, refunds: Refunds, cause: Cause, rules: Rules) -> int:
    """As `plugin.services.decide_order.decide_order`; how many entries it posts. A book on which nothing
    moves stays as if it had not been looked at.
    """
    state = book.state
    if state is None:
        return 0
    stood = (state.net_minor, state.gross_minor, state.refunded_minor, state.outcome)
    settled = _settle(book, state, refunds, cause, rules)
    stands = (state.net_minor, state.gross_minor, state.refunded_minor, state.outcome)
    book.is_changed = (
        settled.decided is not None
        or bool(settled.entries)
        or stands != stood
        or book.differences != book.stored_differences
    )
    return len(settled.entries)


def _settle(book: Book, state: OrderState, refunds: Refunds, cause: Cause, rules: Rules) -> Settlement:
    """As `plugin.services.decide_order.settle_order`."""
    settled = settlement(
        state.facts,
        refunds.of(book.order_id),
        book.evidence.values(),
        rules.policy,
        [code for kind, key in book.evidence if kind == CODE for code in rules.codes.get(key, ())],
        links=[rules.links[key] for key in link_keys(book.evidence.values()) if key in rules.links],
        in_force=book.in_force,
        prior=book.entries,
    )
    worth = settled.decision.revenue
    state.net_minor, state.gross_minor, state.refunded_minor = (
        worth.net_minor,
        worth.gross_minor,
        worth.lost_minor,
    )
    state.outcome = settled.decision.outcome.value
    book.differences = set(settled.differences)
    book.is_changed = True
    if settled.decided is not None:
        book.decision_number += 1
        book.in_force = settled.decided
        book.new_decisions.append(
            NewDecision(book.decision_number, rules.policy.version, cause.value, settled.decided)
        )
    for entry in settled.entries:
        book.entries.append(entry)
        book.new_entries.append(
            NewEntry(len(book.entries), cause.value, book.decision_number, state.facts.ordered_at, entry)
        )
    return settled
