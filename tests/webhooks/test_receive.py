"""The receiver, by both doors: durable before the 200, once per delivery, and never a 500."""

import json
from contextlib import ExitStack

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from plugin.app import create_app
from plugin.store.bell import Bell
from plugin.store.database import Database
from plugin.store.shops import Shop, shop_by_domain
from tests import cast
from tests.webhooks.conftest import signed_headers
from tests.webhooks.doors import AsgiClient
from webhooks.asgi_door import AsgiDoor
from webhooks.receive import blueprint
from webhooks.taking import LARGEST_BODY

BODY = b'{"id":1001, "email":"sam.shopperton@example.com"}'


@pytest.fixture(params=["flask", "asgi"])
def door(request, settings):
    """`door(database)` is a client of the receiver."""
    with ExitStack() as closing:

        def build(database: Database) -> FlaskClient | AsgiClient:
            if request.param == "flask":
                return create_app(settings, blueprint, database=database).test_client()
            client = AsgiClient(AsgiDoor(settings, database))
            closing.callback(client.close)
            return client

        yield build


@pytest.fixture
def client(door, database):
    """The receiver, in front of the tests' database."""
    return door(database)


@pytest.mark.parametrize("path", ["/webhooks", "/webhooks/compliance"])
def test_a_delivery_is_kept_as_it_came(client, inbox, database, path):
    answer = client.post(path, data=BODY, headers=signed_headers(BODY, **{"X-Shopify-Webhook-Id": "w-1"}))
    assert answer.status_code == 200
    [row] = inbox()
    assert (row.body, row.topic, row.webhook_id, row.state, row.attempts) == (
        BODY,
        "orders/create",
        "w-1",
        "waiting",
        0,
    )
    assert (row.event_id, row.api_version) == ("event-1", "2026-10")
    with database.everywhere() as session:
        assert shop_by_domain(session, cast.ANA.domain).id == row.shop_id


def test_a_repeated_delivery_is_answered_alike_and_kept_once(client, inbox):
    headers = signed_headers(BODY)
    answers = [client.post("/webhooks", data=BODY, headers=headers).status_code for _ in range(3)]
    assert answers == [200, 200, 200]
    assert len(inbox()) == 1


def test_two_shops_may_use_the_same_id(client, inbox, ana, ben):
    for who in (cast.ANA, cast.BEN):
        headers = signed_headers(BODY, domain=who.domain, **{"X-Shopify-Webhook-Id": "same"})
        assert client.post("/webhooks", data=BODY, headers=headers).status_code == 200
    assert [row.shop_id for row in inbox()] == [ana, ben]


def test_a_shop_nobody_has_opened_gets_its_row(client, database):
    client.post("/webhooks", data=BODY, headers=signed_headers(BODY, domain=cast.MALLORY.domain))
    with database.everywhere() as session:
        shop = shop_by_domain(session, cast.MALLORY.domain)
    assert (shop.installed_at, shop.currency) == (None, None)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        pytest.param({"X-Shopify-Hmac-Sha256": "AAAA"}, 401, id="wrong_hmac"),
        pytest.param({"X-Shopify-Hmac-Sha256": ""}, 401, id="empty_hmac"),
        pytest.param({"X-Shopify-Hmac-Sha256": "\u00e9" * 44}, 401, id="hmac_is_no_ascii"),
        pytest.param({"X-Shopify-Shop-Domain": ""}, 400, id="no_shop"),
        pytest.param({"X-Shopify-Shop-Domain": "evil.example"}, 400, id="no_shop_of_shopify"),
        pytest.param({"X-Shopify-Topic": ""}, 400, id="no_topic"),
    ],
)
def test_what_does_not_hold_is_not_kept(client, inbox, database, changes, status):
    answer = client.post("/webhooks", data=BODY, headers=signed_headers(BODY, **changes))
    assert answer.status_code == status
    assert inbox() == []
    with database.everywhere() as session:
        assert session.scalars(select(Shop)).all() == []


def test_a_body_changed_on_the_way_is_not_kept(client, inbox):
    assert client.post("/webhooks", data=BODY + b" ", headers=signed_headers(BODY)).status_code == 401
    assert inbox() == []


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[" * 100_000, b"null"], ids=["empty", "no_utf8", "deep", "null"]
)
def test_what_a_body_says_is_not_the_receivers_business(client, inbox, body):
    assert client.post("/webhooks", data=body, headers=signed_headers(body)).status_code == 200
    assert inbox()[0].body == body


@pytest.mark.parametrize(("size", "status"), [(LARGEST_BODY, 200), (LARGEST_BODY + 1, 413)])
def test_bodies_have_a_limit(client, size, status):
    body = b"x" * size
    assert client.post("/webhooks", data=body, headers=signed_headers(body)).status_code == status


def test_nothing_is_read_by_get(client):
    assert client.get("/webhooks").status_code == 405
    assert client.get("/elsewhere").status_code == 404


def test_while_the_database_is_away_the_sender_is_asked_to_come_again(door):
    nowhere = Database(create_engine("postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=2"))
    client = door(nowhere)
    answer = client.post("/webhooks", data=BODY, headers=signed_headers(BODY))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert client.get("/readyz").status_code == 503
    assert client.get("/healthz").status_code == 200


def test_the_bell_rings_when_the_delivery_is_there(client, database):
    bell = Bell(database)
    assert not bell.wait(0.05)
    headers = signed_headers(BODY)
    client.post("/webhooks", data=BODY, headers=headers)
    assert bell.wait(2)
    client.post("/webhooks", data=BODY, headers=headers)
    assert not bell.wait(0.2), "a repeated delivery rings nobody"
    bell.close()


def test_answers_give_nothing_away(client):
    answer = client.post(
        "/webhooks", data=BODY, headers=signed_headers(BODY, **{"X-Request-Id": "from-proxy"})
    )
    assert answer.get_json() == {}
    headers = {name.lower(): value for name, value in answer.headers}
    assert headers == {
        "content-type": "application/json",
        "content-length": "3",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cache-control": "no-store",
        "x-request-id": "from-proxy",
    }


def test_it_says_how_it_is(client):
    assert (client.get("/healthz").status_code, client.get("/healthz").get_json()) == (200, {"status": "ok"})
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["migrations"]) == (200, "ok")


OWN = ("Topic", "Shop-Domain", "Webhook-Id", "Event-Id", "Hmac-Sha256", "API-Version", "Triggered-At")
ANYBODYS = ("Content-Type", "Content-Encoding", "X-Request-Id", "Accept")
header_names = st.sampled_from([*(f"X-Shopify-{name}" for name in OWN), *ANYBODYS])
latin = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=300)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(body=st.binary(max_size=2000), changes=st.dictionaries(header_names, latin, max_size=4))
def test_anything_sent_is_kept_or_refused(client, body, changes):
    answer = client.post("/webhooks", data=body, headers=signed_headers(body, **changes))
    assert answer.status_code in {200, 400, 401}, answer.get_data()


def test_real_bodies_are_kept(client, inbox):
    from tests.conftest import SHARED_FIXTURES

    folder = SHARED_FIXTURES / "shopify"
    if not folder.is_dir():
        pytest.skip("The folder of real webhook bodies is not beside the repository.")
    bodies = [path.read_bytes() for path in sorted(folder.rglob("*.json"))]
    for body in bodies:
        assert client.post("/webhooks", data=body, headers=signed_headers(body)).status_code == 200
    assert [row.body for row in inbox()] == bodies
    assert json.loads(bodies[0])
