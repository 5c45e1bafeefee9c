"""A webhook body without the people in it: what stays in the database once a delivery is handled or parked.

Shopify is asked to send these fields only (`include_fields` of the manifest); what arrives all the same is
cut here by the same list, and personal fields are cut by name besides, so that neither alone has to be right.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from plugin.attribution.visit_reference import CART_ATTRIBUTE, PARAMETER, read_link_key
from plugin.shopify.announced import GLOBAL_ID, announced, fields_tree
from plugin.shopify.manifest import manifest

PERSONAL = frozenset(
    [
        "email",
        "contact_email",
        "customer_email",
        "phone",
        "first_name",
        "last_name",
        "shop_owner",
        "company",
        "address1",
        "address2",
        "city",
        "zip",
        "province",
        "province_code",
        "latitude",
        "longitude",
        "billing_address",
        "shipping_address",
        "default_address",
        "addresses",
        "address",
        "browser_ip",
        "client_details",
        "user_agent",
        "session_hash",
        "note",
        "staff_note",
        "customer_locale",
        "payment_details",
        "payment_gateway_names",
        "receipt",
        "properties",
        "recipient",
        "signature",
    ]
)
"""Keys that are cut wherever they stand."""
KEPT_QUERY = frozenset(
    {PARAMETER, "discount", "ref", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term"}
)
"""Parameters of a landing page that say where a visit came from; the rest may name the visitor."""

ORIGIN = frozenset({"landing_site", "referring_site", "note_attributes"})
"""Keys of which a part is kept."""
APART = PERSONAL | ORIGIN | {"customer"}
"""Every key that is not simply kept."""
WRAPPERS = {"orders": ("order", "orders"), "refunds": ("refund", "refunds")}
"""Family of topics -> the names in which other tools' exports and replays hold the record, or a list of them.
"""
_PATH = re.compile(r"/(?:[\w.~-][\w.~/-]*)?", re.ASCII)
"""A landing page on the shop itself without parameters, which is most of them."""
_CUSTOMER = re.compile(r"gid://shopify/Customer/\d{1,19}", re.ASCII)
_AT_HOST = re.compile(r"(https?://[a-z0-9.-]+)(?:[/?#].*)?")


def reduced_body(topic: str, body: bytes, *, keep_buyer: bool) -> bytes:
    """`body` of a delivery on `topic`, reduced.

    With `keep_buyer` the customer's bare id stays, without which a parked delivery could not be replayed. A
    body that cannot be read, or whose topic the manifest does not name, leaves nothing: `b""`.
    """
    fields = manifest().fields
    if topic not in fields:
        return b""
    as_announced = None if keep_buyer else _as_announced(topic, body)
    if as_announced is not None:
        return as_announced
    try:
        read = msgspec.json.decode(body)
        chosen = fields[topic]
        if chosen is not None:
            tree = fields_tree(chosen)
            wrapper = _wrapper(topic, read) if "id" in tree else None
            read = _choose(read, tree) if wrapper is None else {wrapper: _choose(read[wrapper], tree)}
        if isinstance(read, dict | list):
            _cut(read, keep_buyer)
        return msgspec.json.encode(read)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return b""


def _as_announced(topic: str, body: bytes) -> bytes | None:
    """The same for a body as Shopify announces it, in a tenth of the time; None where it is another."""
    decoder = announced(topic, PERSONAL | {"customer"})
    if decoder is None:
        return None
    try:
        read = decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if read.id is msgspec.UNSET or read.id is None:
        return None
    for name in ORIGIN.intersection(read.__struct_fields__):
        value = getattr(read, name)
        if value is not msgspec.UNSET:
            setattr(read, name, _origin(name, value))
    return msgspec.json.encode(read)


def _wrapper(topic: str, read: Any) -> str | None:
    """The name inside which the record stands, as `plugin.shopify.payloads.reading.decode` looks for it."""
    if not isinstance(read, dict) or read.get("id") is not None:
        return None
    return next((name for name in WRAPPERS.get(topic.partition("/")[0], ()) if name in read), None)


def _choose(value: Any, tree: dict[str, Any]) -> Any:
    if not tree:
        return value
    if isinstance(value, list):
        return [_choose(row, tree) for row in value]
    if isinstance(value, dict):
        return {
            name: _choose(value[name], below) if below else value[name]
            for name, below in tree.items()
            if name in value
        }
    # A text or number where a record was announced is not what was asked for.
    return None


def _cut(value: Any, keep_buyer: bool) -> None:
    """Cut people out of `value` where it stands: it was decoded for this alone."""
    open_values = [value]
    while open_values:
        inside = open_values.pop()
        if inside.__class__ is dict:
            if not APART.isdisjoint(inside):
                _cut_keys(inside, keep_buyer)
            inside = inside.values()
        # Numbers and texts, most of a body, cost no more than a look.
        open_values += [inner for inner in inside if inner.__class__ is dict or inner.__class__ is list]


def _cut_keys(value: dict[str, Any], keep_buyer: bool) -> None:
    for name in APART.intersection(value):
        inner = value[name]
        if name == "customer" and keep_buyer and isinstance(inner, dict) and isinstance(inner.get("id"), int):
            # The global id is the right one where JavaScript has rounded the number on the way.
            whole = inner.get(GLOBAL_ID)
            named = isinstance(whole, str) and _CUSTOMER.fullmatch(whole)
            value[name] = {"id": inner["id"]} | ({GLOBAL_ID: whole} if named else {})
        elif name in ORIGIN:
            value[name] = _origin(name, inner)
        else:
            del value[name]


def _origin(name: str, value: Any) -> Any:
    """What is kept of a key in `ORIGIN`."""
    if name == "note_attributes":
        return _own_attributes(value)
    if not isinstance(value, str):
        return None
    return _landing(value) if name == "landing_site" else _site(value)


def _own_attributes(rows: Any) -> list[Any]:
    """Cart attributes are free text of themes and buyers: only our own is kept, and only where it holds what
    we put there.
    """
    listed = rows if isinstance(rows, list) else []
    return [
        {"name": CART_ATTRIBUTE, "value": row["value"]}
        for row in listed
        if isinstance(row, dict) and row.get("name") == CART_ATTRIBUTE and _is_ours(row.get("value"))
    ]


def _is_ours(value: Any) -> bool:
    return isinstance(value, str) and read_link_key(value) is not None


def _landing(value: str) -> str | None:
    """The path, with the parameters that say where a visit came from, and the host where there is one."""
    if _PATH.fullmatch(value):
        return value
    try:
        parts = urlsplit(value)
        query = [
            (name, text) for name, text in parse_qsl(parts.query) if name in KEPT_QUERY and "@" not in text
        ]
    except ValueError:
        return None
    path = parts.path if "@" not in parts.path and "%40" not in parts.path else ""
    return (_site(value) or "") + path + (f"?{urlencode(query)}" if query else "")


def _site(value: str) -> str | None:
    """The host alone: what stands behind it on another's site may name the visitor."""
    plain = _AT_HOST.fullmatch(value)
    if plain is not None:
        return plain[1]
    try:
        parts = urlsplit(value)
        return f"{parts.scheme}://{parts.hostname}" if parts.scheme and parts.hostname else None
    except ValueError:
        return None
