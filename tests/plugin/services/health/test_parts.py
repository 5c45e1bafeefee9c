"""What the app has in Shopify is noted when it is there, missed when it is gone, and made again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from plugin.errors import ShopifyError
from plugin.services.activate_pixel import activate_pixel
from plugin.services.health.alerts import alerts, put_off, taken_away
from plugin.services.health.check_shop import check_shop
from plugin.services.health.finding import State
from plugin.services.health.look_at_shopify import EVERY, look_at_shopify, look_is_due
from plugin.services.health.subscribe_again import subscribe_again
from plugin.services.note_placements import GREETING, SURVEY_ON_THANK_YOU, note_placements
from plugin.shopify.manifest import manifest
from plugin.shopify.subscriptions import topics_wanted
from plugin.store.health import app_parts, findings_of, note_part
from plugin.store.shops import set_scopes, shop_by_id
from plugin.store.tokens import token_of
from tests import cast
from tests.devshop.api.scopes import effective
from tests.devshop.catalogue import ANA
from tests.devshop.fixtures import clock, world
from tests.devshop.oauth import install
from tests.shopify_in_process import InProcessAdmin

__all__ = ["clock", "world"]
LATER = cast.NOW + timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def shopify(world):
    """Ana's shop at the stand-in, which has the app."""
    shop = world.shops[ANA]
    install(world, shop)
    shop.installation.scopes = sorted(effective(manifest().scopes))
    return shop


@pytest.fixture
def clients(world, shopify):
    """Gives the client of Ana's shop; each has its own."""
    return lambda shop_id, now: InProcessAdmin(
        world, ANA, before=lambda *_: shopify.extra.pop("api_bucket", None)
    )


@pytest.fixture
def look(database, settings, clients, ana):
    """Ask Shopify about Ana's shop."""
    return lambda at=cast.NOW: look_at_shopify(database, settings, clients, ana, at)


def parts_of(database, shop_id):
    with database.shop(shop_id) as session:
        return {name: row.missing_since for name, row in app_parts(session).items()}


def alerts_of(database, shop_id, at=LATER):
    with database.shop(shop_id) as session:
        return [alert.part for alert in alerts(session, at)]


def test_what_never_was_there_is_not_missed(database, look, ana, ben):
    assert look()
    assert parts_of(database, ana) == {"shopify": None}
    assert (alerts_of(database, ana), parts_of(database, ben)) == ([], {})


def test_a_pixel_that_is_gone_is_missed_until_it_is_back(
    database, settings, clients, shopify, look, ana, ben
):
    activate_pixel(database, settings, clients, ana, cast.NOW)
    look()
    assert parts_of(database, ana)["pixel"] is None
    del shopify.extra["web_pixel"]
    look(LATER)
    assert parts_of(database, ana)["pixel"] == LATER
    assert (alerts_of(database, ana), alerts_of(database, ben)) == (["pixel"], [])
    activate_pixel(database, settings, clients, ana, LATER)
    assert alerts_of(database, ana) == []


def test_blocks_are_missed_once_a_browser_has_seen_them(database, ana, ben):
    for listed in ([], [GREETING, SURVEY_ON_THANK_YOU], [SURVEY_ON_THANK_YOU]):
        with database.shop(ana) as session:
            note_placements(session, listed, cast.NOW)
    assert (alerts_of(database, ana), alerts_of(database, ben)) == ([GREETING], [])


def test_putting_off_lasts_a_day_and_taking_away_for_good(database, ana, ben):
    for shop_id in (ana, ben):
        with database.shop(shop_id) as session:
            note_placements(session, [GREETING], cast.NOW)
            note_placements(session, [], cast.NOW)
    with database.shop(ana) as session:
        put_off(session, GREETING, LATER)
    assert alerts_of(database, ana, LATER + timedelta(hours=23)) == []
    assert alerts_of(database, ana, LATER + timedelta(hours=25)) == [GREETING]
    assert alerts_of(database, ben) == [GREETING]
    with database.shop(ana) as session:
        taken_away(session, GREETING)
        taken_away(session, "shopify")
    assert (alerts_of(database, ana, LATER + DAY * 9), alerts_of(database, ben)) == ([], [GREETING])


def test_webhooks_are_subscribed_again_beside_the_manifests(
    database, settings, clients, shopify, look, ana, ben
):
    with database.shop(ana) as session:
        note_part(session, "webhooks", there=False, now=cast.NOW, even_new=True)
    assert alerts_of(database, ana) == ["webhooks"]
    wanted = topics_wanted()
    assert subscribe_again(database, settings, clients, ana, LATER) == len(wanted)
    assert subscribe_again(database, settings, clients, ana, LATER) == 0
    made = shopify.extra["api_subscriptions"].values()
    assert {row.topic: tuple(row.include_fields) or None for row in made} == wanted
    assert {row.uri for row in made} == {"https://earmark.test/webhooks"}
    assert (alerts_of(database, ana), parts_of(database, ben)) == ([], {})
    with database.everywhere() as session:
        jobs = session.execute(text("select distinct args ->> 'shop_id' from procrastinate_jobs")).scalars()
        assert list(jobs) == [str(ana)]
    # Shopify deletes one that has failed eight times.
    dropped = next(
        number for number, row in shopify.extra["api_subscriptions"].items() if "CREATE" in row.topic
    )
    del shopify.extra["api_subscriptions"][dropped]
    look(LATER)
    assert alerts_of(database, ana) == ["webhooks"]
    with database.shop(ana) as session:
        put_off(session, "webhooks", LATER)
    assert alerts_of(database, ana) == []
    assert subscribe_again(database, settings, clients, ana, LATER) == 1
    assert alerts_of(database, ana, LATER + 2 * DAY) == []


def test_scopes_that_changed_unheard_are_taken_over(database, look, shopify, shops):
    ana, ben = shops
    shopify.installation.scopes = ["read_orders", "read_products"]
    look()
    with database.shop(ana) as session:
        assert shop_by_id(session, ana).scopes == ["read_orders", "read_products"]
        assert token_of(session).access_expires_at == cast.NOW
    with database.shop(ben) as session:
        assert set(shop_by_id(session, ben).scopes) == set(manifest().scopes)


def test_a_shop_that_does_not_answer_is_noted_and_asked_again_hours_later(database, settings, ana, ben):
    def away(shop_id, now):
        raise ShopifyError("No answer.", retryable=True)

    assert look_is_due(database, ana, cast.NOW)
    assert not look_at_shopify(database, settings, away, ana, cast.NOW)
    assert parts_of(database, ana) == {"shopify": cast.NOW}
    assert not look_is_due(database, ana, cast.NOW + EVERY / 2)
    assert look_is_due(database, ana, cast.NOW + EVERY)
    assert look_is_due(database, ben, cast.NOW)


def test_findings_keep_since_when_and_when_last_well(database, shops, now):
    ana, ben = shops

    def access(shop_id):
        with database.shop(shop_id) as session:
            return {row.invariant: row for row in findings_of(session)}["scopes"]

    def grant(scopes, at):
        with database.shop(ana) as session:
            set_scopes(session, ana, scopes)
        for shop_id in shops:
            check_shop(database, shop_id, at)

    grant(manifest().scopes, now)
    grant(["read_orders"], now + DAY)
    grant(["read_orders"], now + 2 * DAY)
    row = access(ana)
    assert (row.state, row.well_at, row.since, row.checked_at) == ("wrong", now, now + DAY, now + 2 * DAY)
    assert "write_pixels" in row.sentence % row.details
    assert (access(ben).state, access(ben).since) == ("well", now)
    grant(manifest().scopes, now + 3 * DAY)
    assert (access(ana).state, access(ana).since, access(ana).remedy) == ("well", now + 3 * DAY, None)


def test_a_check_that_breaks_hides_no_other(database, shops, now):
    from plugin.services.health import scopes
    from plugin.services.health.invariants import Invariant

    def breaks(looked):
        looked.session.execute(text("select 1 / 0"), execution_options={"scoped_by_hand": True})

    found = check_shop(
        database, shops[0], now, {"broken": Invariant("x", breaks), "scopes": Invariant("y", scopes.check)}
    )
    assert [finding.state for finding in found.values()] == [State.UNKNOWN, State.WELL]
    assert found["broken"].remedy
