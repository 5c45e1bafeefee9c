"""The admin's ID tokens: whose they are, and the tokens that only look like them."""

import dataclasses
import time

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.shopify.verify.admin import AdminNotVerifiedError, verify_admin
from tests import cast

LEFT_OUT = object()


def token(secret: str = cast.CLIENT_SECRET, **changes: object) -> str:
    """An ID token of Ana's admin; `changes` vary its claims, LEFT_OUT drops one."""
    now = time.time()  # the library asks the real clock
    claims = {
        "iss": f"https://{cast.ANA.domain}/admin",
        "dest": f"https://{cast.ANA.domain}",
        "aud": cast.CLIENT_ID,
        "sub": "42",
        "exp": now + 60,
        "nbf": now,
        "iat": now,
        **changes,
    }
    return jwt.encode(
        {key: value for key, value in claims.items() if value is not LEFT_OUT}, secret, algorithm="HS256"
    )


def load(settings, raw: str | None, path: str = "/creators", more: str = "shop=anas-atelier.myshopify.com"):
    """A document load with `raw` in its address."""
    query = f"id_token={raw}&{more}" if raw is not None else more
    return verify_admin(settings, path=path, query=query, authorization=None, patch_path="/patch-id-token")


def fetch(settings, raw: str):
    """A fetch with `raw` in its header."""
    return verify_admin(
        settings, path="/creators", query="", authorization=f"Bearer {raw}", patch_path="/patch-id-token"
    )


@pytest.mark.parametrize("ask", [pytest.param(load, id="document"), pytest.param(fetch, id="fetch")])
def test_a_good_token_names_shop_and_staff(settings, ask):
    found = ask(settings, token())
    assert (found.shop, found.user_id) == (cast.ANA.domain, "42")
    assert found.id_token.claims["aud"] == cast.CLIENT_ID
    assert found.id_token.raw not in repr(found)


def test_the_old_secret_holds_while_it_is_rotated(settings):
    rotating = dataclasses.replace(settings, client_secret="new-secret", old_client_secret=cast.CLIENT_SECRET)
    assert fetch(rotating, token()).shop == cast.ANA.domain
    assert fetch(rotating, token("new-secret")).shop == cast.ANA.domain


SPOILED = [
    pytest.param({"exp": 1_000}, id="stale"),
    pytest.param({"nbf": 9_999_999_999}, id="not_yet_valid"),
    pytest.param({"aud": "another-app"}, id="of_another_app"),
    pytest.param({"secret": "mallory"}, id="signed_by_a_stranger"),
    pytest.param({"iss": LEFT_OUT, "dest": cast.ANA.domain}, id="of_a_checkout"),
    pytest.param({"iss": f"https://{cast.BEN.domain}/admin"}, id="issued_by_another_shop"),
    pytest.param({"iss": f"https://{cast.ANA.domain}/checkouts"}, id="issued_by_no_admin"),
    pytest.param({"dest": "https://evil.example", "iss": "https://evil.example/admin"}, id="no_shop"),
    pytest.param({"dest": 7}, id="shop_is_a_number"),
    pytest.param({"dest": LEFT_OUT}, id="no_shop_at_all"),
    pytest.param({"exp": LEFT_OUT}, id="endless"),
]


@pytest.mark.parametrize("changes", SPOILED)
@pytest.mark.parametrize("ask", [pytest.param(load, id="document"), pytest.param(fetch, id="fetch")])
def test_a_spoiled_token_is_refused(settings, ask, changes):
    changes = dict(changes)
    raw = token(changes.pop("secret", cast.CLIENT_SECRET), **changes)
    with pytest.raises(AdminNotVerifiedError) as caught:
        ask(settings, raw)
    assert caught.value.answer.status in {302, 401}
    assert raw not in str(caught.value)


def test_a_token_without_signature_is_refused(settings):
    raw = jwt.encode({"dest": f"https://{cast.ANA.domain}", "aud": cast.CLIENT_ID}, None, algorithm="none")
    with pytest.raises(AdminNotVerifiedError):
        fetch(settings, raw)


def test_a_stale_fetch_is_told_to_try_again(settings):
    with pytest.raises(AdminNotVerifiedError) as caught:
        fetch(settings, token(exp=1_000))
    assert caught.value.retry_with_fresh_token
    assert caught.value.answer.status == 401
    assert caught.value.answer.headers == {"X-Shopify-Retry-Invalid-Session-Request": "1"}


@pytest.mark.parametrize("raw", [pytest.param(None, id="none"), pytest.param(token(exp=1_000), id="stale")])
def test_a_document_without_a_good_token_goes_to_fetch_one(settings, raw):
    with pytest.raises(AdminNotVerifiedError) as caught:
        load(settings, raw)
    assert caught.value.answer.status == 302
    assert caught.value.answer.headers["Location"] == (
        "/patch-id-token?shop=anas-atelier.myshopify.com"
        "&shopify-reload=%2Fcreators%3Fshop%3Danas-atelier.myshopify.com"
    )


def test_a_path_that_names_another_host_does_not_leave_the_app(settings):
    with pytest.raises(AdminNotVerifiedError) as caught:
        load(settings, None, path="//evil.example/creators", more="a=1")
    assert "shopify-reload=%2Fevil.example" in caught.value.answer.headers["Location"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.text(), header=st.text())
def test_anything_else_is_refused(settings, raw, header):
    for ask in (lambda: load(settings, raw), lambda: fetch(settings, header)):
        with pytest.raises(AdminNotVerifiedError):
            ask()


def test_a_header_nested_without_end_is_refused(settings):
    head = jwt.utils.base64url_encode(b"[" * 6000).decode()
    with pytest.raises(AdminNotVerifiedError):
        fetch(settings, f"{head}.e30.AA")
