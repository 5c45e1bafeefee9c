"""Installing, opening, leaving and coming back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from plugin.errors import ShopifyError
from plugin.services.buyers import buyer_key
from plugin.services.change_scopes import change_scopes
from plugin.services.open_admin import OpenedShop, open_admin
from plugin.services.shop_access import ShopifyClients
from plugin.services.uninstall_shop import uninstall_shop
from plugin.shopify.budget import Budgets
from plugin.shopify.manifest import manifest
from plugin.store.creators import Creator
from plugin.store.order_imports import end_import, newest_import
from plugin.store.reconciliations import end_reconciliation, newest_reconciliations
from plugin.store.shops import Shop, installed_shop_ids, shop_by_id, shop_for_domain
from plugin.store.tokens import AccessToken, token_of
from tests import cast
from tests.devshop import oauth
from tests.standin_line import Clock, Line, shop_of, staff, standin


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def line(clock) -> Line:
    return standin(clock)


@pytest.fixture
def load(database, settings, line, clock):
    """Ana (or whoever is given) loads a page of the admin."""

    def open_page(who: cast.ShopPerson = cast.ANA) -> OpenedShop:
        return open_admin(database, settings, staff(line, who), clock.at, line.http)

    return open_page


def test_the_first_load_installs_the_shop(database, load, line, now):
    opened = load()
    assert opened == OpenedShop(
        shop_id=opened.shop_id,
        domain=cast.ANA.domain,
        name=cast.ANA.name,
        currency="EUR",
        timezone="Europe/Rome",
        locale=shop_of(line, cast.ANA).locale,
        country="IT",
        missing_scopes=(),
    )
    with database.shop(opened.shop_id) as session:
        shop = shop_by_id(session, opened.shop_id)
    assert (shop.shopify_id, shop.installed_at, shop.uninstalled_at) == (
        shop_of(line, cast.ANA).id,
        now,
        None,
    )


def test_an_install_has_past_orders_read_and_the_next_load_does_not(database, load, clock):
    opened = load()
    load()
    with database.shop(opened.shop_id) as session:
        run = newest_import(session)
        assert run.status == "waiting"
        assert newest_reconciliations(session) == []
        end_import(session, run.id, "finished", clock.at, until=clock.at.isoformat())
        uninstall_shop(session, at=clock.move(hours=1))
    clock.move(days=3)
    load()
    with database.shop(opened.shop_id) as session:
        # After three days few orders have changed: they are compared, one by one.
        assert newest_import(session).id == run.id
        [check] = newest_reconciliations(session)
        assert check.status == "waiting"
        end_reconciliation(session, check.id, "finished", clock.at, until=clock.at.isoformat())
        uninstall_shop(session, at=clock.move(hours=1))
    clock.move(days=30)
    load()
    with database.shop(opened.shop_id) as session:
        assert newest_import(session).id != run.id
        assert [row.id for row in newest_reconciliations(session)] == [check.id]


def test_the_next_load_asks_shopify_nothing(load, line):
    first, asked = load(), len(line.paths)
    assert load() == first
    assert len(line.paths) == asked


def test_two_shops_are_two_shops(load, database):
    ana, ben = load(cast.ANA), load(cast.BEN)
    assert (ana.currency, ben.currency) == ("EUR", "USD")
    with database.everywhere() as session:
        assert installed_shop_ids(session) == [ana.shop_id, ben.shop_id]
        assert len(session.scalars(select(AccessToken)).all()) == 2


def test_two_tabs_opened_at_once_are_one_install(load, database, line):
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: load(), range(2))
    assert first == second
    assert line.token_requests == 1


def test_a_webhook_before_the_first_load_does_not_matter(load, database, now):
    with database.everywhere() as session:
        known = shop_for_domain(session, cast.ANA.domain, now)
    assert load().shop_id == known


def test_where_the_profile_is_lost_the_next_load_goes_on(load, database, line):
    line.cut_after = [False, True, True, True]
    with pytest.raises(ShopifyError):
        load()
    assert line.token_requests == 1
    assert load().currency == "EUR"
    assert line.token_requests == 1, "the pair that was kept is used"


def test_where_the_exchange_is_lost_nothing_is_kept(load, database, line):
    line.cut_after = [True]
    with pytest.raises(ShopifyError):
        load()
    with database.everywhere() as session:
        assert session.scalars(select(Shop.installed_at)).all() == [None]
    assert load().missing_scopes == ()


def without(*granted: str) -> tuple[str, ...]:
    """What the manifest asks for beside these, in its order."""
    return tuple(scope for scope in manifest().scopes if scope not in granted)


def test_missing_scopes_are_named_until_they_are_granted(load, line, database):
    oauth.change_scopes(line.world, shop_of(line, cast.ANA), ["read_orders", "read_products"])
    assert load().missing_scopes == without("read_orders", "read_products")
    enough = [scope for scope in manifest().scopes if scope != "read_discounts"]
    oauth.change_scopes(line.world, shop_of(line, cast.ANA), enough)
    assert load().missing_scopes == ()


PAUSE = "mutation Pause { discountCodeDeactivate(id: 1) { userErrors { code } } }"


def test_a_token_has_the_scopes_that_were_just_granted(load, line, database, settings, now):
    """On the page that asks for them, and by webhook alone."""
    shop, everything = shop_of(line, cast.ANA), list(manifest().scopes)
    client = ShopifyClients(database, settings, line.http, Budgets())
    oauth.change_scopes(line.world, shop, ["read_orders", "read_products"])
    shop_id = load().shop_id
    with pytest.raises(ShopifyError, match="write_discounts"):
        client(shop_id, now).run(PAUSE)

    oauth.change_scopes(line.world, shop, everything)
    assert load().missing_scopes == ()
    assert client(shop_id, now).run(PAUSE)["discountCodeDeactivate"]["userErrors"]

    oauth.change_scopes(line.world, shop, ["read_orders"])
    with database.shop(shop_id) as session:
        change_scopes(session, ["read_orders"], now)
    with pytest.raises(ShopifyError, match="write_discounts"):
        client(shop_id, now).run(PAUSE)
    oauth.change_scopes(line.world, shop, everything)
    with database.shop(shop_id) as session:
        assert change_scopes(session, everything, now) == ()
    assert client(shop_id, now).run(PAUSE)["discountCodeDeactivate"]["userErrors"]


def test_scopes_taken_back_are_noticed_by_webhook(load, database, now):
    shop_id = load().shop_id
    with database.shop(shop_id) as session:
        missing = change_scopes(session, ["read_orders", " read_products", ""], now)
    assert missing == without("read_orders", "read_products")
    with database.shop(shop_id) as session:
        assert shop_by_id(session, shop_id).scopes == ["read_orders", "read_products"]


def leave(database, line, shop_id, at) -> bool:
    """Ana removes the app, and the app hears of it."""
    if shop_of(line, cast.ANA).installation is not None:
        oauth.uninstall(line.world, shop_of(line, cast.ANA))
    with database.shop(shop_id) as session:
        return uninstall_shop(session, at=at)


def test_leaving_keeps_the_data_and_coming_back_resumes(load, database, settings, line, clock, now):
    shop_id = load().shop_id
    with database.shop(shop_id) as session:
        session.add(Creator(name=cast.CLEO.name, created_at=now, updated_at=now))
        key = buyer_key(session, settings)
    assert leave(database, line, shop_id, now + timedelta(hours=1))
    with database.shop(shop_id) as session:
        assert token_of(session) is None
        assert session.scalars(select(Creator.name)).all() == [cast.CLEO.name]
    with database.everywhere() as session:
        assert installed_shop_ids(session) == []

    clock.move(days=1)
    oauth.install(line.world, shop_of(line, cast.ANA))
    assert load().shop_id == shop_id
    with database.shop(shop_id) as session:
        shop = shop_by_id(session, shop_id)
        assert (shop.installed_at, shop.uninstalled_at) == (clock.at, None)
        assert buyer_key(session, settings) == key, "the same buyers are known again"
        assert session.scalars(select(Creator.name)).all() == [cast.CLEO.name]


def test_news_of_leaving_that_comes_after_the_return_is_old(load, database, line, clock, now):
    shop_id = load().shop_id
    left_at = clock.move(hours=1)
    oauth.uninstall(line.world, shop_of(line, cast.ANA))
    with database.shop(shop_id) as session:
        token_of(session).lost_reason = "refused"
    clock.move(hours=1)
    oauth.install(line.world, shop_of(line, cast.ANA))
    load()
    assert not leave(database, line, shop_id, left_at)
    with database.shop(shop_id) as session:
        assert shop_by_id(session, shop_id).uninstalled_at is None


def test_one_shops_leaving_is_not_the_others(load, database, line, now):
    ana, ben = load(cast.ANA).shop_id, load(cast.BEN).shop_id
    leave(database, line, ana, now + timedelta(hours=1))
    with database.everywhere() as session:
        assert installed_shop_ids(session) == [ben]
        assert session.scalars(select(AccessToken.shop_id)).all() == [ben]
