"""The web pixel is switched on once, brought back when it is missing, and put right when it is wrong."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from plugin.errors import ShopifyError
from plugin.services.activate_pixel import (
    ACTIVATE,
    activate_later,
    activate_pixel,
    pixel_settings,
    pixel_state,
)
from plugin.services.first_steps import first_steps
from plugin.services.visits.shop_signature import signed_shop
from plugin.shopify.answers import GraphqlProblem
from tests import cast


class Shopify:
    """The pixel's part of the Admin API: `pixel` is what stands, None for nothing."""

    def __init__(self, pixel=None, *, taken=False, denied=False):
        self.pixel, self.taken, self.denied = pixel, taken, denied
        self.errors = ()
        self.changes = []

    def __call__(self, shop_id, now):
        return self

    def run(self, document, variables=None):
        self.errors = ()
        if self.denied:
            raise ShopifyError("Access denied for webPixel field.", code="ACCESS_DENIED")
        if "webPixelCreate" in document:
            self.changes.append("create")
            if self.taken:
                self.pixel = {"id": "gid://shopify/WebPixel/9", "settings": "{}"}
                return {
                    "webPixelCreate": {
                        "webPixel": None,
                        "userErrors": [{"code": "TAKEN", "message": "Taken"}],
                    }
                }
            return self._put("webPixelCreate", variables)
        if "webPixelUpdate" in document:
            self.changes.append("update")
            assert variables["id"] == self.pixel["id"]
            return self._put("webPixelUpdate", variables)
        if self.pixel is None:
            raise ShopifyError("No web pixel was found for this app.", code="RESOURCE_NOT_FOUND")
        return {"webPixel": self.pixel}

    def _put(self, name, variables):
        self.pixel = {"id": "gid://shopify/WebPixel/9", "settings": variables["settings"]}
        return {name: {"webPixel": {"id": self.pixel["id"]}, "userErrors": []}}


@pytest.fixture
def activate(database, settings, now):
    def activate(shop_id, shopify):
        return activate_pixel(database, settings, shopify, shop_id, now)

    return activate


def state(database, shop_id):
    with database.shop(shop_id) as session:
        return pixel_state(session)


def test_it_is_switched_on_with_the_signed_shop(activate, database, settings, ana, ben):
    shopify = Shopify()
    assert activate(ana, shopify)
    given = json.loads(shopify.pixel["settings"])
    assert given["collector"] == "https://earmark.test/collect"
    assert signed_shop(settings, given["shop"]) == cast.ANA.domain
    assert state(database, ana).active
    assert state(database, ben) is None


def test_once_it_runs_nothing_is_done(activate, ana):
    shopify = Shopify()
    activate(ana, shopify)
    assert not activate(ana, shopify)
    assert shopify.changes == ["create"]


@pytest.mark.parametrize(
    "pixel",
    [
        pytest.param("{}", id="no settings"),
        pytest.param("not json", id="settings that cannot be read"),
        pytest.param({"collector": "https://old.example/collect", "shop": "x"}, id="an address of before"),
    ],
)
def test_settings_that_are_not_right_are_put_right(activate, settings, ana, pixel):
    shopify = Shopify({"id": "gid://shopify/WebPixel/4", "settings": pixel})
    assert activate(ana, shopify)
    assert shopify.changes == ["update"]
    assert json.loads(shopify.pixel["settings"]) == pixel_settings(settings, cast.ANA.domain)


def test_one_that_somebody_else_has_just_created_is_taken_over(activate, settings, ana):
    shopify = Shopify(taken=True)
    assert activate(ana, shopify)
    assert shopify.changes == ["create", "update"]
    assert json.loads(shopify.pixel["settings"]) == pixel_settings(settings, cast.ANA.domain)


def test_what_shopify_says_against_it_is_on_the_checklist(activate, database, ana, ben):
    with pytest.raises(ShopifyError):
        activate(ana, Shopify(denied=True))
    assert (state(database, ana).active, state(database, ana).problem) == (
        False,
        "Access denied for webPixel field.",
    )
    with database.shop(ana) as session:
        [step] = [step for step in first_steps(session) if step.name == "pixel"]
    assert (step.done, step.posts, step.problem) == (False, True, "Access denied for webPixel field.")
    activate(ana, Shopify())
    with database.shop(ana) as session:
        assert [step.done for step in first_steps(session) if step.name == "pixel"] == [True]


def test_a_complaint_is_no_missing_pixel(activate, ana):
    class Complaining(Shopify):
        def run(self, document, variables=None):
            self.errors = (GraphqlProblem("ACCESS_DENIED", "Not yours."),)
            return {"webPixel": None}

    shopify = Complaining()
    with pytest.raises(ShopifyError, match="Not yours"):
        activate(ana, shopify)
    assert shopify.changes == []


def test_it_is_asked_for_once(database, ana, ben):
    for _ in range(2):
        with database.shop(ana) as session:
            activate_later(session)
    with database.everywhere() as session:
        jobs = session.execute(text("select task_name, args ->> 'shop_id' from procrastinate_jobs")).all()
    assert jobs == [(ACTIVATE, str(ana))]
