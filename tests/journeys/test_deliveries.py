"""Webhooks that cannot be read, come twice, too late or in the wrong sequence: Shopify gets its 200, nothing
is counted wrongly, and the owner can see and repeat what was parked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from tests.devshop.stack import Stack
from tests.journeys.agreement import app_orders, books, differences, opened
from tests.journeys.merchant import Merchant, until
from tests.journeys.reading import credited, entries, table, why
from tests.journeys.roster import roster_csv
from tests.journeys.story import (
    create_campaign,
    import_creators,
    wait_until_past_is_in,
    wait_until_quiet,
)
from tests.journeys.webhook import send, sent

Body = dict[str, Any]
UNREADABLE: dict[str, Callable[[Body], Body]] = {
    "price": lambda body: {"line_items": [body["line_items"][0] | {"price": "12.3.4", "price_set": None}]},
    "quantity": lambda body: {"line_items": [body["line_items"][0] | {"quantity": "two"}]},
    "currency": lambda _: {"currency": "EURO"},
    "updated_at": lambda _: {"updated_at": "last Tuesday"},
    "line_items": lambda _: {"line_items": "three mugs"},
}
"""What the reason must name -> what is wrong with the body."""


@pytest.fixture
def ana(shop: Merchant) -> Merchant:
    """A shop with two creators and their codes, to which orders come by webhook alone."""
    wait_until_past_is_in(shop)
    import_creators(shop, roster_csv(2))
    create_campaign(shop, name="Spring", template="SPRING_{FIRST}", percent=10)
    return shop


def _state(stack: Stack, merchant: Merchant) -> dict[str, int]:
    """How many deliveries of the shop stand how."""
    query = (
        "select d.state, count(*) from deliveries d"
        " join shops s on s.id = d.shop_id where s.domain = :d group by 1"
    )
    with opened(stack.env["DATABASE_URL"]) as database, database.engine.connect() as connection:
        return {
            str(state): int(count) for state, count in connection.execute(text(query), {"d": merchant.domain})
        }


def test_unreadable_deliveries_are_parked_with_a_reason_and_count_nothing(
    ana: Merchant, stack: Stack
) -> None:
    order = ana.control("orders", codes=["SPRING_ADA"])
    wait_until_quiet(ana, stack)
    (good,) = [row["body"] for row in sent(ana, "orders/create")]
    before = app_orders(stack.env["DATABASE_URL"], ana.domain)
    for number, spoil in enumerate(UNREADABLE.values()):
        spoilt = good | {"id": good["id"] + 10_000 + number} | spoil(good)
        assert send(stack, ana, "orders/create", spoilt).status_code == 200
    assert send(stack, ana, "orders/updated", b'{"id": 1, "line_items": [').status_code == 200
    wait_until_quiet(ana, stack)

    reasons = [row["What went wrong"] for row in table(ana, "/deliveries.csv")]
    assert len(reasons) == len(UNREADABLE) + 1
    unnamed = [name for name in UNREADABLE if not any(name in reason for reason in reasons)]
    assert unnamed == [], reasons
    page = ana.open("/deliveries").text
    assert "Parked deliveries" in page
    assert "Traceback" not in page
    assert app_orders(stack.env["DATABASE_URL"], ana.domain) == before

    # Tried again, what cannot be read is parked again, and still nothing counts.
    assert ana.fetch("POST", "/deliveries/replay").status_code == 200
    wait_until_quiet(ana, stack)
    assert len(table(ana, "/deliveries.csv")) == len(reasons)
    assert app_orders(stack.env["DATABASE_URL"], ana.domain) == before
    assert credited(ana, order["id"]) == {"Ada Apricot": order["truth"]["net_minor"]}


def test_a_parked_delivery_whose_cause_is_gone_is_counted_when_it_is_replayed(
    ana: Merchant, stack: Stack
) -> None:
    stack.kill("inbox")
    order = ana.control("orders", codes=["SPRING_BO"])
    until(lambda: _state(stack, ana).get("waiting"), what="The delivery")
    with opened(stack.env["DATABASE_URL"]) as database, database.engine.begin() as connection:
        # As if eight drains in a row had died over it.
        connection.execute(text("update deliveries set attempts = 8 where state = 'waiting'"))
    stack.restart("inbox")
    wait_until_quiet(ana, stack)
    (parked, *_) = table(ana, "/deliveries.csv")
    assert "died" in parked["What went wrong"]
    assert ana.open(f"/orders/{order['id']}").status_code == 404
    (number, *others) = re.findall(r'action="/deliveries/(\d+)/replay"', ana.open("/deliveries").text)
    for one in (number, *others):
        assert ana.fetch("POST", f"/deliveries/{one}/replay").status_code == 200
    wait_until_quiet(ana, stack)
    assert table(ana, "/deliveries.csv") == []
    assert credited(ana, order["id"]) == {"Bo Biscuit": order["truth"]["net_minor"]}


def test_duplicates_and_old_versions_change_nothing(ana: Merchant, stack: Stack) -> None:
    order = ana.control(
        "orders", codes=["SPRING_ADA"], items=[{"title": "Vase", "price": "80.00", "quantity": 2}]
    )
    wait_until_quiet(ana, stack)
    first = sent(ana, "orders/create")[0]
    line = str(order["lines"][0]["id"])
    order = ana.control(f"orders/{order['id']}/refund", lines={line: 1})
    wait_until_quiet(ana, stack)
    held, told = entries(ana, order["id"]), why(ana, order["id"])
    states = _state(stack, ana)
    # The same delivery again is not even kept; the same body in a new delivery is ignored.
    assert send(stack, ana, "orders/create", first["body"], webhook_id=first["webhook_id"]).status_code == 200
    assert _state(stack, ana) == states
    for topic in ("orders/create", "orders/updated"):
        assert send(stack, ana, topic, first["body"]).status_code == 200
    for refund in sent(ana, "refunds/create"):
        assert send(stack, ana, "refunds/create", refund["body"]).status_code == 200
    wait_until_quiet(ana, stack)
    assert entries(ana, order["id"]) == held
    assert why(ana, order["id"]) == told
    assert _state(stack, ana)["ignored"] == states.get("ignored", 0) + 3
    assert credited(ana, order["id"]) == {"Ada Apricot": order["truth"]["net_minor"]}


def test_a_refund_that_comes_before_its_order(ana: Merchant, stack: Stack) -> None:
    # Shopify's own deliveries are lost; the same bodies come by hand in the wrong sequence.
    order = _placed_and_refunded_unheard(ana)
    creation, refund, update = order["bodies"]
    assert ana.open(f"/orders/{order['id']}").status_code == 404
    for topic, body in (("refunds/create", refund), ("orders/updated", update), ("orders/create", creation)):
        assert send(stack, ana, topic, body).status_code == 200
        wait_until_quiet(ana, stack)
    assert credited(ana, order["id"]) == {"Bo Biscuit": order["truth"]["net_minor"]}
    assert "Refund of" in why(ana, order["id"])
    assert books(stack.env["DATABASE_URL"], ana.domain).balanced


def _placed_and_refunded_unheard(ana: Merchant) -> dict[str, Any]:
    ana.standin.post("/control/api/faults", json={"loss": 1.0}).raise_for_status()
    order = ana.control(
        "orders", codes=["SPRING_BO"], items=[{"title": "Bowl", "price": "45.50", "quantity": 3}]
    )
    order = ana.control(f"orders/{order['id']}/refund", lines={str(order["lines"][0]["id"]): 2})
    ana.standin.post("/control/api/faults", json={}).raise_for_status()
    topics = ("orders/create", "refunds/create", "orders/updated")
    bodies: list[dict[str, Any]] = [sent(ana, topic)[-1]["body"] for topic in topics]
    return order | {"bodies": bodies}


def test_a_rush_with_everything_wrong(ana: Merchant, stack: Stack) -> None:
    ana.control("discounts", code="WELCOME5", percent="5")
    faults = {
        "duplicate": 0.3,
        "reorder": 0.4,
        "delay": 0.1,
        "hold_seconds": 1,
        "delay_seconds": 1,
        "seed": 3,
    }
    ana.standin.post("/control/api/faults", json=faults).raise_for_status()
    played = ana.control("shoppers", n=40, seed=21)
    wait_until_quiet(ana, stack)
    url = stack.env["DATABASE_URL"]
    assert len(ana.truth()["rows"]) == played["orders"] >= 35
    assert differences(app_orders(url, ana.domain), ana.truth()) == []
    assert books(url, ana.domain).balanced
    assert table(ana, "/deliveries.csv") == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        pytest.param({"X-Shopify-Hmac-SHA256": "AAAA"}, 401, id="forged"),
        pytest.param({"X-Shopify-Hmac-SHA256": None}, 401, id="unsigned"),
        pytest.param({"X-Shopify-Shop-Domain": "evil.example"}, 400, id="no_shop_of_shopify"),
    ],
)
def test_what_shopify_did_not_sign_is_not_kept(
    ana: Merchant, stack: Stack, change: dict[str, Any], status: int
) -> None:
    before = _state(stack, ana)
    assert send(stack, ana, "orders/create", {"id": 1}, headers=change).status_code == status
    assert _state(stack, ana) == before
