"""Record many orders and refunds of a shop in one transaction, with the result that recording them one after
the other has.

Everything is read at once, decided in memory by the same rules (`plugin.services.order_book`), and written
at once. What the batch cannot do is left to `record_order` and `record_refund` (see `left_out`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

from plugin.attribution.codes import KnownCode
from plugin.attribution.evidence import link_keys
from plugin.attribution.evidence.told import Signposts, link_keys_of
from plugin.attribution.links import KnownLink
from plugin.attribution.order import RefundFacts
from plugin.services.order_book import CODE, OrderTold, Rules, tell_order, tell_refund
from plugin.services.recorded import Recorded
from plugin.services.visits.rules import NO_PERSON
from plugin.shopify.payloads.reading import EXACT_BELOW
from plugin.store.batch.books import Book, read_books, read_refunds
from plugin.store.batch.holding import hold_all
from plugin.store.batch.writing import write_books, write_refunds
from plugin.store.buyers import mark_first_orders
from plugin.store.database import ShopSession
from plugin.store.holding import hold_rules
from plugin.store.known_codes import known_codes
from plugin.store.links import known_links
from plugin.store.policies import policy_in_force
from plugin.store.signposts import find_signposts
from plugin.store.survey.impressions import join_impressions
from plugin.store.waiting_evidence import Waiting, end_waiting, read_waiting

Told: TypeAlias = OrderTold | RefundFacts
"""A version of an order, or a refund that came alone."""


class LeftOutError(Exception):
    """Orders of the batch turned out to be none for it: nothing was done. `orders` are their numbers."""

    def __init__(self, orders: frozenset[int]) -> None:
        super().__init__(f"{len(orders)} orders are to be recorded one at a time.")
        self.orders = orders


def order_of(told: Told) -> int:
    """The number of the order that is told of."""
    return told.order_id if isinstance(told, RefundFacts) else told.facts.id


def left_out(told: Iterable[Told]) -> set[int]:
    """The orders that are none for the batch: with a number that JavaScript may have rounded on the way, or
    with two buyers.
    """
    buyers: dict[int, set[bytes | None]] = defaultdict(set)
    out: set[int] = set()
    for row in told:
        number = order_of(row)
        if number > EXACT_BELOW:
            out.add(number)
        if isinstance(row, OrderTold):
            buyers[number].add(row.buyer)
    return out | {number for number, named in buyers.items() if len(named) > 1}


def record_orders(session: ShopSession, told: Sequence[Told], now: datetime) -> list[Recorded]:
    """Record what is told, in that sequence; returns the outcome of each.

    None of it is `left_out`. Raises `LeftOutError` where a stored order has another buyer than the one told:
    its old buyer would have to be held after the order, and a batch does not wait like that; and where the
    buyer was erased.
    """
    hold_rules(session)
    orders = {order_of(row) for row in told}
    buyer_of = {row.facts.id: row.buyer for row in told if isinstance(row, OrderTold)}
    tokens = {
        row.checkout_token for row in told if isinstance(row, OrderTold) and row.checkout_token is not None
    }
    hold_all(session, {buyer for buyer in buyer_of.values() if buyer is not None}, tokens, orders)
    books = read_books(session, orders)
    moved = frozenset(
        number
        for number, buyer in buyer_of.items()
        if (state := books[number].state) is not None
        and (books[number].is_buyer_erased or state.buyer != buyer)
    )
    if moved:
        raise LeftOutError(moved)
    new = [number for number, book in books.items() if book.state is None]
    refunds = read_refunds(session, orders, _refund_ids(told))
    waiting = read_waiting(session, tokens)
    signposts = find_signposts(session, [row.facts for row in told if isinstance(row, OrderTold)], NO_PERSON)
    rules = Rules(
        policy_in_force(session),
        _codes(session, told, books),
        _links(session, told, books, signposts=signposts, waiting=waiting),
        signposts,
        waiting,
    )
    to_mark: set[bytes] = set()
    recorded = [
        tell_refund(books[order_of(row)], refunds, row, rules)
        if isinstance(row, RefundFacts)
        else tell_order(books[order_of(row)], refunds, row, rules, to_mark)
        for row in told
    ]
    write_books(session, list(books.values()), now)
    write_refunds(session, refunds)
    end_waiting(session, waiting)
    join_impressions(session, new)
    if to_mark:
        mark_first_orders(session, sorted(to_mark))
    return recorded


def _refund_ids(told: Iterable[Told]) -> set[int]:
    return {refund.id for row in told for refund in ((row,) if isinstance(row, RefundFacts) else row.refunds)}


def _codes(
    session: ShopSession, told: Iterable[Told], books: Mapping[int, Book]
) -> dict[str, list[KnownCode]]:
    keys = {use.key for row in told if isinstance(row, OrderTold) for use in row.facts.codes}
    keys.update(key for book in books.values() for kind, key in book.evidence if kind == CODE)
    by_key: dict[str, list[KnownCode]] = defaultdict(list)
    for code in known_codes(session, sorted(keys)):
        by_key[code.key].append(code)
    return by_key


def _links(
    session: ShopSession,
    told: Iterable[Told],
    books: Mapping[int, Book],
    *,
    signposts: Signposts,
    waiting: Waiting,
) -> dict[str, KnownLink]:
    keys = link_keys_of((row.facts for row in told if isinstance(row, OrderTold)), signposts)
    keys.update(waiting.link_keys())
    for book in books.values():
        keys.update(link_keys(book.evidence.values()))
    return {link.key: link for link in known_links(session, keys)} if keys else {}
