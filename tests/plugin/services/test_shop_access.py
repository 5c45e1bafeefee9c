"""Access to a shop's Admin API: refreshed in time, by one at a time, and not lost with an answer."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import httpx
import pytest

from plugin.errors import NotInstalledError, ShopifyError, TokenLostError
from plugin.services.install_shop import install_shop
from plugin.services.refresh_tokens import Sweep, refresh_tokens
from plugin.services.rotate_keys import rotate_keys
from plugin.services.shop_access import ShopifyClients, valid_token
from plugin.services.uninstall_shop import uninstall_shop
from plugin.settings import Settings
from plugin.shopify.budget import Budgets
from plugin.store.shops import shop_by_id
from plugin.store.tokens import token_of
from plugin.store.vault import Vault
from tests import cast
from tests.devshop import oauth
from tests.standin_line import Clock, Line, shop_of, staff, standin

WHO = "query Who { shop { name } }"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def line(clock) -> Line:
    return standin(clock)


@pytest.fixture
def opened(database, settings, line, now) -> dict[str, int]:
    """Ana and Ben have opened the app; their shop ids by domain."""
    people = (cast.ANA, cast.BEN)
    return {
        who.domain: install_shop(database, settings, staff(line, who), now, line.http).id for who in people
    }


@pytest.fixture
def shop_id(opened) -> int:
    return opened[cast.ANA.domain]


@pytest.fixture
def clients(database, settings, line) -> ShopifyClients:
    return ShopifyClients(database, settings, line.http, Budgets())


def kept(database, settings: Settings, shop_id: int) -> dict[str, object]:
    """The pair as it lies in the database, decrypted."""
    unseal = Vault(settings.encryption_keys).unseal
    with database.shop(shop_id) as session:
        row = token_of(session)
    assert row is not None
    previous = row.previous_refresh_token
    return {
        "access": unseal(row.access_token),
        "refresh": unseal(row.refresh_token),
        "previous": unseal(previous) if previous else None,
        "lost": row.lost_reason,
    }


def test_a_fresh_token_is_used_as_it_is(line, clients, shop_id, now):
    before = line.token_requests
    assert clients(shop_id, now).run(WHO) == {"shop": {"name": cast.ANA.name}}
    assert line.token_requests == before


def test_each_shop_is_asked_with_its_own_token(line, clients, opened, now):
    names = {clients(shop_id, now).run(WHO)["shop"]["name"] for shop_id in opened.values()}
    assert names == {cast.ANA.name, cast.BEN.name}


@pytest.mark.parametrize(("minutes", "refreshed"), [(54, False), (56, True), (90, True)])
def test_it_is_refreshed_five_minutes_early(
    database, settings, line, clients, shop_id, clock, minutes, refreshed
):
    before = kept(database, settings, shop_id)
    now = clock.move(minutes=minutes)
    clients(shop_id, now).run(WHO)
    after = kept(database, settings, shop_id)
    assert (after["access"] != before["access"]) == refreshed
    assert after["previous"] == (before["refresh"] if refreshed else None)


def test_of_many_at_once_one_refreshes(database, settings, line, clients, shop_id, clock):
    now, before, start = clock.move(hours=2), line.token_requests, threading.Barrier(6)

    def ask(_: int) -> str:
        start.wait()
        return clients(shop_id, now).run(WHO)["shop"]["name"]

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(ask, range(6))) == {cast.ANA.name}
    assert line.token_requests == before + 1


def test_a_webhook_is_not_kept_waiting_by_a_refresh(
    database, settings, line, clients, shop_id, clock, ana_order
):
    now = clock.move(hours=2)
    line.before = lambda request: ana_order() if request.url.path.endswith("access_token") else None
    clients(shop_id, now).run(WHO)
    assert ana_order.kept == 1


@pytest.fixture
def ana_order(database, shop_id):
    """Keeps a delivery for Ana's shop, giving up after two seconds."""
    from sqlalchemy import text

    from plugin.store.deliveries import keep_delivery

    def keep() -> None:
        with database.everywhere() as session:
            session.execute(text("set local lock_timeout = '2s'"))
            keep_delivery(
                session, shop_id=shop_id, webhook_id="w", event_id=None, topic="orders/create",
                api_version=None, triggered_at=None, body=b"{}"
            )  # fmt: skip
        keep.kept += 1

    keep.kept = 0
    return keep


def test_a_lost_answer_is_asked_for_again_with_the_same_refresh_token(
    database, settings, line, clients, shop_id, clock
):
    before, now = kept(database, settings, shop_id), clock.move(hours=2)
    line.cut_after = [True]
    with pytest.raises(ShopifyError) as caught:
        clients(shop_id, now)
    assert caught.value.retryable
    assert kept(database, settings, shop_id) == before
    assert clients(shop_id, now).run(WHO)["shop"]["name"] == cast.ANA.name


def test_a_crash_before_the_new_pair_is_stored_costs_nothing(
    database, settings, line, clients, shop_id, clock, monkeypatch
):
    from plugin.services import shop_access

    now = clock.move(hours=2)
    with monkeypatch.context() as patch:
        patch.setattr(shop_access, "keep_pair", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            clients(shop_id, now)
    assert clients(shop_id, now).run(WHO)["shop"]["name"] == cast.ANA.name


def test_the_previous_refresh_token_helps_where_the_new_one_was_never_known_to_work(
    database, settings, line, clients, shop_id, clock
):
    now = clock.move(hours=2)
    clients(shop_id, now)
    with database.shop(shop_id) as session:
        row = token_of(session)
        row.refresh_token = Vault(settings.encryption_keys).seal("shprt_spoiled")
        row.access_expires_at = now
    assert clients(shop_id, now).run(WHO)["shop"]["name"] == cast.ANA.name


def test_a_token_refused_by_shopify_is_refreshed_at_once(database, settings, line, clients, shop_id, now):
    with database.shop(shop_id) as session:
        token_of(session).access_token = Vault(settings.encryption_keys).seal("shpat_spoiled")
    assert clients(shop_id, now).run(WHO)["shop"]["name"] == cast.ANA.name


def test_a_token_lost_for_good_is_recorded_and_not_asked_for_again(
    database, settings, line, clients, shop_id, clock
):
    now = clock.move(days=91)
    with pytest.raises(TokenLostError):
        clients(shop_id, now)
    assert "owner" in str(kept(database, settings, shop_id)["lost"])
    before = line.token_requests
    with pytest.raises(TokenLostError):
        clients(shop_id, now)
    assert line.token_requests == before


def test_opening_the_app_again_brings_a_lost_token_back(database, settings, line, clients, shop_id, clock):
    now = clock.move(days=91)
    with pytest.raises(TokenLostError):
        clients(shop_id, now)
    install_shop(database, settings, staff(line, cast.ANA), now, line.http)
    assert clients(shop_id, now).run(WHO)["shop"]["name"] == cast.ANA.name


def test_nobody_works_for_a_shop_that_has_left(database, clients, shop_id, now):
    with database.shop(shop_id) as session:
        uninstall_shop(session, at=now)
    with pytest.raises(NotInstalledError):
        clients(shop_id, now)


def test_nobody_works_for_a_shop_that_never_came(clients, ana, now):
    with pytest.raises(TokenLostError) as caught:
        clients(ana, now)
    assert caught.value.code == "never_opened"


def test_tokens_lie_encrypted(line, opened, _engine):
    from sqlalchemy import text

    with _engine.connect() as connection:
        tokens = connection.execute(text("select * from access_tokens")).all()
        rows = str([*tokens, *connection.execute(text("select * from shops")).all()])
    for shop in line.world.shops.values():
        for grant in shop.installation.tokens:
            assert grant.access_token not in rows
            assert grant.refresh_token not in rows


class TestSweep:
    def test_shops_in_use_are_left_alone(self, database, settings, line, opened, clock):
        assert refresh_tokens(database, settings, clock.move(days=6), http=line.http) == Sweep(0, 0, 0)

    def test_idle_shops_are_kept_alive_for_a_year(self, database, settings, line, clients, opened, clock):
        for _ in range(53):
            clock.move(days=7, minutes=1)
            assert refresh_tokens(database, settings, clock.at, http=line.http) == Sweep(2, 0, 0)
        for shop_id in opened.values():
            clients(shop_id, clock.at).run(WHO)

    def test_one_shops_trouble_is_not_the_others(self, database, settings, line, opened, clock):
        now = clock.move(days=8)
        shop_of(line, cast.ANA).installation.tokens.clear()

        def cut(request: httpx.Request) -> None:
            if request.headers["Host"] == cast.BEN.domain:
                raise httpx.ConnectError("Ben's line is dead.", request=request)

        line.before = cut
        assert refresh_tokens(database, settings, now, http=line.http) == Sweep(refreshed=0, lost=1, failed=1)
        line.before = lambda request: None
        assert refresh_tokens(database, settings, now, http=line.http) == Sweep(refreshed=1, lost=0, failed=0)

    def test_everyone_is_refreshed_before_an_old_secret_is_revoked(
        self, database, settings, line, clients, opened, clock
    ):
        import dataclasses

        oauth.rotate_secret(line.world, "earmark-new-secret")
        now = clock.move(minutes=1)
        new = dataclasses.replace(
            settings, client_secret="earmark-new-secret", old_client_secret=cast.CLIENT_SECRET
        )
        assert refresh_tokens(database, new, now, everyone=True, http=line.http) == Sweep(2, 0, 0)
        oauth.revoke_old_secret(line.world)
        for shop_id in opened.values():
            assert ShopifyClients(database, new, line.http, Budgets())(shop_id, now).run(WHO)


class TestKeys:
    def test_after_rotation_the_old_key_is_not_needed(self, database, settings, line, opened, now):
        import dataclasses

        from cryptography.fernet import Fernet

        new_key = Fernet.generate_key().decode()
        both = dataclasses.replace(settings, encryption_keys=(new_key, *settings.encryption_keys))
        alone = dataclasses.replace(settings, encryption_keys=(new_key,))
        assert rotate_keys(database, both) == 2
        assert rotate_keys(database, both) == 0
        for shop_id in opened.values():
            assert ShopifyClients(database, alone, line.http, Budgets())(shop_id, now).run(WHO)

    def test_buyers_stay_the_same_buyers(self, database, settings, opened, shop_id):
        import dataclasses

        from cryptography.fernet import Fernet

        from plugin.services.buyers import buyer_key

        with database.shop(shop_id) as session:
            before = buyer_key(session, settings)
        both = dataclasses.replace(
            settings, encryption_keys=(Fernet.generate_key().decode(), *settings.encryption_keys)
        )
        rotate_keys(database, both)
        with database.shop(shop_id) as session:
            assert buyer_key(session, both) == before

    def test_a_dropped_key_is_named(self, database, settings, opened, shop_id, now, line):
        import dataclasses

        from cryptography.fernet import Fernet

        from plugin.errors import SettingsError

        other = dataclasses.replace(settings, encryption_keys=(Fernet.generate_key().decode(),))
        with pytest.raises(SettingsError, match="EARMARK_ENCRYPTION_KEYS"):
            valid_token(database, other, line.http, shop_id, now)


def test_the_shops_row_is_found_under_its_id(database, opened):
    for domain, shop_id in opened.items():
        with database.shop(shop_id) as session:
            assert shop_by_id(session, shop_id).domain == domain


def test_the_token_ends_when_shopify_says(database, settings, line, shop_id, now):
    _, ends = valid_token(database, settings, line.http, shop_id, now)
    assert abs(ends - (now + timedelta(hours=1))) < timedelta(seconds=2)
