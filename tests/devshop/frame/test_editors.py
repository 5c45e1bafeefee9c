"""The checkout editor: what staff place there is what App Bridge lists."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.devshop import placing
from tests.devshop.app import create_devshop
from tests.devshop.world import Shop, World

EDITOR = "/store/anas-atelier/settings/checkout/editor"
SURVEY = "creator-survey"
ORDER_STATUS = "customer-account.order-status.block.render"


@pytest.fixture
def client(world: World) -> FlaskClient:
    """A browser in the admin."""
    return create_devshop(world).test_client()


def activations(client: FlaskClient, shop: str = "anas-atelier") -> list[str]:
    listed = client.get(f"/store/{shop}/apps/earmark/extensions").get_json()
    return [place["target"] for row in listed if row["handle"] == SURVEY for place in row["activations"]]


def test_a_block_is_placed_set_and_taken_away(client: FlaskClient, ana: Shop, ben: Shop) -> None:
    page = client.get(f"{EDITOR}?page=order-status").get_data(as_text=True)
    assert "Creator survey" in page
    assert "not on this page yet" in page
    form = {"page": "order-status", "place": SURVEY, "setting-heading": "Whence?", "setting-thanks": ""}
    assert client.post(EDITOR, data=form).status_code == 303
    assert activations(client) == [ORDER_STATUS]
    assert activations(client, "bens-bikes") == []
    assert placing.placed(ana, SURVEY, ORDER_STATUS) == {"heading": "Whence?"}
    assert 'value="Whence?"' in client.get(f"{EDITOR}?page=order-status").get_data(as_text=True)
    assert "not on this page yet" in client.get(f"{EDITOR}?page=thank-you").get_data(as_text=True)
    client.post(EDITOR, data={"page": "order-status", "remove": SURVEY})
    assert activations(client) == []
    assert placing.placed(ben, SURVEY, ORDER_STATUS) is None


def test_the_control_api_places_too_and_knows_what_there_is(client: FlaskClient, ana: Shop) -> None:
    given = {"shop": ana.domain, "handle": SURVEY, "target": ORDER_STATUS, "on": True}
    assert client.post("/control/api/extensions", json=given).status_code == 200
    assert activations(client) == [ORDER_STATUS]
    wrong = client.post("/control/api/extensions", json={**given, "target": "purchase.nowhere"})
    assert (wrong.status_code, "purchase.nowhere" in wrong.get_json()["error"]) == (404, True)
