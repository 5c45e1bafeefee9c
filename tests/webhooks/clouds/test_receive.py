"""The queues' addresses: who may post, what is kept, and what the queue is answered."""

from __future__ import annotations

import dataclasses
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from plugin.app import create_app
from plugin.store.database import Database
from tests import cast
from tests.webhooks.clouds.messages import BODY, HEADERS, event, push
from tests.webhooks.conftest import signed_headers
from webhooks.clouds.eventbridge import KEY_HEADER
from webhooks.clouds.pubsub import PublishedKeys
from webhooks.clouds.receive import blueprint
from webhooks.receive import blueprint as shopifys

ACCOUNT = "pusher@demo.iam.gserviceaccount.com"
KEY = "k" * 40
GOOGLE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SOMEBODY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def published() -> dict[str, Any]:
    """Google's keys as an address of theirs shows them."""
    return {"keys": [{**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(GOOGLE.public_key())), "kid": "1"}]}


class Keys(jwt.PyJWKClient):
    """Google's keys as they are published, without asking Google."""

    def __init__(self, *, away: bool = False) -> None:
        super().__init__("https://keys.invalid/")
        self._away = away

    def fetch_data(self) -> Any:
        if self._away:
            raise jwt.PyJWKClientConnectionError("nobody answers")
        return published()


def token(key: rsa.RSAPrivateKey = GOOGLE, **changes: Any) -> dict[str, str]:
    claims = {
        "iss": "https://accounts.google.com",
        "aud": "https://earmark.test/webhooks/pubsub",
        "email": ACCOUNT,
        "email_verified": True,
        "iat": int(time.time()),
        "exp": int(time.time()) + 600,
        **changes,
    }
    signed = jwt.encode({k: v for k, v in claims.items() if v is not None}, key, "RS256", {"kid": "1"})
    return {"Authorization": f"Bearer {signed}"}


@pytest.fixture
def cloud_settings(settings):
    return dataclasses.replace(settings, pubsub_service_account=ACCOUNT, eventbridge_api_key=KEY)


@pytest.fixture
def clouds(cloud_settings, database) -> FlaskClient:
    app = create_app(cloud_settings, blueprint, shopifys, database=database)
    app.extensions["googles_keys"] = Keys()
    return app.test_client()


def test_a_push_is_kept_as_shopify_wrote_it(clouds, inbox):
    assert clouds.post("/webhooks/pubsub", data=push(), headers=token()).status_code == 200
    [row] = inbox()
    assert (row.body, row.topic, row.webhook_id) == (BODY, "orders/create", "webhook-1")


def test_an_event_is_kept_as_shopify_wrote_it(clouds, inbox):
    answer = clouds.post("/webhooks/eventbridge", data=event(), headers={KEY_HEADER: KEY})
    assert answer.status_code == 200
    [row] = inbox()
    assert (row.body, row.topic, row.webhook_id) == (BODY, "orders/create", "webhook-1")


def test_one_delivery_by_every_door_is_one(clouds, inbox):
    for _ in range(2):
        clouds.post("/webhooks/pubsub", data=push(), headers=token())
        clouds.post("/webhooks/eventbridge", data=event(), headers={KEY_HEADER: KEY})
    posted = signed_headers(BODY, **{"X-Shopify-Webhook-Id": "webhook-1"})
    assert clouds.post("/webhooks", data=BODY, headers=posted).status_code == 200
    assert len(inbox()) == 1


def test_each_shops_delivery_is_its_own(clouds, inbox, database, ana, ben):
    for person, number in ((cast.ANA, "a"), (cast.BEN, "b")):
        headers = {**HEADERS, "X-Shopify-Shop-Domain": person.domain, "X-Shopify-Webhook-Id": number}
        assert clouds.post("/webhooks/pubsub", data=push(headers=headers), headers=token()).status_code == 200
    assert [(row.shop_id, row.webhook_id) for row in inbox()] == [(ana, "a"), (ben, "b")]


@pytest.mark.parametrize(
    ("key", "changes"),
    [
        pytest.param(SOMEBODY, {}, id="signed_by_somebody"),
        pytest.param(GOOGLE, {"email": "other@demo.iam.gserviceaccount.com"}, id="another_account"),
        pytest.param(GOOGLE, {"email_verified": False}, id="account_not_verified"),
        pytest.param(GOOGLE, {"aud": "https://elsewhere.test/webhooks/pubsub"}, id="for_another_app"),
        pytest.param(GOOGLE, {"iss": "https://accounts.invalid"}, id="another_issuer"),
        pytest.param(GOOGLE, {"exp": 1_700_000_000}, id="over"),
        pytest.param(GOOGLE, {"email": None}, id="no_account"),
    ],
)
def test_a_push_without_a_good_token_is_refused(clouds, inbox, key, changes):
    assert clouds.post("/webhooks/pubsub", data=push(), headers=token(key, **changes)).status_code == 401
    assert inbox() == []


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        pytest.param("/webhooks/pubsub", {}, id="no_token"),
        pytest.param("/webhooks/pubsub", {"Authorization": "Bearer x.y.z"}, id="no_jwt"),
        pytest.param("/webhooks/eventbridge", {}, id="no_key"),
        pytest.param("/webhooks/eventbridge", {KEY_HEADER: KEY[:-1]}, id="key_cut_short"),
        pytest.param("/webhooks/eventbridge", {KEY_HEADER: "ключ"}, id="key_not_ascii"),
    ],
)
def test_who_cannot_prove_to_be_the_queue_is_refused(clouds, inbox, path, headers):
    encoded = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    assert clouds.post(path, data=event(), headers=encoded).status_code == 401
    assert inbox() == []


def test_what_is_no_delivery_is_no_server_error(clouds):
    assert clouds.post("/webhooks/pubsub", data=b"{}", headers=token()).status_code == 400
    too_large = push(b"x" * 6_000_000)
    assert clouds.post("/webhooks/pubsub", data=too_large, headers=token()).status_code == 413


def test_the_queue_is_asked_to_come_again_while_google_or_the_database_is_away(cloud_settings, database):
    app = create_app(cloud_settings, blueprint, database=database)
    app.extensions["googles_keys"] = Keys(away=True)
    answer = app.test_client().post("/webhooks/pubsub", data=push(), headers=token())
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)
    away = Database(create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing"))
    client = create_app(cloud_settings, blueprint, database=away).test_client()
    answer = client.post("/webhooks/eventbridge", data=event(), headers={KEY_HEADER: KEY})
    assert (answer.status_code, "Retry-After" in answer.headers) == (503, True)


def test_invented_tokens_do_not_have_google_asked_each_time(monkeypatch):
    asked = []
    monkeypatch.setattr(jwt.PyJWKClient, "fetch_data", lambda keys: asked.append(1) or published())
    keys = PublishedKeys("https://keys.invalid/")
    for _ in range(3):
        with pytest.raises(jwt.PyJWKClientError):
            keys.get_signing_key("nobody's")
    assert asked == [1]


@pytest.mark.parametrize("path", ["/webhooks/pubsub", "/webhooks/eventbridge"])
def test_without_its_setting_an_address_is_not_there(settings, database, path):
    client = create_app(settings, blueprint, database=database).test_client()
    assert client.post(path, data=push(), headers={**token(), KEY_HEADER: ""}).status_code == 404
