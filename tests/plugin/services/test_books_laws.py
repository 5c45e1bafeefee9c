"""Any history of an order gives the books that its newest state alone would give.

Ana's shop hears everything, in any sequence and some of it twice; Ben's hears the end only. Their books must
agree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy import select

from plugin.attribution.evidence import Source, VisitEvidence
from plugin.services.check_books import check_books
from plugin.services.give_evidence import give_evidence
from plugin.services.recompute import recompute
from plugin.store.creators import Creator
from plugin.store.entries import Entry
from plugin.store.model_credits import ModelCredit
from plugin.store.orders import Order
from tests import cast
from tests import order_bodies as bodies
from tests.books import add_code, add_creator, add_link, hear

HOUR = timedelta(hours=1)
CODES = [bodies.code("CLEO10", "1.00"), bodies.code("DEV10", "2.00")]


@dataclass
class Life:
    """An order as Shopify would hold it, and everything it sent about it."""

    left: list[int] = field(default_factory=lambda: [3, 2])
    ordered: list[int] = field(default_factory=lambda: [3, 2])
    refunds: list[dict] = field(default_factory=list)
    sent: list[tuple[str, dict]] = field(default_factory=list)
    cancelled: bool = False
    version: int = 0

    def body(self) -> dict:
        """The order now."""
        at = bodies.ORDERED + self.version * HOUR
        lines = [
            bodies.line(
                number, "10.00", ordered, current=left, discounts={0: "1.00"} if number == 1 else {1: "2.00"}
            )
            for number, (ordered, left) in enumerate(zip(self.ordered, self.left, strict=True), start=1)
        ]
        more = {"cancelled_at": at.isoformat()} if self.cancelled else {}
        return bodies.order(lines=lines, codes=CODES, refunds=list(self.refunds), updated=at, **more)

    def tell(self, topic: str = "orders/updated") -> None:
        """Shopify sends the order as it is."""
        self.sent.append((topic, self.body()))
        self.version += 1

    def refund(self, line: int, units: int, by_amount: int) -> None:
        """Units given back, or money alone."""
        units = min(units, self.left[line])
        if not units and not by_amount:
            return
        self.left[line] -= units
        subtotal = str(Decimal("9.00") * units)
        body = bodies.refund(
            5000 + len(self.refunds),
            lines=[bodies.refund_line(line + 1, units, subtotal)] if units else [],
            adjustments=[bodies.adjustment("refund_discrepancy", f"-{by_amount}.00")] if by_amount else [],
            paid=str(Decimal(subtotal) + by_amount),
            at=bodies.ORDERED + self.version * HOUR,
        )
        self.refunds.append(body)
        self.sent.append(("refunds/create", body))
        self.tell()

    def edit(self, line: int, units: int) -> None:
        """Units taken off or added."""
        if units < 0:
            self.left[line] = max(0, self.left[line] + units)
        else:
            self.left[line] += units
            self.ordered[line] += units
        self.tell()


steps = st.lists(
    st.one_of(
        st.tuples(st.just("refund"), st.integers(0, 1), st.integers(0, 2), st.integers(0, 6)),
        st.tuples(st.just("edit"), st.integers(0, 1), st.integers(-2, 2).filter(bool), st.just(0)),
        st.tuples(st.just("cancel"), st.just(0), st.just(0), st.just(0)),
    ),
    max_size=5,
)


def lived(history) -> Life:
    life = Life()
    life.tell("orders/create")
    for what, line, units, amount in history:
        if what == "refund":
            life.refund(line, units, amount)
        elif what == "edit":
            life.edit(line, units)
        elif not life.cancelled:
            life.cancelled = True
            life.tell("orders/cancelled")
    return life


VISITS = [
    VisitEvidence(source, link, None, None, bodies.ORDERED - days * 24 * HOUR, refused=refused)
    for source, link, days, refused in (
        (Source.CHECKOUT, "asaslink01", 3, None),
        (Source.JOURNEY, "cleoslink2", 8, None),
        (Source.JOURNEY, "asaslink01", 40, None),
        (Source.CHECKOUT, "cleoslink2", 1, "crawler"),
    )
]
"""What others than the order may tell of it."""


def books(database, shop, number):
    """(net, outcome, entries and models' differences added up per creator's place) of one order."""
    with database.shop(shop) as session:
        order = session.scalars(select(Order).where(Order.id == number)).one()
        sums: dict[int, list[int]] = {}
        for row in session.scalars(select(Entry).where(Entry.order_id == number)):
            held = sums.setdefault(row.creator_id, [0, 0, 0])
            held[0] += row.amount_minor
            held[1] += row.share_ppm
            held[2] += row.discount_minor
        places = {creator: place for place, creator in enumerate(sorted(session.scalars(select(Creator.id))))}
        models = sorted(
            (row.model, places[row.creator_id], row.share_ppm, row.amount_minor)
            for row in session.scalars(select(ModelCredit).where(ModelCredit.order_id == number))
        )
    return (
        order.net_minor,
        order.gross_minor,
        order.outcome,
        [sums[creator] for creator in sorted(sums) if any(sums[creator])],
        models,
    )


def test_any_history_in_any_sequence_equals_the_newest_state(database, settings, ana, ben):
    for shop in (ana, ben):
        for text in ("CLEO10", "DEV10"):
            add_code(database, shop, text, add_creator(database, shop, text))
        for name in ("asaslink01", "cleoslink2"):
            add_link(database, shop, add_creator(database, shop, name), name)
    numbers = iter(range(1, 10_000))

    def say(shop, topic, body, number):
        """The same order under a number of its own, so that examples do not meet."""
        if topic == "evidence":
            with database.shop(shop) as session:
                give_evidence(session, body, checkout_token=f"checkout-{number}", now=cast.NOW)
            return
        moved = {**body, "id": number if "line_items" in body else body["id"] + number * 100}
        moved["admin_graphql_api_id"] = (
            f"gid://shopify/{'Order' if 'line_items' in body else 'Refund'}/{moved['id']}"
        )
        if "line_items" in body:
            moved["checkout_token"] = f"checkout-{number}"
            moved["refunds"] = [
                {**row, "id": row["id"] + number * 100, "order_id": number,
                 "admin_graphql_api_id": f"gid://shopify/Refund/{row['id'] + number * 100}"}
                for row in body["refunds"]
            ]  # fmt: skip
        else:
            moved["order_id"] = number
        hear(database, settings, shop, topic, moved)

    @given(steps, st.lists(st.sampled_from(VISITS), max_size=3), st.data())
    @examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def law(history, visits, data):
        life, number = lived(history), next(numbers)
        sent = life.sent + [("evidence", visit) for visit in visits]
        doubled = sent + data.draw(st.lists(st.sampled_from(sent), max_size=3))
        for topic, body in data.draw(st.permutations(doubled)):
            say(ana, topic, body, number)
        say(ben, "orders/updated", life.body(), number)
        for visit in set(visits):
            say(ben, "evidence", visit, number)
        assert books(database, ana, number) == books(database, ben, number)
        net, gross, _, held, models = books(database, ana, number)
        assert sum(row[0] for row in held) in (0, net)
        assert sum(row[1] for row in held) in (0, 1_000_000)
        assert 0 <= net <= gross
        for model in {row[0] for row in models}:
            differing = [row for row in models if row[0] == model]
            assert (sum(row[2] for row in differing), sum(row[3] for row in differing)) == (0, 0)

    law()
    # And all of it again, from the stored facts: nothing is left to post.
    assert recompute(database, ana, lambda: cast.NOW) == 0
    for shop in (ana, ben):
        with database.shop(shop) as session:
            assert check_books(session).balanced
