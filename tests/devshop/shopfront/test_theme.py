"""What a page carries for an app's scripts: the theme's choices, the pixel once it is active, the events."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.devshop.app import create_devshop
from tests.devshop.content import WebPixel
from tests.devshop.fixtures import add_discount, variants
from tests.devshop.placing import place
from tests.devshop.shopfront.conftest import Visit
from tests.devshop.world import Shop, World


def island(client: FlaskClient, path: str) -> dict[str, Any]:
    html = client.get(path).get_data(as_text=True)
    found: dict[str, Any] = json.loads(html.split('id="web-pixels">')[1].split("</script>")[0])
    return found


def names(client: FlaskClient, path: str) -> list[str]:
    return [event["name"] for event in island(client, path)["events"]]


def test_the_control_api_changes_one_shop_s_theme(world: World, visit: Visit, ana: Shop, ben: Shop) -> None:
    control = create_devshop(world).test_client()
    given = {"shop": ana.domain, "privacy": "asks", "actions": "none"}
    assert control.post("/control/api/theme", json=given).get_json() == {"privacy": "asks", "actions": "none"}
    assert '"privacy": "asks"' in visit(ana).get("/").get_data(as_text=True)
    assert '"privacy": "open"' in visit(ben).get("/").get_data(as_text=True)
    wrong = control.post("/control/api/theme", json={"shop": ana.domain, "privacy": "maybe"})
    assert (wrong.status_code, wrong.get_json()["error"]) == (400, "privacy is open or asks, not 'maybe'.")


def test_the_pixel_is_there_once_it_is_active_with_its_settings(
    world: World, visit: Visit, ana: Shop, ben: Shop
) -> None:
    assert island(visit(ana), "/")["pixel"] is None
    assert visit(ana).get("/web-pixels/creator-pixel.js").status_code == 404
    ana.extra["web_pixel"] = WebPixel(world.next_id(), {"collector": "x", "shop": "y"})
    assert island(visit(ana), "/")["pixel"] == {
        "worker": "/web-pixels/creator-pixel.js",
        "settings": {"collector": "x", "shop": "y"},
        "needs": ["analytics"],
    }
    assert island(visit(ben), "/")["pixel"] is None


def test_each_event_is_published_once_where_shopify_does(
    buyer: FlaskClient, world: World, ana: Shop, visit: Visit
) -> None:
    add_discount(world, ana, "ASA10")
    assert names(buyer, "/products/stoneware-mug") == ["page_viewed", "product_viewed"]
    buyer.post("/cart/add", data={"id": variants(ana)[0], "quantity": 2})
    assert names(visit(ana), "/cart") == ["page_viewed"]
    assert names(buyer, "/cart") == ["page_viewed", "product_added_to_cart"]
    assert names(buyer, "/cart") == ["page_viewed"]
    buyer.get("/discount/ASA10")
    started = island(buyer, "/checkout")["events"][-1]
    assert names(buyer, "/checkout")[-1] == "checkout_started"
    form = {"email": "anna@buyer.example", "name": "Anna", "pay": "1"}
    thanks = buyer.post("/checkout", data=form).headers["Location"]
    completed = island(buyer, thanks)["events"][-1]
    (order,) = ana.orders.values()
    checkout = completed["data"]["checkout"]
    assert completed["name"] == "checkout_completed"
    assert started["data"]["checkout"]["token"] == checkout["token"] == order.checkout_token
    assert order.customer is not None
    buyer_shown = {"id": str(order.customer.id), "isFirstOrder": True}
    assert checkout["order"] == {"id": str(order.id), "customer": buyer_shown}
    applied = [(row["type"], row["title"]) for row in checkout["discountApplications"]]
    assert applied == [("DISCOUNT_CODE", "ASA10")]
    assert names(buyer, thanks) == ["page_viewed"]


@pytest.mark.parametrize(
    ("locale", "words", "label"),
    [
        pytest.param("en", "Hello from {creator}", "Greeting", id="English"),
        pytest.param("sv", "Hälsningar från {creator}", "Hälsning", id="Swedish"),
        pytest.param("it-CH", "Un saluto da {creator}", "Saluto", id="Italian of Switzerland"),
        pytest.param("zh-CN", "{creator} 向你问好", "问候", id="Chinese"),
        pytest.param("fi", "Hello from {creator}", "Greeting", id="a language we do not have"),
    ],
)
def test_the_block_is_drawn_in_the_shop_s_language_where_it_is_on(
    visit: Visit, ana: Shop, ben: Shop, locale: str, words: str, label: str
) -> None:
    place(ana, "creator-theme", "creator-embed")
    ana.locale = locale
    page = visit(ana).get("/").get_data(as_text=True)
    assert f'data-words="{words}"' in page
    assert f'aria-label="{label}"' in page
    assert "Translation missing" not in page
    assert "earmark" not in visit(ben).get("/").get_data(as_text=True)


def test_what_the_merchant_writes_cannot_leave_its_place(visit: Visit, ana: Shop) -> None:
    evil = '"><script>alert(1)</script>{{ shop.name }}{% assign x = 1 %}'
    place(ana, "creator-theme", "creator-embed", True, {"text": evil, "prefix": evil, "position": evil})
    page = visit(ana).get("/").get_data(as_text=True)
    assert "<script>alert(1)" not in page
    assert "{{ shop.name }}" in page
