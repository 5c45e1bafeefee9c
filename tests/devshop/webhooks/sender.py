"""The threads that carry deliveries to the app, with Shopify's limits and retries."""

from __future__ import annotations

import base64
import hashlib
import hmac
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx

from tests.devshop.webhooks.records import Attempt, Delivery

if TYPE_CHECKING:
    from tests.devshop.world import World

CONNECT_SECONDS = 1.0
TOTAL_SECONDS = 5.0
RETRIES = 8
"""Shopify: one second to accept, five to answer, eight retries over four hours."""


def new_client(transport: httpx.BaseTransport | None = None) -> httpx.Client:
    """A client with Shopify's limits; it keeps connections alive and follows no redirect."""
    limits = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS)
    return httpx.Client(timeout=limits, transport=transport, follow_redirects=False, trust_env=False)


def headers(world: World, delivery: Delivery) -> dict[str, str]:
    """The headers of one attempt, signed over the raw body with the oldest secret that is not revoked."""
    digest = hmac.new(world.signing_secret.encode(), delivery.body, hashlib.sha256).digest()
    sent = {
        "Content-Type": "application/json",
        "User-Agent": "Shopify-Captain-Hook",
        "X-Shopify-Topic": delivery.topic,
        "X-Shopify-Hmac-Sha256": base64.b64encode(digest).decode(),
        "X-Shopify-Shop-Domain": delivery.shop,
        "X-Shopify-API-Version": delivery.api_version,
        "X-Shopify-Webhook-Id": delivery.webhook_id,
        "X-Shopify-Event-Id": delivery.event_id,
        "X-Shopify-Triggered-At": _instant(delivery.triggered_at),
    }
    return sent | ({"X-Shopify-Name": delivery.name} if delivery.name else {})


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "000Z")


def retry_wait(world: World, retry: int) -> timedelta:
    """The pause before retry 1..8: each twice the one before, together `world.retry_seconds`."""
    return timedelta(seconds=world.retry_seconds * 2 ** (retry - 1) / (2**RETRIES - 1))


def attempt(world: World, client: httpx.Client, delivery: Delivery) -> None:
    """POST a claimed delivery once and settle it: delivered, failed for good, or back in the queue."""
    shop = world.shops.get(delivery.shop)
    if delivery.unless_installed and shop is not None and shop.installation is not None:
        world.deliveries.settle(delivery, "dropped")
        return
    started, at = time.monotonic(), world.now()
    status, error = None, None
    try:
        status = client.post(
            delivery.url, content=delivery.body, headers=headers(world, delivery)
        ).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as failure:
        error = f"{type(failure).__name__}: {failure}"
    seconds = time.monotonic() - started
    if error is None and seconds > TOTAL_SECONDS:
        error = f"answered after {seconds:.1f} s; five are allowed"
    elif status is not None and not 200 <= status < 300:
        error = f"status {status} is no success"
    delivery.attempts.append(Attempt(at, seconds, status, error))
    if error is None:
        world.deliveries.settle(delivery, "delivered")
    elif len(delivery.attempts) > RETRIES:
        world.deliveries.settle(delivery, "failed")
    else:
        delivery.due = world.now() + retry_wait(world, len(delivery.attempts))
        world.deliveries.settle(delivery, "pending")


def send_due(world: World, client: httpx.Client, *, now: datetime | None = None) -> int:
    """Send everything due at `now` in the calling thread; how many attempts were made. For tests without
    threads.
    """
    count = 0
    while (delivery := world.deliveries.claim(now or world.now())) is not None:
        attempt(world, client, delivery)
        count += 1
    return count


def drained(world: World, timeout: float) -> bool:
    """Wait until no delivery is under way; False when `timeout` seconds pass before."""
    deadline = time.monotonic() + timeout
    with world.deliveries.changed:
        while not world.deliveries.quiet():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            world.deliveries.changed.wait(left)
    return True


class Sender:
    """Background threads that send what is due; `stop()` lets attempts under way finish."""

    def __init__(self, world: World, threads: int = 4, transport: httpx.BaseTransport | None = None) -> None:
        self.world = world
        self.client = new_client(transport)
        self.stopping = False
        self.threads = [
            threading.Thread(target=self._run, name=f"webhooks-{n}", daemon=True) for n in range(threads)
        ]

    def start(self) -> Sender:
        """Begin sending."""
        for thread in self.threads:
            thread.start()
        return self

    def stop(self) -> None:
        """End the threads and close the connections."""
        with self.world.deliveries.changed:
            self.stopping = True
            self.world.deliveries.changed.notify_all()
        for thread in self.threads:
            thread.join(TOTAL_SECONDS + CONNECT_SECONDS)
        self.client.close()

    def _run(self) -> None:
        deliveries = self.world.deliveries
        while True:
            with deliveries.changed:
                if self.stopping:
                    return
                delivery = deliveries.claim(self.world.now())
                if delivery is None:
                    due = deliveries.next_due()
                    left = None if due is None else max(0.001, (due - self.world.now()).total_seconds())
                    deliveries.changed.wait(min(left or 1.0, 1.0))
                    continue
            attempt(self.world, self.client, delivery)
