"""Reading help: the stories that a funnel's numbers tell, as the field knows them.

A sentence is said only where the numbers are large enough that chance is no likely author: each rule names
its smallest counts. Rates are compared with those of the shop's other creators in the same span, because what
is usual differs more between shops than between creators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from plugin.language import M_, N_, Message
from plugin.services.reports.visits import Funnel, FunnelRow, added

ENOUGH_VISITS = 200
EXPECTED = 10.0
"""Events that the others' rate would have led one to expect. Half of ten or fewer come by chance one time in
fifteen (Poisson: P(X <= 5) = 0.067).
"""
LOW = 0.5
"""A rate at most this part of the others' is a low one."""
FEW = 0.2
"""Visits at most this part of the middle creator's are few."""
USUAL_VISITS = 100
"""The middle creator's visits from which few can be told from many."""
ENOUGH_CREATORS = 4
MANY_PROGRAMS = 0.5
"""Share of all visits."""

MANY_VISITS_FEW_ORDERS = N_(
    "%(name)s brings many visits (%(visits)s) but few orders (%(orders)s; at the other creators' rate it "
    "would be about %(expected)s). The post works. Look at the page the link leads to, and at the offer."
)
VIEWS_NO_CARTS = N_(
    "Visitors of %(name)s look at products but seldom put one into the cart (%(carts)s of %(views)s; usual "
    "here would be about %(expected)s). Price, range or what the post promises may not fit."
)
CHECKOUTS_NO_ORDERS = N_(
    "Visitors of %(name)s begin to check out but seldom finish (%(orders)s orders of %(checkouts)s "
    "checkouts; usual here would be about %(expected)s). Look at shipping costs, and whether the code works."
)
FEW_VISITS = N_(
    "%(name)s brings few visits (%(visits)s; the middle creator has %(usual)s). Look at the post: is the "
    "link easy to find, and do these followers fit the shop?"
)
MOSTLY_PROGRAMS = N_(
    "Most visits of %(name)s (%(programs)s of %(raw)s) are no people's: programs, link previews, pages "
    "fetched in advance. They count for nothing here. Bought clicks look like this, too."
)


@dataclass(frozen=True, slots=True)
class Story:
    """A sentence about one creator. `name` is a key for tests and styles."""

    name: str
    creator_id: int
    text: Message


def stories(rows: Sequence[FunnelRow]) -> list[Story]:
    """What there is to say about creators' funnels (one row for each creator), the most visits first."""
    found = []
    everybody = added(row.funnel for row in rows)
    usual = median(row.funnel.valid for row in rows) if len(rows) >= ENOUGH_CREATORS else None
    for row in sorted(rows, key=lambda row: -row.funnel.raw):
        others = everybody - row.funnel
        found += [
            Story(name, row.creator_id, text)
            for name, text in (
                ("mostly_programs", _mostly_programs(row)),
                ("many_visits_few_orders", _few_orders(row, others)),
                ("views_no_carts", _few_carts(row, others)),
                ("checkouts_no_orders", _unfinished(row, others)),
                ("few_visits", _few_visits(row, usual)),
            )
            if text is not None
        ]
    return found


def _low(reached: int, of: int, others_reached: int, others_of: int) -> int | None:
    """How much one would have expected, where `reached` is low against it; None where it is not, or where the
    numbers are too small to say.
    """
    if others_of < ENOUGH_VISITS or of == 0:
        return None
    expected = of * others_reached / others_of
    return round(expected) if expected >= EXPECTED and reached <= expected * LOW else None


def _few_orders(row: FunnelRow, others: Funnel) -> Message | None:
    mine = row.funnel
    expected = _low(mine.orders, mine.valid, others.orders, others.valid)
    if expected is None or mine.valid < ENOUGH_VISITS:
        return None
    return M_(MANY_VISITS_FEW_ORDERS, name=row.name, visits=mine.valid, orders=mine.orders, expected=expected)


def _few_carts(row: FunnelRow, others: Funnel) -> Message | None:
    mine = row.funnel
    expected = _low(mine.carts, mine.views, others.carts, others.views)
    if expected is None:
        return None
    return M_(VIEWS_NO_CARTS, name=row.name, carts=mine.carts, views=mine.views, expected=expected)


def _unfinished(row: FunnelRow, others: Funnel) -> Message | None:
    mine = row.funnel
    expected = _low(mine.orders, mine.checkouts, others.orders, others.checkouts)
    if expected is None:
        return None
    return M_(
        CHECKOUTS_NO_ORDERS,
        name=row.name,
        orders=mine.orders,
        checkouts=mine.checkouts,
        expected=expected,
    )


def _few_visits(row: FunnelRow, usual: float | None) -> Message | None:
    if usual is None or usual < USUAL_VISITS or row.funnel.valid > usual * FEW:
        return None
    return M_(FEW_VISITS, name=row.name, visits=row.funnel.valid, usual=round(usual))


def _mostly_programs(row: FunnelRow) -> Message | None:
    mine = row.funnel
    if mine.raw < ENOUGH_VISITS or mine.programs <= mine.raw * MANY_PROGRAMS:
        return None
    return M_(MOSTLY_PROGRAMS, name=row.name, programs=mine.programs, raw=mine.raw)
