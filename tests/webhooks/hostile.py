"""What a receiver may be sent: named cases, each with the answer it gets and what the drain makes of it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Any

from tests import cast
from tests import order_bodies as bodies
from tests.webhooks.conftest import signed_headers

MOST = 5 * 1024 * 1024
"""Bytes of the largest body that is taken."""
BOMB = 64 * 1024 * 1024
"""Bytes that the compressed body would have if anybody inflated it."""


@dataclass(frozen=True)
class Case:
    """One request. `state` is the delivery's once it has been drained, None where nothing may be kept."""

    name: str
    body: bytes
    status: int = 200
    state: str | None = "parked"
    topic: str = "orders/create"
    headers: dict[str, str] = field(default_factory=dict)
    """Changes to the headers that Shopify would send."""
    missing: str = ""
    """A header that is left out."""

    def sent(self) -> dict[str, str]:
        """The headers, with the case's name as the webhook's id."""
        headers = signed_headers(self.body, self.topic, **{"X-Shopify-Webhook-Id": self.name, **self.headers})
        headers.pop(self.missing, None)
        return headers


def _signature(body: bytes, secret: str = cast.CLIENT_SECRET) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def _order(number: int, **changes: Any) -> bytes:
    named = {"id": number, "admin_graphql_api_id": f"gid://shopify/Order/{number}", "name": f"#{number}"}
    return bodies.raw({**bodies.order(), **named, **changes})


def _twice(number: int) -> bytes:
    """An order that says its id and its total twice."""
    return b'{"id": 1, "total_price": "1.00", ' + _order(number)[1:]


def _of_size(size: int) -> bytes:
    """An order whose note makes it `size` bytes."""
    small = _order(7_001, note="*")
    return small.replace(b"*", b"*" * (size - len(small) + 1))


ORDER = _order(7_000)
SIGNATURE = "X-Shopify-Hmac-Sha256"
REFUSED = [
    Case("signature_of_another_body", ORDER, 401, None, headers={SIGNATURE: _signature(b"{}")}),
    Case("signature_by_a_stranger", ORDER, 401, None, headers={SIGNATURE: _signature(ORDER, "mallory")}),
    Case("signature_missing", ORDER, 401, None, missing=SIGNATURE),
    Case("signature_empty", ORDER, 401, None, headers={SIGNATURE: ""}),
    Case("signature_truncated", ORDER, 401, None, headers={SIGNATURE: _signature(ORDER)[:-4]}),
    Case("signature_padded", ORDER, 401, None, headers={SIGNATURE: _signature(ORDER) + "===="}),
    Case("signature_no_ascii", ORDER, 401, None, headers={SIGNATURE: "é" * 44}),
    Case("signature_in_hex", ORDER, 401, None,
         headers={SIGNATURE: hmac.digest(cast.CLIENT_SECRET.encode(), ORDER, hashlib.sha256).hex()}),
    Case("shop_elsewhere", ORDER, 400, None, headers={"X-Shopify-Shop-Domain": "evil.example"}),
    Case("shop_with_a_path", ORDER, 400, None,
         headers={"X-Shopify-Shop-Domain": f"evil.example/{cast.ANA.domain}"}),
    Case("shop_missing", ORDER, 400, None, missing="X-Shopify-Shop-Domain"),
    Case("topic_missing", ORDER, 400, None, missing="X-Shopify-Topic"),
    Case("larger_than_is_taken", b" " * (MOST + 1), 413, None),
]  # fmt: skip
TAKEN = [
    Case("shop_nobody_has_opened", ORDER, state="handled",
         headers={"X-Shopify-Shop-Domain": cast.MALLORY.domain}),
    Case("topic_unknown", ORDER, state="ignored", topic="weather/changed"),
    Case("nothing", b""),
    Case("one_byte", b"{"),
    Case("one_digit", b"1"),
    Case("five_megabytes", _of_size(MOST), state="handled"),
    Case("broken_utf8", ORDER.replace(b"#7000", b"#7\xff\xfe")),
    Case("nested_lists", b"[" * 200_000),
    Case("nested_objects", b'{"id":1,"customer":' * 20_000 + b"1" + b"}" * 20_000),
    Case("nested_attributes", ORDER[:-1] + b', "note_attributes": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
    Case("nested_where_nobody_looks", ORDER[:-1] + b', "other": ' + b"[" * 50_000 + b"]" * 50_000 + b"}"),
    Case("number_of_5000_digits", b'{"id": ' + b"9" * 5_000 + b"}"),
    Case("numbers_as_text", _order(7_002, id="7002", total_price=25.0), state="handled"),
    Case("id_above_2_53", _order(9_007_199_254_740_993), state="handled"),
    Case("id_above_2_63", _order(2**63)),
    Case("id_negative", _order(-5)),
    Case("says_everything_twice", _twice(7_003), state="handled"),
    Case("no_object", b'["orders"]'),
    Case("null_bytes", b"\x00" * 100),
    Case("null_in_text", _order(7_004, name="#\x007004")),
    Case("gzip_bomb", gzip.compress(b" " * BOMB), headers={"Content-Encoding": "gzip"}),
]  # fmt: skip
