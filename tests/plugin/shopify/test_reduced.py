"""What stays of a body: no person, and everything a replay needs."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.shopify import reduced
from plugin.shopify.manifest import manifest
from plugin.shopify.payloads import read_orders, read_refunds
from plugin.shopify.reduced import PERSONAL, reduced_body
from plugin.shopify.subject import subject_of
from tests import cast

PERSON = {
    "id": cast.SAM.shopify_id,
    "email": cast.SAM.email,
    "first_name": cast.SAM.first_name,
    "last_name": cast.SAM.last_name,
    "phone": cast.SAM.phone,
    "default_address": {"address1": cast.SAM.address},
}
ORDER = {
    "id": 1001,
    "name": "#1001",
    "email": cast.SAM.email,
    "note": f"For {cast.SAM.first_name}",
    "browser_ip": "203.0.113.7",
    "customer": PERSON,
    "billing_address": {"name": cast.SAM.last_name},
    "line_items": [{"id": 5, "price": "9.00", "properties": [{"name": "Engraving", "value":
    cast.SAM.first_name}]}], "discount_codes": [{"code": "CLEO10", "amount": "1.00", "type": "percentage"}],
    "note_attributes": [{"name": "Gift for", "value": cast.SAM.first_name}, {"name": "_earmark",
    "value": "cleolink01"}, {"name": "_earmark", "value": cast.SAM.first_name}],
    "landing_site": f"/?em=cleolink01&utm_source=instagram&email={cast.SAM.email}&ref=cleo",
    "referring_site": f"https://mail.example/inbox?to={cast.SAM.email}", "updated_at": "2026-11-21T12:00:00Z",
}  # fmt: skip
PERSONAL_VALUES = (cast.SAM.email, "sam.shopperton%40", cast.SAM.first_name, cast.SAM.last_name,
cast.SAM.phone, cast.SAM.address, "203.0.113.7")  # fmt: skip


def reduce(topic: str, body: object, *, keep_buyer: bool) -> str:
    return reduced_body(topic, json.dumps(body).encode(), keep_buyer=keep_buyer).decode()


@pytest.mark.parametrize("keep_buyer", [True, False])
@pytest.mark.parametrize("topic", sorted(manifest().topics))
def test_no_personal_value_stays_on_any_topic(topic, keep_buyer):
    kept = reduce(topic, {**ORDER, "order_edit": ORDER, "current": [ORDER]}, keep_buyer=keep_buyer)
    assert [value for value in PERSONAL_VALUES if value in kept] == []


def test_what_the_books_need_stays():
    kept = json.loads(reduce("orders/create", ORDER, keep_buyer=True))
    assert kept == {
        "id": 1001,
        "name": "#1001",
        "customer": {"id": cast.SAM.shopify_id},
        "line_items": [{"id": 5, "price": "9.00"}],
        "discount_codes": [{"code": "CLEO10", "amount": "1.00", "type": "percentage"}],
        "note_attributes": [{"name": "_earmark", "value": "cleolink01"}],
        "landing_site": "/?em=cleolink01&utm_source=instagram&ref=cleo",
        "referring_site": "https://mail.example",
        "updated_at": "2026-11-21T12:00:00Z",
    }


def test_the_buyers_id_goes_too_once_it_is_handled():
    assert str(cast.SAM.shopify_id) not in reduce("orders/create", ORDER, keep_buyer=False)


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        pytest.param("orders/create", b"\xff", id="no_utf8"),
        pytest.param("orders/create", b"{", id="no_json"),
        pytest.param("orders/create", b"[" * 100_000, id="nested_without_end"),
        pytest.param("products/update", b'{"id": 1}', id="topic_nobody_asked_for"),
    ],
)
def test_what_cannot_be_read_leaves_nothing(topic, body):
    assert reduced_body(topic, body, keep_buyer=True) == b""


@pytest.mark.parametrize(
    "body", [7, "text", None, [1, [2]], {"line_items": "three", "customer": "me", "landing_site": 4}]
)
def test_odd_shapes_are_no_trouble(body):
    json.loads(reduce("orders/create", body, keep_buyer=True))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*sorted(PERSONAL)[:8], "id",
    "customer", "line_items", "note_attributes", "landing_site", "x"]), inner, max_size=4), max_leaves=20,
)  # fmt: skip


def keys_in(value: object) -> set[str]:
    if isinstance(value, list):
        return {key for row in value for key in keys_in(row)}
    if isinstance(value, dict):
        return set(value) | {key for row in value.values() for key in keys_in(row)}
    return set()


@given(body=json_values, topic=st.sampled_from(sorted(manifest().topics)))
def test_no_personal_key_survives_and_reducing_twice_changes_nothing(body, topic):
    once = reduced_body(topic, json.dumps(body).encode(), keep_buyer=True)
    assert keys_in(json.loads(once)) & PERSONAL == set()
    assert reduced_body(topic, once, keep_buyer=True) == once


MONEY = {"shop_money": {"amount": "9.00", "currency_code": "EUR"}, "presentment_money": None}
AS_ANNOUNCED = {
    "id": 1001, "name": "#1001", "test": False, "closed_at": None, "total_price": "9.00",
    "total_price_set": MONEY, "discount_codes": [{"code": "CLEO10", "amount": 1, "type": "percentage"}],
    "discount_applications": [{"type": "discount_code", "code": "CLEO10", "title": "Cleo"}],
    "note_attributes": [{"name": "_earmark", "value": "cleolink01"}, {"name": "Gift for", "value": "Sam"}],
    "landing_site": "/?em=cleolink01", "referring_site": "https://www.google.com/search?q=sam",
    "customer": {"id": cast.SAM.shopify_id},
    "line_items": [
        {
            "id": 5, "quantity": 1, "price": 9.5, "price_set": MONEY, "gift_card": False,
            "tax_lines": [{"price": "1.00", "price_set": MONEY, "rate": 0.22, "title": "IVA"}],
            "discount_allocations": [{"amount": "1.00", "discount_application_index": 0}],
        }
    ],
    "refunds": [{"id": 7, "refund_line_items": [{"line_item_id": 5, "subtotal_set": MONEY}],
    "order_adjustments": [{"id": 8, "amount": "-1.00", "kind": "refund_discrepancy"}]}],
    "order_id": 1001, "refund_line_items": [], "transactions": [{"amount": "1.00", "currency": "EUR"}],
}  # fmt: skip
sites = st.sampled_from(
    ["/", "/collections/all", "/a//b", "//elsewhere.example/a", "/sam%40mail.example", "/caffè", "/a b",
    "/?q", "/products/x?utm_source=ig&email=a@b", "https://www.google.com/", "https://x.example?to=sam",
    "HTTPS://X/y", "http://sam:pw@x.example/", "https://x.example:8443/a", "android-app://com.example/",
    "https://", "/\n/x", "https://[::1]/x", "https://[", "", " /x"]
)  # fmt: skip


@st.composite
def nearly_as_announced(draw: st.DrawFn) -> dict[str, object]:
    """A body as announced with something changed in it, at any depth."""
    body = json.loads(json.dumps(AS_ANNOUNCED))
    body["landing_site"], body["referring_site"] = draw(sites), draw(sites)
    places = [body]
    for place in places:
        inner = place.values() if isinstance(place, dict) else place
        places += [value for value in inner if isinstance(value, dict | list) and value]
    for place in draw(st.lists(st.sampled_from(places), max_size=2)):
        value = draw(json_values)
        if isinstance(place, list):
            place.append(value)
        else:
            place[draw(st.sampled_from([*place, "email", "customer", "landing_site", "x"]))] = value
    return body


@given(body=nearly_as_announced(), topic=st.sampled_from(sorted(manifest().topics)))
def test_a_body_as_announced_is_reduced_as_any_other(body, topic):
    """Of a parked delivery the buyer's id stays, and no quick way is taken."""
    handled = json.loads(reduce(topic, body, keep_buyer=False))
    parked = json.loads(reduce(topic, body, keep_buyer=True))
    assert handled == without_customers(parked)


def without_customers(value: object) -> object:
    if isinstance(value, list):
        return [without_customers(row) for row in value]
    if isinstance(value, dict):
        return {key: without_customers(inner) for key, inner in value.items() if key != "customer"}
    return value


def test_the_quick_way_is_taken_by_what_shopify_announces(monkeypatch):
    body = json.dumps(AS_ANNOUNCED).encode()
    whole = reduced_body("orders/create", body, keep_buyer=True)
    monkeypatch.setattr(reduced, "_choose", None)
    kept = json.loads(reduced_body("orders/create", body, keep_buyer=False))
    assert kept == without_customers(json.loads(whole))
    assert kept["note_attributes"] == [{"name": "_earmark", "value": "cleolink01"}]


ROUNDED, EXACT = 487817672276298560, 487817672276298554
GID = f"gid://shopify/LineItem/{EXACT}"
LINE = {"id": ROUNDED, "admin_graphql_api_id": GID}
REFUND = {
    "id": 7,
    "order_id": 1001,
    "created_at": "2026-11-21T12:00:00Z",
    "refund_line_items": [
        {
            "line_item_id": ROUNDED,
            "quantity": 1,
            "subtotal": "9.00",
            "line_item": LINE | {"gift_card": True, "name": cast.SAM.first_name},
        }
    ],
}
TO_READ = {
    "id": 1001,
    "name": "#1001",
    "email": cast.SAM.email,
    "currency": "EUR",
    "created_at": "2026-11-21T12:00:00Z",
    "line_items": [LINE | {"price": "9.00", "quantity": 1}],
    "refunds": [REFUND],
}


@pytest.mark.parametrize("keep_buyer", [True, False])
@pytest.mark.parametrize(
    ("topic", "body"),
    [
        pytest.param("orders/create", TO_READ, id="line_ids_that_javascript_has_rounded"),
        pytest.param("orders/create", {"order": TO_READ}, id="wrapped"),
        pytest.param("orders/create", {"order": TO_READ, "sent_by": "a tool"}, id="wrapped_beside_others"),
        pytest.param("orders/create", {"id": None, "orders": [TO_READ]}, id="listed_beside_an_empty_id"),
        pytest.param("refunds/create", REFUND, id="refund"),
        pytest.param("refunds/create", {"refund": REFUND, "sent_by": "a tool"}, id="refund_wrapped"),
    ],
)
def test_a_reduced_body_reads_as_the_raw_one_did(topic, body, keep_buyer):
    def read(raw: bytes) -> object:
        return read_orders(raw) if topic == "orders/create" else read_refunds(raw, "EUR")

    raw = json.dumps(body).encode()
    kept = reduced_body(topic, raw, keep_buyer=keep_buyer)
    assert read(kept) == read(raw)
    assert str(EXACT) in str(read(kept))
    assert [value for value in PERSONAL_VALUES if value in kept.decode()] == []


def test_the_buyer_of_a_parked_order_is_the_one_its_global_id_names():
    customer = {"id": ROUNDED, "admin_graphql_api_id": f"gid://shopify/Customer/{EXACT}"}
    raw = json.dumps(TO_READ | {"customer": customer | {"email": cast.SAM.email}}).encode()
    [kept] = read_orders(reduced_body("orders/create", raw, keep_buyer=True))
    assert kept.customer_id == EXACT
    [forgotten] = read_orders(reduced_body("orders/create", raw, keep_buyer=False))
    assert forgotten.customer_id is None
    odd = TO_READ | {"customer": customer | {"admin_graphql_api_id": cast.SAM.email}}
    assert cast.SAM.email not in reduce("orders/create", odd, keep_buyer=True)


@pytest.mark.parametrize(
    ("topic", "body", "subject"),
    [
        pytest.param("orders/create", {"id": 7}, "order/7", id="order"),
        pytest.param("orders/updated", {"id": "7"}, "order/7", id="number_as_text"),
        pytest.param("refunds/create", {"id": 9, "order_id": 7}, "order/7", id="refund"),
        pytest.param("orders/edited", {"order_edit": {"id": 3, "order_id": 7}}, "order/7", id="edit"),
        pytest.param("refunds/create", {"id": 9}, None, id="refund_of_no_order"),
        pytest.param("discounts/update", {"id": 7}, None, id="no_order"),
        pytest.param("orders/create", {"id": "seven"}, None, id="unreadable_number"),
        pytest.param("orders/create", [], None, id="no_object"),
    ],
)
def test_which_order_a_delivery_is_about(topic, body, subject):
    assert subject_of(topic, json.dumps(body).encode()) == subject
