"""A webhook body without the people in it: what stays in the database once a delivery is handled or parked.

Shopify is asked to send these fields only (`include_fields` of the manifest); what arrives all the same is
cut here by the same list, and personal fields are cut by name besides, so that neither alone has to be right.
"""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import msgspec

from plugin.attribution.visit_reference import CART_ATTRIBUTE, PARAMETER, read_link_key
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

APART = PERSONAL | {"landing_site", "referring_site", "customer", "note_attributes"}
"""Every key that is not simply kept."""
WRAPPERS = frozenset({"order", "orders", "refund", "refunds"})


def reduced_body(topic: str, body: bytes, *, keep_buyer: bool) -> bytes:
    """`body` of a delivery on `topic`, reduced.

    With `keep_buyer` the customer's bare id stays, without which a parked delivery could not be replayed. A
    body that cannot be read, or whose topic the manifest does not name, leaves nothing: `b""`.
    """
    fields = manifest().fields
    if topic not in fields:
        return b""
    try:
        read = msgspec.json.decode(body)
        chosen = fields[topic]
        if chosen is not None:
            tree = _tree(chosen)
            wrapper = next(iter(read), None) if isinstance(read, dict) and len(read) == 1 else None
            # Exports and replays of other tools hold the record inside its own name.
            read = {wrapper: _choose(read[wrapper], tree)} if wrapper in WRAPPERS else _choose(read, tree)
        if isinstance(read, dict | list):
            _cut(read, keep_buyer)
        return msgspec.json.encode(read)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return b""


@cache
def _tree(paths: tuple[str, ...]) -> dict[str, Any]:
    """Dotted paths as nested dicts; an empty dict means everything below."""
    root: dict[str, Any] = {}
    for path in paths:
        branch = root
        for name in path.split("."):
            branch = branch.setdefault(name, {})
    return root


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
            value[name] = {"id": inner["id"]}
        elif name == "note_attributes":
            value[name] = _own_attributes(inner)
        elif name == "landing_site":
            value[name] = _landing(inner) if isinstance(inner, str) else None
        elif name == "referring_site":
            value[name] = _site(inner) if isinstance(inner, str) else None
        else:
            del value[name]


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
    try:
        parts = urlsplit(value)
        return f"{parts.scheme}://{parts.hostname}" if parts.scheme and parts.hostname else None
    except ValueError:
        return None
