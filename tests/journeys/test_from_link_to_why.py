"""A creator's link from the post to the page that explains the order, without the code: the visit decides,
the answer is told and moves nothing, a refund lowers it, and nothing of the campaign stays in the shop.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.cast import BEN
from tests.devshop.stack import Stack
from tests.journeys.agreement import books
from tests.journeys.discretion import assert_discreet
from tests.journeys.links import live_links
from tests.journeys.merchant import Merchant, until
from tests.journeys.reading import credited, table, why
from tests.journeys.roster import roster_csv
from tests.journeys.shopper import Landed, Shopper
from tests.journeys.story import create_campaign, import_creators, wait_until_quiet

STOREFRONT = 2
"""Ben's, among the stand-in's storefronts."""


@pytest.fixture
def ben(stack: Stack) -> Iterator[Merchant]:
    """Ben's own shop, which has a storefront; the app is not installed in it yet."""
    merchant = Merchant(stack.standin_url, stack.app_url, BEN.domain)
    merchant.control("extensions", handle="creator-survey", target="purchase.thank-you.block.render", on=True)
    yield merchant
    assert_discreet(stack, [merchant])


def test_from_a_post_to_the_reason(ben: Merchant, stack: Stack) -> None:
    ben.install()
    ben.open("/").raise_for_status()
    import_creators(ben, roster_csv(3))
    campaign = create_campaign(ben, name="Ride", template="RIDE_{FIRST}", percent=10)
    links = {link.creator: link for link in live_links(ben)}
    assert set(links) == {"Ada Apricot", "Bo Biscuit", "Cleo Cloud"}

    shopper = Shopper(stack.storefront_url(STOREFRONT), stack.app_url, 77)
    landed = shopper.follow(links["Cleo Cloud"].path)
    assert landed.page.status_code == 200
    assert "/discount/RIDE_CLEO" in landed.hops[2]
    order = buy(ben, shopper, landed)
    wait_until_quiet(ben, stack)
    assert credited(ben, order["id"]) == {"Cleo Cloud": order["truth"]["net_minor"]}
    page = why(ben, order["id"])
    assert "Visit by Cleo Cloud's link" in page
    assert [
        row["Visits that count"] for row in table(ben, "/visits.csv") if row["Creator"] == "Cleo Cloud"
    ] == ["1"]

    say_who_it_was(ben, shopper, order, "Bo Biscuit")
    wait_until_quiet(ben, stack)
    page = why(ben, order["id"])
    assert "Bo Biscuit" in page
    assert credited(ben, order["id"]) == {"Cleo Cloud": order["truth"]["net_minor"]}, "answers move no money"

    order = ben.control(f"orders/{order['id']}/refund", lines={str(order["lines"][0]["id"]): 1})
    wait_until_quiet(ben, stack)
    assert credited(ben, order["id"]) == ({"Cleo Cloud": net} if (net := order["truth"]["net_minor"]) else {})
    assert books(stack.env["DATABASE_URL"], ben.domain).balanced

    retire(ben, campaign, stack)
    gone = shopper.shop.get(links["Cleo Cloud"].path)
    assert gone.status_code == 404, "nothing of a retired campaign stays in the shop"


def buy(ben: Merchant, shopper: Shopper, landed: Landed) -> dict[str, Any]:
    """Put something into the cart as the theme's script leaves it there, take the discount off, and pay."""
    state = ben.standin.get("/control/api/state").json()
    shop = next(row for row in state["shops"] if row["domain"] == ben.domain)
    variant = shop["products"][0]["variants"][0]["id"]
    shopper.shop.post("/cart/add", data={"id": variant, "quantity": 2})
    shopper.shop.post("/cart/update.js", json={"attributes": {"_earmark": landed.ref}, "discount": ""})
    buyer = {"email": "kim@buyer.example", "name": "Kim Notreal"}
    paid = shopper.shop.post("/checkout", data={**buyer, "pay": "1"})
    assert re.search(r"/checkouts/\w+/thank-you", paid.headers.get("Location", "")), paid.text[:500]
    (order,) = ben.standin.get("/control/api/orders", params={"shop": ben.domain, "limit": 1}).json()[
        "orders"
    ]
    assert order["codes"] == []
    found: dict[str, Any] = order
    return found


def say_who_it_was(ben: Merchant, shopper: Shopper, order: dict[str, Any], name: str) -> None:
    """Answer on the thank-you page."""
    token = shopper.shop.post(f"/checkouts/{order['checkout_token']}/session-token").json()["token"]
    asked = shopper.asked(token, order=order["id"], token=order["checkout_token"], first="1").json()
    question = asked["questions"][0]
    named = {row["label"]: row["key"] for row in question["options"] if row.get("label")}
    stored = shopper.answers(
        token, impression=asked["impression"], question="first_heard", option=named[name], milliseconds=3000
    )
    assert stored.status_code == 200, stored.text


def retire(ben: Merchant, campaign: int, stack: Stack) -> None:
    """End the campaign, and wait until Shopify has been told."""
    done = ben.fetch("POST", f"/campaigns/{campaign}/retire")
    assert done.status_code == 200, done.text[:300]
    until(
        lambda: all(row["Status"] == "Retired" for row in table(ben, "/links.csv", status="retired")),
        seconds=60,
        what="The links' retirement",
    )
    wait_until_quiet(ben, stack)
