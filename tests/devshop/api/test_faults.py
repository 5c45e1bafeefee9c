"""What the app's code creation must survive."""

from __future__ import annotations

import time

import pytest

from tests.devshop.api.discount_forms import CREATE, basic, create


def test_throttle_strikes_as_often_as_told(admin, world):
    world.api_faults = {"throttle": 2}
    codes = [
        admin.ask("{ shop { name } }").get("errors", [{}])[0].get("extensions", {}).get("code")
        for _ in range(3)
    ]
    assert codes == ["THROTTLED", "THROTTLED", None]


def test_a_lost_answer_has_done_its_work(admin, world, ana):
    world.api_faults = {"lose_answer": 1}
    assert admin.post("{ shop { name } }").status_code == 200, "only mutations lose their answer"
    assert admin.post(CREATE, {"input": basic("CLEO10")}).status_code == 502
    assert ana.discount_by_code("cleo10") is not None
    again = admin.data(CREATE, {"input": basic("CLEO10")})["discountCodeBasicCreate"]
    assert [row["code"] for row in again["userErrors"]] == ["TAKEN"]


def test_a_server_error_has_done_nothing(admin, world, ana):
    world.api_faults = {"server_error": 1}
    assert admin.post(CREATE, {"input": basic("CLEO10")}).status_code == 503
    assert ana.discounts == {}
    assert create(admin, "CLEO10")


def test_slow_answers(admin, world):
    world.api_faults = {"slow_seconds": 0.2}
    begun = time.monotonic()
    admin.ask("{ shop { name } }")
    assert time.monotonic() - begun >= 0.2


@pytest.mark.parametrize(
    "token",
    [pytest.param("", id="none"), pytest.param("shpat_stranger", id="unknown")],
)
def test_a_token_that_is_none_of_ours_is_401(admin, token):
    admin.tokens.clear()
    admin.tokens["anas-atelier.myshopify.com"] = token
    response = admin.post("{ shop { name } }")
    assert response.status_code == 401
    assert "Invalid API key or access token" in response.get_json()["errors"]


def test_an_expired_token_is_401(admin, world, clock):
    clock.move(seconds=world.token_seconds + 1)
    assert admin.post("{ shop { name } }").status_code == 401


def test_a_token_speaks_for_its_own_shop_only(admin, ana, ben):
    admin.tokens[ben.domain], admin.tokens[ana.domain] = admin.tokens[ana.domain], admin.tokens[ben.domain]
    assert admin.post("{ shop { name } }", shop=ana.domain).status_code == 401


def test_an_unknown_host_is_404(admin):
    assert admin.post("{ shop { name } }", shop="nobody.myshopify.com").status_code == 404
