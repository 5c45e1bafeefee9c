"""/discount/CODE brings a code to the checkout and never leads out of the shop."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.devshop.fixtures import add_discount, variants
from tests.devshop.shopfront.conftest import Visit
from tests.devshop.world import Shop, World


@pytest.mark.parametrize(
    ("target", "lands"),
    [
        pytest.param(
            "/products/carafe?utm_source=asa&c=1", "/products/carafe?utm_source=asa&c=1", id="path and query"
        ),
        pytest.param("/", "/", id="root"),
        pytest.param("https://evil.example/", "/", id="another site"),
        pytest.param("//evil.example/", "/", id="without scheme"),
        pytest.param("/\\evil.example/", "/", id="backslash"),
        pytest.param("/\t/evil.example/", "/", id="tab"),
        pytest.param("javascript:alert(1)", "/", id="script"),
        pytest.param("products/carafe", "/", id="no slash"),
    ],
)
def test_the_buyer_stays_in_the_shop(buyer: FlaskClient, target: str, lands: str) -> None:
    answer = buyer.get("/discount/ASA10", query_string={"redirect": target})
    assert (answer.status_code, answer.headers["Location"]) == (302, lands)


def test_without_a_target_the_buyer_lands_on_the_front_page(buyer: FlaskClient) -> None:
    assert buyer.get("/discount/ASA10").headers["Location"] == "/"


def test_the_code_waits_in_the_session_and_a_newer_link_takes_its_place(
    buyer: FlaskClient, visit: Visit, world: World, ana: Shop, ben: Shop
) -> None:
    add_discount(world, ana, "ASA10")
    add_discount(world, ana, "MARCO10")
    buyer.get("/discount/MARCO10")
    buyer.get("/discount/asa10")
    buyer.post("/cart/add", data={"id": variants(ana)[0]})
    body = buyer.get("/cart.js").get_json()
    assert body["discount_codes"] == [{"code": "asa10", "applicable": True}]
    assert body["total_discount"] == 240
    assert visit(ana).get("/cart.js").get_json()["discount_codes"] == []
    assert visit(ben).get("/cart.js").get_json()["discount_codes"] == []
