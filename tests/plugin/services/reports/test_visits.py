"""The funnel by creator and placement, and the stories its numbers tell."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from plugin.attribution.evidence import Source, VisitEvidence
from plugin.attribution.visit_reference import new_reference
from plugin.services.give_evidence import give_order_evidence
from plugin.services.record_visit import SeenVisit
from plugin.services.reports.visit_stories import stories
from plugin.services.reports.visits import Funnel, FunnelRow, visit_report
from plugin.services.visits.record_shoppers import record_shoppers
from plugin.services.visits.shopper_events import ToldEvent, ToldEvents
from tests import order_bodies
from tests.books import add_creator, add_link, hear

ROME = ZoneInfo("Europe/Rome")
LINKS = {"cleo-story": "cleo0story", "cleo-bio": "cleo000bio", "dev-video": "dev00video"}


class Shop:
    """One shop with Cleo's story and bio links and Dev's video link."""

    def __init__(self, database, settings, shop_id, now):
        self.database, self.settings, self.id, self.now = database, settings, shop_id, now
        self.cleo, self.dev = (add_creator(database, shop_id, name) for name in ("Cleo Cloud", "Dev Dune"))
        for name, key in LINKS.items():
            owner, placement = name.split("-")
            add_link(database, shop_id, getattr(self, owner), key, placement=placement, term=owner)

    def visit(self, link, *did, refused=None, ago=1.0):
        """A visit so many days ago by somebody else each time, on which `did` happened (kinds of events)."""
        at = self.now - timedelta(days=ago)
        ref, visitor = new_reference(LINKS[link], at), secrets.token_hex(16)
        told = [SeenVisit(ref=ref, at=at, visitor=visitor, refused=refused)]
        if did:
            events = [
                ToldEvent(id=f"{ref}/{number}", kind=kind, at=at, ref=ref) for number, kind in enumerate(did)
            ]
            told.append(ToldEvents(received_at=at, visitor=visitor, events=events))
        with self.database.shop(self.id) as session:
            record_shoppers(session, self.settings, told, self.now)
        return ref

    def order(self, number, *links, customer=1, refused=None, before=timedelta(hours=1), **more):
        """An order a day ago, after visits by `links`, the last one last."""
        at = self.now - timedelta(days=1)
        body = order_bodies.order(number, at=at, customer=customer, **more)
        hear(self.database, self.settings, self.id, "orders/create", body)
        evidence = [
            VisitEvidence(Source.CART, LINKS[link], new_reference(LINKS[link], at), None,
                          at - before - timedelta(hours=len(links) - place), refused=refused)
            for place, link in enumerate(links)
        ]  # fmt: skip
        with self.database.shop(self.id) as session:
            give_order_evidence(session, number, evidence, self.now)

    def report(self, days=7):
        end = self.now.astimezone(ROME).replace(hour=0) + timedelta(days=1)
        with self.database.shop(self.id) as session:
            return visit_report(session, end - timedelta(days=days), end, ROME)


@pytest.fixture
def shop(database, settings, ana, ben, now):
    """Ana's shop; Ben's has a visit, an event and an order of its own."""
    bens = Shop(database, settings, ben, now)
    bens.visit("cleo-story", "product_viewed", "newsletter")
    bens.order(1, "cleo-story")
    return Shop(database, settings, ana, now)


def by_place(report):
    return {(row.name, row.placement): row.funnel for row in report.rows}


def test_each_step_is_counted_by_creator_and_placement(shop):
    bought = (
        "product_viewed",
        "product_viewed",
        "product_added_to_cart",
        "checkout_started",
        "checkout_completed",
    )
    shop.visit("cleo-story", *bought)
    shop.visit("cleo-story", "product_viewed", "newsletter")
    shop.visit("cleo-story", refused="repeat")
    shop.visit("cleo-story", refused="crawler")
    shop.visit("dev-video", "account_created")
    shop.visit("dev-video", ago=8)
    shop.order(1001, "cleo-story")
    shop.order(1002, "cleo-story")
    found = by_place(shop.report())
    assert found == {
        ("Cleo Cloud", "story"): Funnel(
            valid=2, raw=4, refused={"repeat": 1, "crawler": 1}, views=2, carts=1, checkouts=1,
            orders=2, first=1, known=2, sign_ups=1,
        ),
        ("Dev Dune", "video"): Funnel(valid=1, raw=1, accounts=1),
    }  # fmt: skip
    cleo = found["Cleo Cloud", "story"]
    assert (cleo.conversion, cleo.new_share, cleo.programs, cleo.repeats) == (1.0, 0.5, 1, 1)
    assert (Funnel().conversion, Funnel().new_share) == (None, None)


def test_an_order_counts_once_for_its_last_visit(shop):
    shop.order(1001, "cleo-story", "dev-video", "cleo-bio")
    assert {place: funnel.orders for place, funnel in by_place(shop.report()).items()} == {
        ("Cleo Cloud", "bio"): 1
    }


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"refused": "crawler"}, id="by a program's visit"),
        pytest.param({"before": -timedelta(hours=3)}, id="before the visit"),
        pytest.param({"test": True}, id="a test"),
        pytest.param({"source": "pos"}, id="at the point of sale"),
    ],
)
def test_orders_no_visit_led_to(shop, more):
    shop.order(1001, "cleo-story", **more)
    assert shop.report().rows == ()


def test_totals_days_and_one_creator_agree(shop):
    for ago in (1, 1, 3):
        shop.visit("cleo-story", ago=ago)
    shop.visit("cleo-bio", refused="burst")
    shop.visit("dev-video", "product_viewed")
    shop.order(1001, "dev-video")
    report = shop.report()
    assert (report.total.valid, report.total.raw, report.total.orders) == (4, 5, 1)
    assert sum(day.valid for day in report.days) == 4
    assert sum(day.raw for day in report.days) == 5
    assert sum(day.orders for day in report.days) == 1
    assert len(report.days) == 7
    assert [(row.name, row.funnel.valid) for row in report.by_creator()] == [
        ("Cleo Cloud", 3),
        ("Dev Dune", 1),
    ]
    assert {name: funnel.valid for name, funnel in report.by_placement().items()} == {
        "story": 3,
        "video": 1,
        "bio": 0,
    }
    alone = report.of_creator(shop.dev)
    assert [row for row in report.rows if row.creator_id == shop.dev] == list(alone.rows)
    assert alone.total.raw == 1


def test_a_shop_without_visits_says_so(shop):
    assert not shop.report().any_ever
    shop.visit("cleo-story", ago=90)
    assert (shop.report().any_ever, shop.report().rows) == (True, ())


USUAL = Funnel(valid=1000, raw=1100, views=600, carts=200, checkouts=100, orders=40)


def rows(*funnels):
    return [
        FunnelRow(number, f"Creator {number}", "", funnel) for number, funnel in enumerate(funnels, start=1)
    ]


@pytest.mark.parametrize(
    ("funnel", "said"),
    [
        pytest.param(USUAL, [], id="as the others"),
        pytest.param(
            Funnel(valid=1000, raw=1000, views=600, carts=200, checkouts=20, orders=5),
            ["many_visits_few_orders"], id="many visits, few orders",
        ),
        pytest.param(Funnel(valid=240, raw=240, orders=0), [], id="too few orders to expect"),
        pytest.param(
            Funnel(valid=600, raw=600, views=300, carts=30, orders=24), ["views_no_carts"], id="no carts"
        ),
        pytest.param(
            Funnel(valid=1000, raw=1000, views=600, carts=200, checkouts=120, orders=21),
            ["checkouts_no_orders"], id="checkouts given up",
        ),
        pytest.param(Funnel(valid=30, raw=30), ["few_visits"], id="few visits"),
        pytest.param(Funnel(valid=400, raw=900, refused={"crawler": 500}, orders=16), ["mostly_programs"],
                     id="programs"),
        pytest.param(
            Funnel(valid=400, raw=900, refused={"repeat": 500}, orders=16), [], id="people who come back"
        ),
    ],
)  # fmt: skip
def test_stories_are_told_where_the_numbers_are_large_enough(funnel, said):
    found = stories(rows(funnel, USUAL, USUAL, USUAL))
    assert [story.name for story in found] == said
    assert {story.creator_id for story in found} <= {1}
    assert all("Creator 1" in story.text for story in found)


def test_few_visits_need_other_creators_to_be_few_against():
    assert stories(rows(Funnel(valid=3, raw=3), USUAL, USUAL)) == []
    assert stories(rows(*(Funnel(valid=20, raw=20) for _ in range(4)), Funnel(valid=1, raw=1))) == []
    assert stories([]) == []


def test_the_shop_s_funnels_are_added_up_once_however_many_creators(monkeypatch):
    """Each creator is held against all others: adding those up anew for each took seconds for a thousand."""
    sums = []
    counted = Funnel.__add__
    monkeypatch.setattr(Funnel, "__add__", lambda one, other: sums.append(1) or counted(one, other))
    told = stories(rows(*(USUAL for _ in range(50)), Funnel(valid=3, raw=3)))
    assert [story.name for story in told] == ["few_visits"]
    assert len(sums) == 51


def test_a_funnel_taken_off_a_sum_leaves_the_others():
    part = Funnel(valid=3, raw=9, refused={"burst": 5, "repeat": 1}, orders=1, known=1)
    assert (USUAL + part) - part == replace(USUAL, refused={"burst": 0, "repeat": 0} | USUAL.refused)
