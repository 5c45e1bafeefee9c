"""What is fuzzed, what it may raise, and what must hold of what it returns."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import msgspec

from plugin.errors import InputError, NotVerifiedError, UnreadablePayloadError
from plugin.settings import Settings
from plugin.shopify.manifest import manifest
from plugin.shopify.payloads import read_edit, read_orders, read_refunds
from plugin.shopify.payloads.cut_short import cut_short
from plugin.shopify.payloads.discounts import DiscountEvent
from plugin.shopify.payloads.shop_events import (
    AppUninstalled,
    CustomerDataRequest,
    CustomerRedact,
    ScopesUpdate,
    ShopRedact,
    read_body,
)
from plugin.shopify.reduced import reduced_body
from plugin.shopify.subject import subject_of
from plugin.shopify.verify.webhook import NAMES, verify_webhook
from tests import cast
from tests.conftest import ROOT, SHARED_FIXTURES

Target = Callable[[bytes], object]
PARTED_BY = b"\x00"
SETTINGS = Settings(
    environment="test", client_id=cast.CLIENT_ID, client_secret=cast.CLIENT_SECRET,
    app_url="https://earmark.test", encryption_keys=(), database_url=None, data_dir=ROOT,
)  # fmt: skip
ORDERS = "orders/create"


def orders(body: bytes) -> None:
    """An order is read or refused by name, whole and reduced; what is read is of some order."""
    for told in (body, reduced_body(ORDERS, body, keep_buyer=True)):
        try:
            assert all(row.facts.id > 0 for row in read_orders(told))
        except UnreadablePayloadError:
            continue


def refunds(body: bytes) -> None:
    """A refund is read or refused by name."""
    try:
        read_refunds(body, "EUR")
    except UnreadablePayloadError:
        return


def edits(body: bytes) -> None:
    """An edit is read or refused by name."""
    try:
        read_edit(body)
    except UnreadablePayloadError:
        return


def other_topics(body: bytes) -> None:
    """Bodies about the shop, its buyers and its discounts are read or refused by name."""
    for shape in (
        AppUninstalled, CustomerDataRequest, CustomerRedact, DiscountEvent, ScopesUpdate, ShopRedact,
    ):  # fmt: skip
        try:
            read_body(body, shape)
        except UnreadablePayloadError:
            continue


def reduced(body: bytes) -> None:
    """What stays of a body is JSON or nothing, and can be reduced again."""
    for topic in manifest().fields:
        for keep_buyer in (True, False):
            left = reduced_body(topic, body, keep_buyer=keep_buyer)
            if left:
                msgspec.json.decode(left)
                assert reduced_body(topic, left, keep_buyer=keep_buyer)


def looks(body: bytes) -> None:
    """What only looks at a body returns, whatever it is."""
    subject_of(ORDERS, body)
    subject_of("refunds/create", body)
    cut_short(body)


def headers(said: bytes) -> None:
    """The first part is the body, the others are header values: signed, they verify or are refused by name,
    and what verifies names a shop of Shopify's; what verifies without our signing it is signed all the same.
    """
    body, *values = said.split(PARTED_BY)
    given = {f"X-Shopify-{name}": value.decode("latin-1") for name, value in zip(NAMES, values, strict=False)}
    digest = hmac.digest(cast.CLIENT_SECRET.encode(), body, hashlib.sha256)
    try:
        found = verify_webhook(
            SETTINGS, {**given, "X-Shopify-hmac-sha256": base64.b64encode(digest).decode()}, body
        )
        assert found.shop.endswith(".myshopify.com")
    except (InputError, NotVerifiedError):
        pass
    try:
        verify_webhook(SETTINGS, given, body)
    except (InputError, NotVerifiedError):
        return
    assert base64.b64decode(given["X-Shopify-hmac-sha256"]) == digest


TARGETS: dict[str, Target] = {
    "orders": orders,
    "refunds": refunds,
    "edits": edits,
    "other_topics": other_topics,
    "reduced": reduced,
    "looks": looks,
    "headers": headers,
}


@cache
def corpus() -> tuple[bytes, ...]:
    """Where the fuzzers begin: the repository's own bodies and, where they are, real ones."""
    folders = (ROOT / "tests" / "fixtures" / "shopify", SHARED_FIXTURES / "shopify")
    paths = [path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*.json"))]
    bodies = [_small(path) for path in paths]
    signed = (
        "orders/create",
        cast.ANA.domain,
        "id-1",
        "event-1",
        "2026-10",
        "2026-11-21T12:00:00.123456789Z",
    )
    return (*bodies, PARTED_BY.join([b"{}", b"c2ln", *(value.encode() for value in signed)]))


def _small(path: Path) -> bytes:
    """A body without its indentation: fuzzers go further in short inputs."""
    raw = path.read_bytes()
    try:
        return json.dumps(json.loads(raw), separators=(",", ":")).encode()
    except ValueError:
        return raw
