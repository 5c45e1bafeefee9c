"""Customer journeys as the stand-in tells them: late, and for some orders never with a visit."""

from __future__ import annotations

import pytest
from graphql import OperationDefinitionNode, parse

from plugin.errors import ShopifyError
from plugin.shopify.answers import GraphqlProblem
from plugin.shopify.journeys import AT_ONCE, JOURNEYS, MOMENTS, ask_journeys
from plugin.shopify.manifest import manifest
from tests.devshop.api.cost import MAX_QUERY_COST, Meter
from tests.devshop.api.schema import load_schema
from tests.devshop.catalogue import ANA
from tests.devshop.fixtures import clock, variants, world
from tests.devshop.oauth import install
from tests.devshop.sales import place_order
from tests.devshop.sales.orders import Extras
from tests.shopify_in_process import InProcessAdmin

__all__ = ["clock", "world"]


@pytest.fixture
def admin(world):
    shop = world.shops[ANA]
    install(world, shop)
    shop.installation.scopes = list(manifest().scopes)
    return InProcessAdmin(world, ANA)


@pytest.fixture
def order(world):
    def order(landing_site, **more):
        shop = world.shops[ANA]
        [variant, *_] = variants(shop)
        return place_order(world, shop, [(variant, 1)], extras=Extras(landing_site=landing_site), **more)

    return order


LANDING = "/products/mug?em=cleo00link&utm_medium=creator&utm_campaign=autumn&fbclid=whoever&name=Sam"


def test_a_journey_becomes_ready_and_gives_the_parameters_alone(admin, order, clock):
    placed = order(LANDING)
    [early] = ask_journeys(admin, [placed.id], "em")
    assert (early.ready, early.visits, early.withheld) == (False, (), None)
    clock.move(minutes=15)
    [late] = ask_journeys(admin, [placed.id], "em")
    [visit] = late.visits
    assert (late.order_id, late.ready, visit.parameter) == (placed.id, True, "cleo00link")
    assert visit.utm == {"medium": "creator", "campaign": "autumn"}
    assert "whoever" not in repr(late)
    assert "Sam" not in repr(late)
    assert visit.occurred_at < clock()


def test_many_at_once_some_without_a_visit_one_gone(admin, order, clock):
    placed = [order(LANDING), order(None), order("/")]
    clock.move(minutes=15)
    found = ask_journeys(admin, [placed[0].id, 404404, placed[1].id, placed[2].id], "em")
    assert [(row.order_id, row.ready, [visit.parameter for visit in row.visits]) for row in found] == [
        (placed[0].id, True, ["cleo00link"]),
        (placed[1].id, True, []),
        (placed[2].id, True, [None]),
    ]


class Answering:
    def __init__(self, summary, errors=()):
        self.errors = errors
        self.summary = summary

    def run(self, document, variables=None):
        return {"nodes": [{"id": "gid://shopify/Order/1", "customerJourneySummary": self.summary}]}


def test_what_shopify_withholds_is_told_with_its_reason():
    denied = (GraphqlProblem("ACCESS_DENIED", "Access denied for customerJourneySummary."),)
    [found] = ask_journeys(Answering(None, denied), [1], "em")
    assert (found.ready, found.withheld) == (False, "Access denied for customerJourneySummary.")


@pytest.mark.parametrize(
    "visit",
    [
        pytest.param(
            {"id": "1", "occurredAt": "soon", "landingPage": "/", "utmParameters": None}, id="no time"
        ),
        pytest.param({"id": "1"}, id="no fields"),
        pytest.param("visit", id="no visit"),
    ],
)
def test_an_answer_that_cannot_be_read_is_asked_for_again(visit):
    summary = {"ready": True, "firstVisit": visit, "lastVisit": None, "moments": None}
    with pytest.raises(ShopifyError) as caught:
        ask_journeys(Answering(summary), [1], "em")
    assert caught.value.retryable


@pytest.mark.parametrize(
    "landing", ["http://[", "https://a.example/?" + "&".join("x=1" for _ in range(200)), None]
)
def test_an_address_nobody_can_read_has_no_parameters(landing):
    visit = {"id": "1", "occurredAt": "2026-11-20T12:00:00Z", "landingPage": landing, "utmParameters": None}
    summary = {"ready": True, "firstVisit": visit, "lastVisit": visit, "moments": {"nodes": [visit, {}]}}
    [found] = ask_journeys(Answering(summary), [1], "em")
    assert [(row.parameter, row.utm) for row in found.visits] == [(None, {})]


def test_a_question_stays_below_what_it_may_cost():
    document = parse(JOURNEYS)
    operation = next(row for row in document.definitions if isinstance(row, OperationDefinitionNode))
    each = Meter(load_schema().graphql, document, {"ids": [""], "moments": MOMENTS}).requested(operation)
    assert each * AT_ONCE < MAX_QUERY_COST / 2
