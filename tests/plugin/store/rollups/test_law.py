"""After any history the sums by day are what orders, entries and models' differences add up to."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from plugin.attribution.evidence import Source, VisitEvidence
from plugin.attribution.policy import Policy, Precedence
from plugin.attribution.revenue import Basis
from plugin.services.erase_customer import erase_customer
from plugin.services.give_evidence import give_evidence
from plugin.services.recompute import change_policy, recompute
from plugin.services.record_orders import LeftOutError
from plugin.store.policies import policy_in_force
from plugin.store.rollups.comparing import rollup_differences
from tests import cast
from tests import order_bodies as bodies
from tests.books import Heard, add_campaign, add_code, add_creator, add_link, hear
from tests.plugin.store.rollups.batches import record_batch
from webhooks.topics import HANDLERS

HOUR = timedelta(hours=1)
MIDNIGHT = datetime(2026, 10, 31, 23, 0, tzinfo=UTC)
"""Between October and November in Rome, where clocks have gone back a week before."""
BUYERS = [cast.SAM.shopify_id, cast.EVE.shopify_id, None]
ORDERS = st.integers(1, 4)

versions = st.fixed_dictionaries(
    {
        "number": ORDERS,
        "at": st.sampled_from([MIDNIGHT - HOUR, MIDNIGHT, MIDNIGHT + 30 * HOUR]),
        "customer": st.sampled_from(BUYERS),
        "codes": st.sets(st.sampled_from(["CLEO10", "DEV10", "NOBODYS"])),
        "price": st.sampled_from(["20.00", "35.00"]),
        "source": st.sampled_from(["web", "web", "pos", "shopify_draft_order"]),
        "currency": st.sampled_from(["EUR", "EUR", "USD"]),
        "state": st.sampled_from(["paid", "paid", "paid", "cancelled", "test"]),
    }
)
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("one"), versions),
        st.tuples(st.just("batch"), st.lists(versions, min_size=1, max_size=4)),
        st.tuples(st.just("lost"), versions),
        st.tuples(st.just("refund"), ORDERS),
        st.tuples(
            st.just("visit"),
            st.tuples(ORDERS, st.sampled_from(["cleolink01", "devslink02"]), st.sampled_from([2, 50, 900])),
        ),
        st.tuples(st.just("policy"), st.sampled_from([*Precedence, *Basis])),
        st.tuples(st.just("erase"), st.sampled_from(BUYERS[:2])),
        st.tuples(st.just("again"), st.none()),
    ),
    min_size=1,
    max_size=8,
)


class World:
    """A shop in which anything can happen."""

    def __init__(self, database, settings, shop: int) -> None:
        self.database, self.settings, self.shop = database, settings, shop
        self.numbers = count(1)
        self.base = 0
        self.said: list[tuple[str, Any]] = []

    def body(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """The next version of an order."""
        moment = MIDNIGHT + next(self.numbers) * timedelta(minutes=1)
        codes = sorted(wanted["codes"])
        line = bodies.line(
            1,
            wanted["price"],
            currency=wanted["currency"],
            discounts=dict.fromkeys(range(len(codes)), "1.00"),
        )
        cancelled = {"cancelled_at": moment.isoformat()} if wanted["state"] == "cancelled" else {}
        return bodies.order(
            self.base + wanted["number"],
            lines=[line],
            codes=[bodies.code(text, "1.00") for text in codes],
            currency=wanted["currency"],
            at=wanted["at"],
            updated=moment,
            customer=wanted["customer"],
            source=wanted["source"],
            **cancelled,
        ) | {"test": wanted["state"] == "test"}

    def do(self, what: str, given: Any) -> None:
        """One deed, in a transaction of its own."""
        match what:
            case "one":
                self._hear("orders/updated", self.body(given))
            case "batch":
                with suppress(LeftOutError), self.database.shop(self.shop) as session:
                    record_batch(session, self.settings, [self.body(row) for row in given])
            case "lost":
                self._lose(self.body(given))
            case "refund":
                number = next(self.numbers)
                of = bodies.refund_line(1, 1, "5.00")
                self._hear("refunds/create", bodies.refund(self.base + number, self.base + given, lines=[of]))
            case "visit":
                number, link, hours = given
                visit = VisitEvidence(Source.CHECKOUT, link, None, None, MIDNIGHT - hours * HOUR)
                with self.database.shop(self.shop) as session:
                    token = f"checkout-{self.base + number}"
                    give_evidence(session, visit, checkout_token=token, now=cast.NOW)
            case "policy":
                self._decide_by(given)
            case "erase":
                with self.database.shop(self.shop) as session:
                    erase_customer(session, self.settings, customer_id=given, order_ids=[])
            case "again":
                for topic, body in self.said[-3:]:
                    hear(self.database, self.settings, self.shop, topic, body)

    def _hear(self, topic: str, body: dict[str, Any]) -> None:
        self.said.append((topic, body))
        hear(self.database, self.settings, self.shop, topic, body)

    def _lose(self, body: dict[str, Any]) -> None:
        """The order is recorded, thrown away, and recorded otherwise, all in one transaction."""
        handle = HANDLERS["orders/updated"]
        with self.database.shop(self.shop) as session:
            with suppress(ZeroDivisionError), session.begin_nested():
                handle(session, Heard("orders/updated", bodies.raw(body)), self.settings, cast.NOW)
                raise ZeroDivisionError
            with session.begin_nested():
                cheaper = body | {"line_items": [bodies.line(1, "7.00", currency=body["currency"])]}
                handle(session, Heard("orders/updated", bodies.raw(cheaper)), self.settings, cast.NOW)

    def _decide_by(self, rule: Precedence | Basis) -> None:
        with self.database.shop(self.shop) as session:
            policy: Policy = policy_in_force(session)
            named = "precedence" if isinstance(rule, Precedence) else "basis"
            change_policy(session, replace(policy, **{named: rule}), cast.NOW)
        recompute(self.database, self.shop, lambda: cast.NOW)


def furnish(database, shop: int) -> None:
    """Two creators with a code and a link each, one of them in a campaign."""
    cleo, dev = add_creator(database, shop, "Cleo"), add_creator(database, shop, "Dev")
    add_code(database, shop, "CLEO10", cleo, campaign_id=add_campaign(database, shop))
    add_code(database, shop, "DEV10", dev)
    add_link(database, shop, cleo, "cleolink01")
    add_link(database, shop, dev, "devslink02")


def test_after_any_history_the_sums_are_those_of_the_books(database, settings, ana, ben):
    furnish(database, ana)
    furnish(database, ben)
    world = World(database, settings, ana)
    World(database, settings, ben).do("one", {
        "number": 1, "at": MIDNIGHT, "customer": BUYERS[0], "codes": {"CLEO10"}, "price": "20.00",
        "source": "web", "currency": "USD", "state": "paid",
    })  # fmt: skip
    numbers = count(100, 100)

    @given(deeds)
    @examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def law(history):
        world.base = next(numbers)
        world.said.clear()
        for what, row in history:
            world.do(what, row)
            with database.shop(ana) as session:
                assert rollup_differences(session) == [], what

    law()
