"""Deliveries: signature, headers, limits, retries, faults."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import pickle
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from tests import cast
from tests.devshop.fixtures import App, Clock
from tests.devshop.oauth import change_scopes, install, revoke_old_secret, rotate_secret
from tests.devshop.webhooks import Deliveries, Faults, Sender, drained, publish
from tests.devshop.webhooks.records import BODIES_KEPT
from tests.devshop.webhooks.sender import RETRIES, retry_wait
from tests.devshop.world import Shop, World

BODY = {"admin_graphql_api_id": "gid://shopify/DiscountCodeNode/1", "title": "Påsk & 李"}


@pytest.fixture(autouse=True)
def _installed(world: World, ana: Shop) -> None:
    install(world, ana)


def signed(secret: str, raw: bytes) -> str:
    return base64.b64encode(hmac.new(secret.encode(), raw, hashlib.sha256).digest()).decode()


def test_headers_and_signature_over_the_raw_bytes(world: World, ana: Shop, app: App) -> None:
    publish(world, ana, "discounts/update", BODY, event_id="event-1")
    app.receive()
    [request] = app.requests
    assert request.url == "http://app.test/webhooks"
    assert request.headers["Content-Type"] == "application/json"
    assert request.headers["X-Shopify-Topic"] == "discounts/update"
    assert request.headers["X-Shopify-Shop-Domain"] == ana.domain
    assert request.headers["X-Shopify-API-Version"] == "2026-10"
    assert request.headers["X-Shopify-Event-Id"] == "event-1"
    assert request.headers["X-Shopify-Triggered-At"] == "2026-11-21T12:00:00.000000000Z"
    assert request.headers["X-Shopify-Webhook-Id"]
    assert request.headers["X-Shopify-Hmac-Sha256"] == signed(cast.CLIENT_SECRET, request.content)
    assert json.loads(request.content) == BODY


def test_signed_with_the_oldest_secret_that_is_not_revoked(world: World, ana: Shop, app: App) -> None:
    rotate_secret(world, "new-secret")
    publish(world, ana, "discounts/update", BODY)
    app.receive()
    revoke_old_secret(world)
    publish(world, ana, "discounts/update", BODY)
    app.receive()
    before, after = app.requests
    assert before.headers["X-Shopify-Hmac-Sha256"] == signed(cast.CLIENT_SECRET, before.content)
    assert after.headers["X-Shopify-Hmac-Sha256"] == signed("new-secret", after.content)


def test_nothing_is_sent_to_a_shop_without_the_app_or_the_scope(world: World, ana: Shop, ben: Shop) -> None:
    assert publish(world, ben, "orders/create", {"id": 1}) == []
    assert publish(world, ana, "products/update", {"id": 1}) == []
    assert len(publish(world, ana, "orders/create", {"id": 1})) == 1
    change_scopes(world, ana, ["read_products"])
    assert publish(world, ana, "orders/create", {"id": 1}) == []


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(500, id="error"),
        pytest.param(302, id="redirect is a failure"),
        pytest.param(404, id="not found"),
        pytest.param(httpx.ConnectTimeout("no answer in 1 s"), id="no connection"),
        pytest.param(httpx.ReadTimeout("no answer in 5 s"), id="too slow"),
    ],
)
def test_a_failure_is_retried_with_the_same_id(
    world: World, ana: Shop, app: App, clock: Clock, answer: int | Exception
) -> None:
    [delivery] = publish(world, ana, "discounts/update", BODY)
    app.answers = [answer]
    app.receive()
    assert delivery.outcome == "pending"
    app.receive()
    assert len(app.requests) == 1
    clock.move(seconds=world.retry_seconds)
    app.receive()
    first, second = app.requests
    assert first.headers["X-Shopify-Webhook-Id"] == second.headers["X-Shopify-Webhook-Id"]
    assert first.content == second.content
    assert delivery.outcome == "delivered"
    assert delivery.attempts[0].error
    assert delivery.attempts[1].error is None


def test_after_eight_retries_it_is_given_up(world: World, ana: Shop, app: App, clock: Clock) -> None:
    [delivery] = publish(world, ana, "discounts/update", BODY)
    app.usual = 503
    for _ in range(RETRIES + 3):
        app.receive()
        clock.move(seconds=world.retry_seconds)
    assert len(app.requests) == 1 + RETRIES
    assert delivery.outcome == "failed"
    waits = [retry_wait(world, retry).total_seconds() for retry in range(1, RETRIES + 1)]
    assert sum(waits) == pytest.approx(world.retry_seconds)
    assert waits == sorted(waits)


def test_faults_duplicate_lose_and_reorder(world: World, ana: Shop, app: App, clock: Clock) -> None:
    world.faults = Faults(duplicate=0.3, loss=0.2, reorder=0.5, hold_seconds=10, seed=4)
    for number in range(200):
        publish(world, ana, "orders/create", {"id": number})
        clock.move(seconds=1)
    clock.move(seconds=30)
    bodies = [body["id"] for _, body in app.receive()]
    lost = {row.webhook_id for row in world.deliveries.log if row.outcome == "lost"}
    assert 20 < len(lost) < 60
    assert len(set(bodies)) == 200 - len(lost)
    assert 30 < len(bodies) - len(set(bodies)) < 70
    assert bodies != sorted(bodies)
    ids = [row.headers["X-Shopify-Webhook-Id"] for row in app.requests]
    assert len(set(ids)) == len(set(bodies))


def test_faults_are_the_same_with_the_same_seed(world: World, ana: Shop) -> None:
    runs = []
    for _ in range(2):
        world.faults = Faults(loss=0.5, seed=9)
        runs.append([publish(world, ana, "orders/create", {"id": n})[0].outcome for n in range(40)])
    assert runs[0] == runs[1]
    assert {"lost", "pending"} == set(runs[0])


def test_a_fault_is_a_probability() -> None:
    with pytest.raises(ValueError, match="loss is a probability"):
        Faults(loss=2)


def test_what_is_under_way_survives_a_snapshot(world: World, ana: Shop) -> None:
    [first] = publish(world, ana, "discounts/update", BODY)
    world.deliveries.claim(world.now())
    kept: Deliveries = pickle.loads(pickle.dumps(world.deliveries))  # noqa: S301  our own bytes
    again = kept.claim(world.now())
    assert again is not None
    assert again.webhook_id == first.webhook_id
    assert kept.claim(world.now()) is None


def test_bodies_are_dropped_long_after_the_delivery(world: World, ana: Shop, app: App) -> None:
    sent = [publish(world, ana, "orders/create", {"id": number})[0] for number in range(BODIES_KEPT + 5)]
    app.receive()
    assert [len(row.body) > 0 for row in sent].count(False) == 5
    assert {row.size for row in sent} == {len(b'{"id":1}'), len(b'{"id":10}'), len(b'{"id":100}')}


class Slow(BaseHTTPRequestHandler):
    """Answers 200 to everything."""

    seen: list[str] = []  # noqa: RUF012

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append(self.headers["X-Shopify-Webhook-Id"])
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


def test_the_sender_delivers_over_a_real_socket_until_quiet(world: World, ana: Shop) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    world.app_url = f"http://127.0.0.1:{server.server_port}"
    sender = Sender(world, threads=2).start()
    try:
        sent = [publish(world, ana, "orders/create", {"id": number})[0] for number in range(20)]
        assert drained(world, 10)
    finally:
        sender.stop()
        server.shutdown()
        server.server_close()
    assert sorted(Slow.seen) == sorted(row.webhook_id for row in sent)
    assert {row.outcome for row in sent} == {"delivered"}


def test_drained_gives_up_after_its_time(world: World, ana: Shop) -> None:
    publish(world, ana, "discounts/update", BODY)
    started = time.monotonic()
    assert drained(world, 0.05) is False
    assert time.monotonic() - started < 2
