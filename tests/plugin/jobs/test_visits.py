"""The jobs about visits as the worker runs them: who is asked, what is tried again, what is left alone."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from sqlalchemy import text

from plugin.errors import NotInstalledError, ShopifyError, ThrottledError
from plugin.jobs import journeys, pixels, visits
from plugin.jobs.app import Worker
from plugin.services.activate_pixel import ACTIVATE, pixel_state
from plugin.services.uninstall_shop import uninstall_shop
from plugin.store.visits import Journey
from tests import order_bodies
from tests.books import add_creator, add_link, hear

NOT_READY = {"ready": False, "firstVisit": None, "lastVisit": None, "moments": None}


class Shopify:
    """Answers that nothing is ready and that there is no pixel, or raises."""

    errors = ()

    def __init__(self, error=None):
        self.error = error

    def __call__(self, shop_id, now):
        return self

    def run(self, document, variables=None):
        if self.error:
            raise self.error
        if "customerJourneySummary" in document:
            return {"nodes": [{"id": gid, "customerJourneySummary": NOT_READY} for gid in variables["ids"]]}
        return {"webPixel": None, "webPixelCreate": {"webPixel": {"id": "1"}, "userErrors": []}}


@pytest.fixture
def context(database, settings):
    def context(error=None):
        return SimpleNamespace(additional_context={"worker": Worker(settings, database, Shopify(error))})

    return context


@pytest.fixture
def jobs(database):
    def jobs(task):
        query = (
            "select (args ->> 'shop_id')::int, scheduled_at from procrastinate_jobs where task_name = :task"
        )
        with database.everywhere() as session:
            return session.execute(text(query + " order by 1"), {"task": task}).all()

    return jobs


@pytest.fixture
def linked(database, settings, ana, ben, now, monkeypatch):
    """Ana's shop has a link and an order of an hour ago; Ben's has neither."""
    add_link(database, ana, add_creator(database, ana), "cleo00link")
    hear(database, settings, ana, "orders/create", order_bodies.order(1001, at=now))
    from datetime import timedelta

    monkeypatch.setattr(journeys, "clock", lambda: now + timedelta(hours=1))
    return ana


def test_the_round_asks_in_shops_with_links_that_have_the_app(context, jobs, database, linked, now):
    for _ in range(2):
        journeys.go_round.func(context(), timestamp=0)
    assert [shop for shop, _ in jobs("follow_journeys")] == [linked]
    with database.everywhere() as session:
        session.execute(text("delete from procrastinate_jobs"))
    with database.shop(linked) as session:
        uninstall_shop(session, at=now)
    journeys.go_round.func(context(), timestamp=0)
    assert jobs("follow_journeys") == []


def test_a_shops_orders_are_asked_for(context, jobs, database, linked):
    journeys.follow.func(context(), shop_id=linked)
    with database.shop(linked) as session:
        assert [(row.order_id, row.state) for row in session.query(Journey)] == [(1001, "waiting")]
    assert jobs("follow_journeys") == []


@pytest.mark.parametrize(
    ("error", "raised", "again"),
    [
        pytest.param(ThrottledError("Out of budget.", wait_seconds=30), None, 1, id="out of budget: later"),
        pytest.param(
            ShopifyError("Away.", retryable=True), ShopifyError, 0, id="away: tried again by the queue"
        ),
        pytest.param(NotInstalledError("Gone."), None, 0, id="uninstalled: left alone"),
    ],
)
def test_trouble_with_journeys(context, jobs, linked, error, raised, again):
    if raised:
        with pytest.raises(raised):
            journeys.follow.func(context(error), shop_id=linked)
    else:
        journeys.follow.func(context(error), shop_id=linked)
    found = jobs("follow_journeys")
    assert len(found) == again
    assert all(at is not None for _, at in found)


def test_every_installed_shop_has_its_pixel_looked_after(context, jobs, database, ana, ben, now):
    with database.shop(ben) as session:
        uninstall_shop(session, at=now)
    pixels.look_after.func(context(), timestamp=0)
    assert [shop for shop, _ in jobs(ACTIVATE)] == [ana]


@pytest.mark.parametrize(
    ("error", "raised", "active"),
    [
        pytest.param(None, None, True, id="done"),
        pytest.param(
            ShopifyError("Denied.", code="ACCESS_DENIED"), None, False, id="refused: on the checklist"
        ),
        pytest.param(ShopifyError("Away.", retryable=True), ShopifyError, False, id="away: tried again"),
    ],
)
def test_the_pixels_job(context, database, ana, ben, error, raised, active):
    if raised:
        with pytest.raises(raised):
            pixels.activate.func(context(error), shop_id=ana)
    else:
        pixels.activate.func(context(error), shop_id=ana)
    with database.shop(ana) as session:
        assert pixel_state(session).active == active
    with database.shop(ben) as session:
        assert pixel_state(session) is None


def test_visits_are_cleared_away_in_all_shops(context, monkeypatch, database):
    seen = []
    monkeypatch.setattr(visits, "clear_visits", lambda database, now: seen.append(database))
    visits.clear_old_visits.func(context(), timestamp=0)
    assert seen == [database]
