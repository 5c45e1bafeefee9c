"""Webhooks: the HMAC over the very bytes, both secrets, and headers nobody signed."""

import base64
import dataclasses
import hashlib
import hmac
from datetime import UTC, datetime

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.errors import InputError, NotVerifiedError
from plugin.shopify.verify.library import ODD_INPUT, verifier
from plugin.shopify.verify.webhook import RawBody, verify_webhook
from tests import cast

BODY = b'{"id": 1, "note": "caf\xc3\xa9"}'


def signed(body: bytes = BODY, secret: str = cast.CLIENT_SECRET, **changes: str | None) -> dict[str, str]:
    """The headers Shopify sends with `body`; a change of None leaves a header out."""
    digest = base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()
    headers: dict[str, str | None] = {
        "X-Shopify-Hmac-Sha256": digest,
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Shop-Domain": cast.ANA.domain,
        "X-Shopify-Webhook-Id": "b54557e4-0001",
        "X-Shopify-Event-Id": "98880550-0001",
        "X-Shopify-API-Version": "2026-10",
        "X-Shopify-Triggered-At": "2026-11-21T12:00:00.123456789Z",
    }
    for name, value in changes.items():
        headers["X-Shopify-" + name.replace("_", "-")] = value
    return {name: value for name, value in headers.items() if value is not None}


def test_what_the_headers_say_is_returned(settings):
    found = verify_webhook(settings, signed(), BODY)
    assert dataclasses.asdict(found) == {
        "shop": cast.ANA.domain,
        "topic": "orders/create",
        "webhook_id": "b54557e4-0001",
        "event_id": "98880550-0001",
        "api_version": "2026-10",
        "triggered_at": datetime(2026, 11, 21, 12, 0, 0, 123456, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    "spell",
    [
        pytest.param(str.lower, id="lower"),
        pytest.param(str.upper, id="upper"),
        pytest.param(lambda name: name.removeprefix("X-"), id="new_names"),
    ],
)
def test_header_names_are_read_in_any_spelling(settings, spell):
    headers = {spell(name): value for name, value in signed().items()}
    assert verify_webhook(settings, headers, BODY).webhook_id == "b54557e4-0001"


@pytest.mark.parametrize(
    ("new", "old", "signs", "accepted"),
    [
        pytest.param("new", None, "new", True, id="one_secret"),
        pytest.param("new", "old", "old", True, id="old_secret_while_rotating"),
        pytest.param("new", "old", "new", True, id="new_secret_while_rotating"),
        pytest.param("new", None, "old", False, id="old_secret_after_rotating"),
        pytest.param("new", "old", "mallory", False, id="a_strangers_secret"),
    ],
)
def test_both_secrets_hold_while_one_is_rotated(settings, new, old, signs, accepted):
    settings = dataclasses.replace(settings, client_secret=new, old_client_secret=old)
    if accepted:
        assert verify_webhook(settings, signed(secret=signs), BODY).shop == cast.ANA.domain
    else:
        with pytest.raises(NotVerifiedError):
            verify_webhook(settings, signed(secret=signs), BODY)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param(signed(Hmac_Sha256=None), id="missing"),
        pytest.param(signed(Hmac_Sha256=""), id="empty"),
        pytest.param(signed(Hmac_Sha256="é" * 44), id="no_ascii"),
        pytest.param(signed(b"another body"), id="of_another_body"),
    ],
)
def test_a_wrong_hmac_is_not_verified(settings, headers):
    with pytest.raises(NotVerifiedError):
        verify_webhook(settings, headers, BODY)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"\xff\xfe\x00", id="no_utf8"),
        pytest.param(b"", id="empty"),
        pytest.param(b"[" * 200_000, id="nested_without_end"),
        pytest.param(b'{"id": ' + b"9" * 5000 + b"}", id="number_of_5000_digits"),
    ],
)
def test_the_body_is_not_read_before_or_while_it_is_verified(settings, body):
    assert verify_webhook(settings, signed(body), body).topic == "orders/create"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(jwt.encode({"aud": cast.CLIENT_ID}, cast.CLIENT_SECRET).rpartition(".")[0].encode(),
                     id="an_id_token"),
        pytest.param(b"embedded=1&host=YWRtaW4&shop=anas-atelier.myshopify.com&timestamp=1795262400",
                     id="a_launch"),
        pytest.param(b"path_prefix=/apps/earmarkshop=anas-atelier.myshopify.comtimestamp=1795262400",
                     id="an_app_proxy_request"),
    ],
)  # fmt: skip
def test_what_shopify_signs_for_others_to_see_is_no_webhook(settings, body):
    """The secret is one for all of it, so the HMAC of these is known to people who are not Shopify."""
    with pytest.raises(NotVerifiedError) as caught:
        verify_webhook(settings, signed(body), body)
    assert caught.value.code == "not_a_webhook"


def test_the_hmac_of_an_id_token_is_its_own_signature(settings):
    """What the test above defends against is real: nobody has to know the secret for it."""
    token = jwt.encode({"aud": cast.CLIENT_ID}, cast.CLIENT_SECRET)
    body, _, signature = token.rpartition(".")
    mac = base64.b64encode(base64.urlsafe_b64decode(signature + "=")).decode()
    assert mac == signed(body.encode())["X-Shopify-Hmac-Sha256"]


@pytest.mark.parametrize(
    ("headers", "field"),
    [
        pytest.param(signed(Shop_Domain=None), "shop", id="no_shop"),
        pytest.param(signed(Shop_Domain=""), "shop", id="empty_shop"),
        pytest.param(signed(Shop_Domain="evil.example"), "shop", id="no_shop_of_shopify"),
        pytest.param(signed(Topic=None), "X-Shopify-Topic", id="no_topic"),
        pytest.param(signed(Topic="orders/\x00create"), "X-Shopify-Topic", id="topic_with_a_null_byte"),
        pytest.param(signed(Topic="x" * 201), "X-Shopify-Topic", id="endless_topic"),
    ],
)
def test_headers_without_shop_or_topic_are_refused(settings, headers, field):
    with pytest.raises(InputError) as caught:
        verify_webhook(settings, headers, BODY)
    assert caught.value.field == field


def test_without_an_id_the_same_body_is_the_same_delivery(settings):
    first, again = (verify_webhook(settings, signed(Webhook_Id=None), BODY).webhook_id for _ in range(2))
    other = verify_webhook(settings, signed(b"{}", Webhook_Id=None), b"{}").webhook_id
    assert first == again != other


@pytest.mark.parametrize("when", ["yesterday", "2026-11-21T12:00:00", "0001-01-01T00:00:00+14:00", ""])
def test_an_unreadable_moment_is_no_moment(settings, when):
    assert verify_webhook(settings, signed(Triggered_At=when), BODY).triggered_at is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(body=st.binary(), mac=st.text(), shop=st.text(), topic=st.text(), genuine=st.booleans())
def test_anything_is_verified_or_refused(settings, body, mac, shop, topic, genuine):
    headers = signed(body, Shop_Domain=shop, Topic=topic)
    if not genuine:
        headers["X-Shopify-Hmac-Sha256"] = mac
    try:
        found = verify_webhook(settings, headers, body)
    except (NotVerifiedError, InputError):
        return
    assert genuine
    assert found.shop.endswith(".myshopify.com")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    body=st.binary(max_size=300),
    given_mac=st.one_of(st.none(), st.text(max_size=50), st.sampled_from(["new", "old", "mallory"])),
    old=st.sampled_from([None, "old"]),
)
def test_what_is_verified_here_is_what_the_library_verifies(settings, body, given_mac, old):
    settings = dataclasses.replace(settings, client_secret="new", old_client_secret=old)
    secrets = {"new", "old", "mallory"}
    headers = signed(body, secret=given_mac) if given_mac in secrets else signed(body, Hmac_Sha256=given_mac)
    known = {name.lower(): value for name, value in headers.items()}
    request = {"method": "POST", "url": "", "headers": known, "body": RawBody(body)}
    try:
        expected = verifier(settings).verify_webhook_req(request).ok
    except ODD_INPUT:
        expected = False
    try:
        found = bool(verify_webhook(settings, headers, body))
    except NotVerifiedError:
        found = False
    assert found == expected == (given_mac in {"new", old} - {None})
