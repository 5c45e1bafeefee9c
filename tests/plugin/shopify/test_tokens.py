"""Exchange and refresh against the stand-in, and answers no Shopify should give."""

import dataclasses
from datetime import timedelta

import httpx
import pytest

from plugin.errors import ShopifyError, TokenLostError
from plugin.shopify.manifest import manifest
from plugin.shopify.tokens import exchange, refresh
from tests import cast
from tests.devshop import oauth
from tests.standin_line import Clock, shop_of, staff, standin

SECOND = timedelta(seconds=2)
GOOD = {
    "access_token": "shpat_1",
    "scope": "read_orders,write_discounts",
    "expires_in": 3600,
    "refresh_token": "shprt_1",
    "refresh_token_expires_in": 7776000,
}


def told(*answers: httpx.Response | Exception) -> httpx.Client:
    """A client whose Shopify gives these answers in turn."""
    script = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        given = script.pop(0) if len(script) > 1 else script[0]
        if isinstance(given, Exception):
            raise given
        return given

    return httpx.Client(transport=httpx.MockTransport(answer))


def test_an_exchange_gives_an_expiring_pair(settings, now):
    line = standin(Clock())
    pair = exchange(settings, line.http, staff(line, cast.ANA).id_token, now)
    assert abs(pair.access_expires_at - (now + timedelta(hours=1))) < SECOND
    assert abs(pair.refresh_expires_at - (now + timedelta(days=90))) < SECOND
    assert sorted(pair.scopes) == sorted(manifest().scopes)
    assert pair.access_token not in repr(pair)
    assert pair.refresh_token not in repr(pair)


def test_a_refresh_gives_the_next_pair(settings, now):
    line = standin(Clock())
    first = exchange(settings, line.http, staff(line, cast.ANA).id_token, now)
    second = refresh(settings, line.http, cast.ANA.domain, first.refresh_token, now)
    assert {first.access_token, first.refresh_token}.isdisjoint({second.access_token, second.refresh_token})


def test_a_dead_refresh_token_is_lost(settings, now):
    line = standin(Clock())
    with pytest.raises(TokenLostError) as caught:
        refresh(settings, line.http, cast.ANA.domain, "shprt_unknown", now)
    assert caught.value.code == "invalid_grant"


def test_a_refresh_after_the_uninstall_is_refused(settings, now):
    line = standin(Clock())
    pair = exchange(settings, line.http, staff(line, cast.ANA).id_token, now)
    oauth.uninstall(line.world, shop_of(line, cast.ANA))
    with pytest.raises(ShopifyError) as caught:
        refresh(settings, line.http, cast.ANA.domain, pair.refresh_token, now)
    assert (caught.value.code, caught.value.retryable) == ("invalid_client", False)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        pytest.param({"client_secret": "wrong"}, "invalid_client", id="wrong_secret"),
        pytest.param({"client_id": "another"}, "invalid_client", id="another_app"),
    ],
)
def test_an_exchange_that_shopify_refuses(settings, now, spoil, code):
    line = standin(Clock())
    with pytest.raises(ShopifyError) as caught:
        exchange(dataclasses.replace(settings, **spoil), line.http, staff(line, cast.ANA).id_token, now)
    assert (caught.value.code, caught.value.retryable) == (code, False)


def test_an_id_token_that_has_run_out_cannot_be_exchanged(settings, now):
    clock = Clock()
    line = standin(clock)
    verified = staff(line, cast.ANA)
    clock.move(minutes=5)
    with pytest.raises(ShopifyError) as caught:
        exchange(settings, line.http, verified.id_token, now)
    assert caught.value.code == "invalid_subject_token"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        pytest.param(httpx.ReadTimeout("late"), "network_error", id="timeout"),
        pytest.param(httpx.Response(502, text="bad gateway"), "server_error", id="unwell"),
        pytest.param(httpx.Response(200, text="<html>"), "unreadable_answer", id="no_json"),
        pytest.param(httpx.Response(200, json=["odd"]), "unreadable_answer", id="no_object"),
        pytest.param(
            httpx.Response(200, json={**GOOD, "refresh_token": None}),
            "unreadable_answer",
            id="no_refresh_token",
        ),
        pytest.param(
            httpx.Response(200, json={**GOOD, "access_token": ""}), "unreadable_answer", id="no_access_token"
        ),
        pytest.param(
            httpx.Response(200, json={**GOOD, "expires_in": "soon"}), "unreadable_answer", id="no_lifetime"
        ),
    ],
)
def test_an_answer_that_is_lost_or_spoiled_may_be_asked_for_again(settings, now, answer, code):
    line = standin(Clock())
    id_token = staff(line, cast.ANA).id_token
    for ask in (
        lambda: exchange(settings, told(answer), id_token, now),
        lambda: refresh(settings, told(answer), cast.ANA.domain, "shprt_1", now),
    ):
        with pytest.raises(ShopifyError) as caught:
            ask()
        assert not isinstance(caught.value, TokenLostError)
        assert (caught.value.code, caught.value.retryable) == (code, True)


def test_errors_show_no_secret(settings, now):
    line = standin(Clock())
    verified = staff(line, cast.ANA)
    with pytest.raises(ShopifyError) as caught:
        exchange(
            dataclasses.replace(settings, client_secret="shpss_wrong"), line.http, verified.id_token, now
        )
    assert "shpss_wrong" not in repr(caught.value)
    assert verified.id_token.raw not in repr(caught.value)
