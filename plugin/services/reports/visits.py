"""From a visit to an order: the funnel of a span, by creator and placement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import add, sub
from zoneinfo import ZoneInfo

from plugin.services.reports.figures import ratio
from plugin.services.reports.overview import days_between
from plugin.services.visits.rules import NO_PERSON, REFUSALS
from plugin.store.database import ShopSession
from plugin.store.reports.creators import creator_names
from plugin.store.reports.visits import (
    OrdersLed,
    Place,
    any_visits,
    orders_led,
    tallies_by_place,
    visits_by_day,
)
from plugin.store.visit_tallies import VALID

NO_ORDERS = OrdersLed(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Funnel:
    """Numbers of visits, and of orders they led to. `raw` are all visits, `valid` those that count; the steps
    in between count visits on which something happened. `sign_ups` and `accounts` lead elsewhere.
    """

    valid: int = 0
    raw: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)
    views: int = 0
    carts: int = 0
    checkouts: int = 0
    orders: int = 0
    first: int = 0
    known: int = 0
    sign_ups: int = 0
    accounts: int = 0

    @property
    def conversion(self) -> float | None:
        """Orders per visit that counts (0 and up: an order can have a visit from before the span); None
        without visits.
        """
        return ratio(self.orders, self.valid)

    @property
    def new_share(self) -> float | None:
        """Of the orders whose buyer is known, the share that was their first."""
        return ratio(self.first, self.known)

    @property
    def programs(self) -> int:
        """Visits by programs."""
        return sum(number for reason, number in self.refused.items() if reason in NO_PERSON)

    @property
    def repeats(self) -> int:
        """Visits counted together with an earlier one."""
        return self.refused.get("repeat", 0)

    def __add__(self, other: Funnel) -> Funnel:
        return self._with(other, add)

    def __sub__(self, other: Funnel) -> Funnel:
        """What is left of a sum without one of its parts."""
        return self._with(other, sub)

    def _with(self, other: Funnel, joined: Callable[[int, int], int]) -> Funnel:
        mine, theirs = self.refused, other.refused
        # One by one: a shop with a thousand creators adds thousands of them for a page.
        return Funnel(
            joined(self.valid, other.valid),
            joined(self.raw, other.raw),
            {name: joined(mine.get(name, 0), theirs.get(name, 0)) for name in {**mine, **theirs}},
            joined(self.views, other.views),
            joined(self.carts, other.carts),
            joined(self.checkouts, other.checkouts),
            joined(self.orders, other.orders),
            joined(self.first, other.first),
            joined(self.known, other.known),
            joined(self.sign_ups, other.sign_ups),
            joined(self.accounts, other.accounts),
        )


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One creator's funnel by one placement."""

    creator_id: int
    name: str
    placement: str
    funnel: Funnel


@dataclass(frozen=True, slots=True)
class VisitDay:
    """One day of the trend, in the shop's time zone."""

    day: date
    valid: int
    raw: int
    orders: int


@dataclass(frozen=True, slots=True)
class VisitReport:
    """`rows` by creator and placement, in no order. `any_ever` is whether there were visits at any time."""

    rows: tuple[FunnelRow, ...]
    days: tuple[VisitDay, ...]
    any_ever: bool

    @property
    def total(self) -> Funnel:
        """All rows together."""
        return added(row.funnel for row in self.rows)

    def of_creator(self, creator_id: int) -> VisitReport:
        """One creator's rows. Days are of all creators together, so there are none."""
        return VisitReport(tuple(row for row in self.rows if row.creator_id == creator_id), (), self.any_ever)

    def by_creator(self) -> list[FunnelRow]:
        """One row for each creator, `placement` empty."""
        found: dict[int, FunnelRow] = {}
        for row in self.rows:
            before = found.get(row.creator_id)
            sums = before.funnel + row.funnel if before else row.funnel
            found[row.creator_id] = FunnelRow(row.creator_id, row.name, "", sums)
        return list(found.values())

    def by_placement(self) -> dict[str, Funnel]:
        """Placement -> all creators' funnels by it, the most visits first."""
        found: dict[str, Funnel] = {}
        for row in self.rows:
            found[row.placement] = found.get(row.placement, Funnel()) + row.funnel
        return dict(sorted(found.items(), key=lambda item: -item[1].valid))


def added(funnels: Iterable[Funnel]) -> Funnel:
    """Their sum."""
    return sum(funnels, Funnel())


def visit_report(session: ShopSession, start: datetime, end: datetime, timezone: ZoneInfo) -> VisitReport:
    """The funnel of all creators. `start` and `end` are aware, in the shop's time zone."""
    days = days_between(start, end, timezone)
    tallies = tallies_by_place(session, days[0], days[-1])
    led = orders_led(session, start, end, timezone.key)
    orders: dict[Place, OrdersLed] = {}
    orders_of_day: Counter[date] = Counter()
    for (day, place), found in led.items():
        orders[place] = OrdersLed(*map(sum, zip(orders.get(place, NO_ORDERS), found, strict=True)))
        orders_of_day[day] += found.orders
    places = {*tallies, *orders}
    names = creator_names(session, {place.creator_id for place in places})
    per_day = visits_by_day(session, days[0], days[-1], REFUSALS)
    return VisitReport(
        rows=tuple(
            FunnelRow(
                place.creator_id,
                names[place.creator_id],
                place.placement,
                _funnel(tallies.get(place, {}), orders.get(place)),
            )
            # A visit keeps its creator's number; one who is gone for good has no name to show.
            for place in sorted(places)
            if place.creator_id in names
        ),
        days=tuple(VisitDay(day, *per_day.get(day, (0, 0)), orders_of_day[day]) for day in days),
        any_ever=bool(tallies) or any_visits(session),
    )


def _funnel(tallied: Mapping[str, int], orders: OrdersLed | None) -> Funnel:
    led = orders or NO_ORDERS
    valid = tallied.get(VALID, 0)
    refused = {reason: tallied[reason] for reason in REFUSALS if reason in tallied}
    return Funnel(
        valid=valid,
        raw=valid + sum(refused.values()),
        refused=refused,
        views=tallied.get("product_viewed", 0),
        carts=tallied.get("product_added_to_cart", 0),
        checkouts=max(tallied.get("checkout_started", 0), tallied.get("checkout_completed", 0)),
        orders=led.orders,
        first=led.first,
        known=led.known,
        sign_ups=tallied.get("newsletter", 0),
        accounts=tallied.get("account_created", 0),
    )
