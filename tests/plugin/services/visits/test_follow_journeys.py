"""Customer journeys: asked for until they are ready or it is in vain, and taken as evidence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from plugin.attribution.visit_reference import new_reference
from plugin.services.visits.follow_journeys import GONE, NEVER_READY, SCHEDULE, follow_journeys
from plugin.services.visits.journey_state import journey_state
from plugin.shopify.answers import GraphqlProblem
from plugin.store.evidence import Evidence
from plugin.store.orders import Order
from plugin.store.visits import Journey
from tests import order_bodies
from tests.books import add_creator, add_link, hear

KEY = "cleo00link"
HOUR = timedelta(hours=1)


class Shopify:
    """Answers for orders by number: a summary, None for an order that is gone. Not ready for all others."""

    def __init__(self, summaries=None):
        self.summaries = summaries or {}
        self.asked = []
        self.errors = ()

    def run(self, document, variables=None):
        numbers = [int(gid.rsplit("/", 1)[1]) for gid in variables["ids"]]
        self.asked.append(numbers)
        not_ready = summary(ready=False)
        return {
            "nodes": [
                None
                if self.summaries.get(number, not_ready) is None
                else {"id": f"gid://shopify/Order/{number}",
                      "customerJourneySummary": self.summaries.get(number, not_ready) or None}
                for number in numbers
            ]
        }  # fmt: skip


def visit(number, at, landing="/", utm=None):
    return {
        "id": f"gid://shopify/CustomerVisit/{number}",
        "occurredAt": at.isoformat().replace("+00:00", "Z"),
        "landingPage": f"https://anas.example{landing}",
        "utmParameters": utm,
    }


def summary(*visits, ready=True):
    return {
        "ready": ready,
        "firstVisit": visits[0] if visits else None,
        "lastVisit": visits[-1] if visits else None,
        "moments": {"nodes": list(visits)} if ready else None,
    }


@pytest.fixture
def shop(database, settings, ana, ben, now):
    """Both shops have a link of Cleo's and an order 1001 placed at `now`."""
    for shop_id in (ana, ben):
        add_link(database, shop_id, add_creator(database, shop_id), KEY)
        hear(database, settings, shop_id, "orders/create", order_bodies.order(1001, at=now))
    return ana


@pytest.fixture
def follow(database, shop):
    def follow(shopify, at):
        return follow_journeys(database, lambda: shopify, shop, lambda: at)

    return follow


def journey(database, shop_id, order_id=1001):
    with database.shop(shop_id) as session:
        return session.scalar(select(Journey).where(Journey.order_id == order_id))


def evidence(database, shop_id):
    with database.shop(shop_id) as session:
        query = select(Evidence).where(Evidence.kind == "visit").order_by(Evidence.key)
        return [(row.key, row.occurred_at, row.facts["link_key"]) for row in session.scalars(query)]


def test_it_is_asked_for_on_its_schedule_and_then_given_up(follow, database, shop, ben, now):
    shopify, asked = Shopify(), []
    minute = timedelta(minutes=1)
    for age in (*(pause + step for pause in SCHEDULE for step in (-minute, timedelta(), minute)), HOUR * 100):
        before = len(shopify.asked)
        follow(shopify, now + age)
        asked += [age] * (len(shopify.asked) - before)
    assert tuple(asked) == SCHEDULE
    found = journey(database, shop)
    assert (found.state, found.problem, found.attempts) == ("given_up", NEVER_READY, 5)
    assert journey(database, ben) is None


@pytest.mark.parametrize(
    ("landing", "utm", "key"),
    [
        pytest.param(f"/products/mug?em={KEY}", None, f"journey:{KEY}", id="the link's key"),
        pytest.param("/?em={ref}&x=1", None, "journey:{ref}", id="the visit's reference"),
        pytest.param(
            "/",
            {"medium": "creator", "campaign": "autumn", "term": "cleo"},
            f"journey:{KEY}",
            id="utm as told",
        ),
        pytest.param(
            "/?utm_medium=creator&utm_campaign=autumn&utm_term=cleo",
            None,
            f"journey:{KEY}",
            id="utm in the address",
        ),
    ],
)
def test_a_visit_by_a_link_becomes_evidence(follow, database, shop, ben, now, landing, utm, key):
    at = now - HOUR
    ref = new_reference(KEY, at)
    told = visit(1, at, landing.format(ref=ref), utm and {**utm, "source": "instagram", "content": None})
    follow(Shopify({1001: summary(told)}), now + HOUR)
    assert evidence(database, shop) == [(key.format(ref=ref), at, KEY)]
    assert evidence(database, ben) == []
    assert journey(database, shop).state == "ready"


def test_several_visits_are_one_for_each_link_the_latest(follow, database, shop, now):
    add_link(database, shop, 1, "another000", campaign="winter")
    times = [now - HOUR * hours for hours in (30, 20, 10)]
    told = [visit(number, at, f"/?em={key}") for number, (at, key) in
            enumerate(zip(times, (KEY, "another000", KEY), strict=True))]  # fmt: skip
    follow(Shopify({1001: summary(*told, visit(9, now, "/?em=nobodys000"))}), now + HOUR)
    assert evidence(database, shop) == [
        ("journey:another000", times[1], "another000"),
        (f"journey:{KEY}", times[2], KEY),
    ]
    assert [row["link_key"] for row in journey(database, shop).moments] == [KEY, "another000", KEY]


@pytest.mark.parametrize(
    ("answer", "state", "problem"),
    [
        pytest.param(summary(), "ready", None, id="ready without a visit"),
        pytest.param(None, "given_up", GONE, id="the order is gone"),
        pytest.param({}, "given_up", "Access denied for customerJourneySummary.", id="withheld"),
        pytest.param(summary(ready=False), "waiting", None, id="not ready"),
    ],
)
def test_what_an_answer_comes_to(follow, database, shop, now, answer, state, problem):
    shopify = Shopify({1001: answer})
    if answer == {}:
        shopify.errors = (GraphqlProblem("ACCESS_DENIED", "Access denied for customerJourneySummary."),)
    follow(shopify, now + HOUR)
    found = journey(database, shop)
    assert (found.state, found.problem, found.moments) == (state, problem, [])
    assert evidence(database, shop) == []


def test_what_was_answered_is_not_asked_again(follow, shop, now):
    shopify = Shopify({1001: summary()})
    assert follow(shopify, now + HOUR).ready == 1
    assert follow(shopify, now + HOUR * 2).asked == 0
    assert len(shopify.asked) == 1


def test_only_orders_for_which_it_can_matter_are_asked_for(follow, database, settings, shop, now):
    for number, more in {
        1002: {"source": "pos"},
        1003: {"test": True},
        1004: {"at": now - timedelta(hours=73)},
        1005: {"at": now + HOUR},
    }.items():
        hear(database, settings, shop, "orders/create", order_bodies.order(number, **{"at": now} | more))
    shopify = Shopify()
    follow(shopify, now + HOUR)
    assert shopify.asked == [[1001]]


def test_a_shop_without_links_asks_nothing(database, settings, ana, ben, now):
    add_link(database, ben, add_creator(database, ben), KEY)
    hear(database, settings, ana, "orders/create", order_bodies.order(1001, at=now))

    def nobody():
        raise AssertionError("Shopify was asked.")

    assert follow_journeys(database, nobody, ana, lambda: now + HOUR).asked == 0


def test_many_orders_are_asked_for_together(follow, database, settings, shop, now):
    for number in range(1002, 1024):
        hear(database, settings, shop, "orders/create", order_bodies.order(number, at=now))
    shopify = Shopify()
    assert follow(shopify, now + HOUR).asked == 23
    assert [len(batch) for batch in shopify.asked] == [20, 3]


@pytest.mark.parametrize(
    ("answer", "after", "state"),
    [
        pytest.param(None, timedelta(minutes=1), "waiting", id="before anybody has asked"),
        pytest.param(summary(ready=False), HOUR, "waiting", id="not ready"),
        pytest.param(summary(), HOUR, "ready", id="ready"),
        pytest.param(summary(ready=False), timedelta(hours=73), "given_up", id="given up"),
    ],
)
def test_what_the_why_page_may_say(follow, database, shop, ben, now, answer, after, state):
    if answer is not None:
        follow(Shopify({1001: answer}), now + HOUR)
        follow(Shopify({1001: answer}), now + after)
    with database.shop(shop) as session:
        order = session.scalar(select(Order).where(Order.id == 1001))
        found = journey_state(session, order, now + after)
    assert found.state == state
    assert (found.next_at is not None) == (state == "waiting")
    assert (found.problem is not None) == (state == "given_up")
