"""The ledger equals deciding again from the stored facts, on the newest orders and a random sample."""

from __future__ import annotations

import random
import time

from plugin.language import M_, N_
from plugin.services.check_books import BooksCheck, compare_books
from plugin.services.health.finding import Finding, Looked, State, well, wrong
from plugin.services.recompute_later import RECOMPUTE
from plugin.store.auditing import orders_from
from plugin.store.health_facts import id_span, jobs_waiting, newest_by_number
from plugin.store.policies import policy_in_force

NEWEST = 40
PLACES = 6
"""Random places among the order numbers, at each of which some orders in a row are looked at."""
IN_A_ROW = 10
MOST_SECONDS = 2.0
"""A sample that takes longer ends with what it has."""
REMEDY = N_(
    "Nothing is lost: the orders themselves are kept, and the books can be made again from them. "
    "Whoever runs Earmark finds the orders with `python -m plugin.cli check-books`."
)
_RANDOM = random.SystemRandom()


def check(looked: Looked) -> Finding:
    """Decide a sample again. While past orders are being decided again the two differ by right."""
    session = looked.session
    if jobs_waiting(session, [RECOMPUTE]):
        return Finding(
            State.UNKNOWN, M_("Past orders are being decided again; the sample is drawn after that.")
        )
    span = id_span(session)
    if span is None:
        return well(M_("There are no orders yet."))
    policy, until = policy_in_force(session), time.monotonic() + MOST_SECONDS
    orders, differing = 0, set[int]()
    for place in range(-1, PLACES):
        batch = (
            newest_by_number(session, NEWEST)
            if place < 0
            else orders_from(session, _RANDOM.randint(span[0] - 1, span[1]), limit=IN_A_ROW)
        )
        found: BooksCheck = compare_books(session, batch, policy)
        orders, differing = orders + found.orders, differing | set(found.differing)
        if time.monotonic() > until:
            break
    if differing:
        return wrong(
            M_(
                "Of %(orders)s orders decided again, %(count)s give other credits than the books hold.",
                orders=orders,
                count=len(differing),
            ),
            REMEDY,
        )
    return well(
        M_("A sample of %(orders)s orders was decided again, and gave what the books hold.", orders=orders)
    )
