"""The control page and its JSON API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.devshop.app import create_devshop
from tests.devshop.fixtures import App, add_discount, variants
from tests.devshop.world import Shop, World

Post = Callable[..., dict[str, Any]]


@pytest.fixture
def client(world: World) -> FlaskClient:
    return create_devshop(world).test_client()


@pytest.fixture
def post(client: FlaskClient) -> Post:
    def send(path: str, *, status: int = 200, **body: Any) -> dict[str, Any]:
        answer = client.post(f"/control/api/{path}", json=body)
        assert answer.status_code == status, answer.text
        found: dict[str, Any] = answer.get_json()
        return found

    return send


def test_from_install_to_truth(client: FlaskClient, post: Post, ana: Shop, app: App) -> None:
    assert post("install", shop="anas-atelier")["installed"] is True
    add_discount(app.world, ana, "CLEO10")
    items = [{"variant_id": variants(ana)[0], "quantity": 3}, {"title": "Engraving", "price": "5.00"}]
    order = post("orders", status=201, shop=ana.domain, items=items, codes=["cleo10", "nope"], tip="2")
    assert (order["codes"], order["refused_codes"]) == (["cleo10"], {"nope": "unknown"})
    way, mug = f"orders/{order['id']}", str(order["lines"][0]["id"])
    post(f"{way}/edit", shop=ana.domain, quantities={mug: 2}, add=[{"variant_id": variants(ana)[1]}])
    refunded = post(f"{way}/refund", shop=ana.domain, lines={mug: 1}, shipping="1.00", note="broken")
    assert [row["event"] for row in refunded["history"]] == ["created", "edited", "refunded"]
    truth = client.get(f"/control/api/truth?shop={ana.domain}").get_json()
    assert truth["net_minor"] == refunded["truth"]["net_minor"] == truth["by_code_minor"]["CLEO10"]
    assert client.get("/control/api/truth?shop=bens-bikes").get_json()["net_minor"] == 0
    post(f"{way}/cancel", shop=ana.domain, reason="fraud")
    assert client.get(f"/control/api/truth?shop={ana.domain}").get_json()["net_minor"] == 0
    app.receive()
    log = client.get("/control/api/deliveries?topic=orders/updated").get_json()
    assert log["total"] == 3
    assert {row["outcome"] for row in log["deliveries"]} == {"delivered"}
    assert log["deliveries"][0]["attempts"][0]["status"] == 200
    newest = log["deliveries"][0]["number"]
    assert client.get(f"/control/api/deliveries/{newest}").get_json()["body"]["name"] == "#1001"
    assert client.get("/control/api/deliveries/999").status_code == 404
    assert client.get("/control/api/drained?timeout=1").get_json() == {"drained": True, "under_way": 0}


def test_shoppers(post: Post, ana: Shop) -> None:
    played = post("shoppers", shop=ana.domain, n=25, seed=3, weeks=6, mix={"cancel": 0.2})
    assert played["orders"] == len(ana.orders) == 25
    assert played["counts"]["web"] > 10


def test_faults_and_timing(post: Post, world: World) -> None:
    assert post("faults", duplicate=0.5, seed=3)["duplicate"] == 0.5
    assert (world.faults.duplicate, world.faults.seed) == (0.5, 3)
    assert post("faults")["duplicate"] == 0
    post("api-faults", throttle=3)
    assert world.api_faults == {"throttle": 3}
    post("timing", token_seconds=5, retry_seconds=0.5)
    assert (world.token_seconds, world.retry_seconds) == (5, 0.5)


def test_uninstall_redact_and_secrets(post: Post, world: World, ana: Shop) -> None:
    post("install", shop=ana.domain)
    assert post("redact-shop", status=400, shop=ana.domain)["error"].startswith("The app is installed")
    assert post("scopes", shop=ana.domain, scopes=["read_orders"])["scopes"] == ["read_orders"]
    assert post("uninstall", shop=ana.domain)["installed"] is False
    post("redact-shop", shop=ana.domain)
    assert [row.topic for row in world.deliveries.log] == [
        "app/scopes_update",
        "app/uninstalled",
        "shop/redact",
        "shop/redact",
    ]
    assert post("secret", action="rotate", new_secret="fresh") == {"two_secrets": True}
    assert post("secret", status=400, action="rotate", new_secret="again")["error"].startswith("Two secrets")
    assert post("secret", action="revoke") == {"two_secrets": False}
    assert world.client_secret == "fresh"


def test_staff_make_change_and_delete_a_discount(post: Post, world: World, ana: Shop) -> None:
    post("install", shop=ana.domain)
    made = post("discounts", status=201, shop=ana.domain, code="SUMMER", percent="10")
    assert "taken" in post("discounts", status=400, shop=ana.domain, code="summer", percent="5")["error"]
    changed = post(f"discounts/{made['id']}", shop=ana.domain, percent="20", title="Summer sale")
    assert changed["discounts"][0]["title"] == "Summer sale"
    post(f"discounts/{made['id']}", shop=ana.domain, delete=True)
    assert ana.discounts == {}
    assert [row.topic for row in world.deliveries.log] == ["discounts/update", "discounts/delete"]


def test_privacy_requests(post: Post, world: World, ana: Shop) -> None:
    post("install", shop=ana.domain)
    order = post("orders", status=201, shop=ana.domain)
    for kind in ("data_request", "redact"):
        post("privacy", shop=ana.domain, customer_id=order["customer_id"], kind=kind)
    assert [row.topic for row in world.deliveries.log][1:] == ["customers/data_request", "customers/redact"]
    post("privacy", status=404, shop=ana.domain, customer_id=1, kind="redact")


@pytest.mark.parametrize(
    ("path", "body", "status", "reason"),
    [
        pytest.param("orders", {"shop": "nobody"}, 404, "No shop 'nobody'", id="unknown shop"),
        pytest.param("orders", {"shop": "anas-atelier", "cods": []}, 400, "Unknown: cods", id="misspelt key"),
        pytest.param("orders/1/cancel", {"shop": "anas-atelier"}, 404, "has no order 1", id="unknown order"),
        pytest.param(
            "orders", {"shop": "anas-atelier", "tip": "much"}, 400, "tip is not a number", id="no number"
        ),
        pytest.param(
            "orders", {"shop": "anas-atelier", "at": "2026-11-01T10:00"}, 400, "no time zone", id="no zone"
        ),
        pytest.param("faults", {"loss": 3}, 400, "loss is a probability", id="no probability"),
        pytest.param("timing", {"token_seconds": 0}, 400, "more than 0", id="no time"),
        pytest.param("secret", {"action": "keep"}, 400, "rotate", id="no action"),
    ],
)
def test_wrong_requests_say_what_is_wrong(
    post: Post, path: str, body: dict[str, Any], status: int, reason: str
) -> None:
    assert reason in post(path, status=status, **body)["error"]


def test_the_page_shows_the_shop_its_orders_and_escapes(client: FlaskClient, post: Post, ana: Shop) -> None:
    post("orders", status=201, shop=ana.domain, items=[{"title": "<script>alert(1)</script>", "price": "3"}])
    page = client.get(f"/control?shop={ana.domain}").text
    assert "Ana&#39;s Atelier" in page
    assert "#1001" in page
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert client.get("/control?shop=nobody").status_code == 404
    assert client.get("/control/static/control.js").status_code == 200
