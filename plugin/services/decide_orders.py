"""Decide many orders again in one transaction, with the result that `decide_order` has for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from itertools import chain

from plugin.attribution.codes import KnownCode
from plugin.attribution.evidence import link_keys
from plugin.services.decide_order import Cause
from plugin.services.order_book import CODE, Rules, decide_again
from plugin.services.visits.rules import NO_PERSON
from plugin.store.batch.books import read_books, read_refunds
from plugin.store.batch.holding import hold_all
from plugin.store.batch.writing import write_books
from plugin.store.database import ShopSession
from plugin.store.holding import hold_rules
from plugin.store.known_codes import known_codes
from plugin.store.links import known_links
from plugin.store.policies import policy_in_force
from plugin.store.signposts import find_signposts
from plugin.store.waiting_evidence import read_waiting


def decide_orders(session: ShopSession, order_ids: Collection[int], cause: Cause, now: datetime) -> int:
    """Hold the orders, decide each by the policy in force and post the differences; how many entries that
    came to. Orders that nothing moves on are read and not written. Calling it again changes nothing.
    """
    hold_rules(session)
    hold_all(session, (), (), order_ids)
    books = [book for book in read_books(session, order_ids).values() if book.state is not None]
    refunds = read_refunds(session, order_ids, ())
    codes: dict[str, list[KnownCode]] = defaultdict(list)
    for code in known_codes(session, (key for book in books for kind, key in book.evidence if kind == CODE)):
        codes[code.key].append(code)
    keys = set(chain.from_iterable(link_keys(book.evidence.values()) for book in books))
    rules = Rules(
        policy_in_force(session),
        codes,
        {link.key: link for link in known_links(session, keys)} if keys else {},
        find_signposts(session, (), NO_PERSON),
        read_waiting(session, ()),
    )
    posted = sum(decide_again(book, refunds, cause, rules) for book in books)
    write_books(session, [book for book in books if book.is_changed], now)
    return posted
