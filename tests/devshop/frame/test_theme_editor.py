"""The theme editor: the app's deep link finds its embed, and what is saved there is what App Bridge lists."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Page, expect

from tests.devshop import oauth, placing
from tests.devshop.app import create_devshop
from tests.devshop.frame.conftest import Stage
from tests.devshop.world import Shop, World

EDITOR = "/store/anas-atelier/themes/current/editor"


@pytest.fixture
def client(world: World) -> FlaskClient:
    """A browser in the admin."""
    return create_devshop(world).test_client()


def statuses(client: FlaskClient, shop: str) -> list[str]:
    listed = client.get(f"/store/{shop}/apps/earmark/extensions").get_json()
    return [row["status"] for one in listed if one["handle"] == "creator-theme" for row in one["activations"]]


def test_the_deep_link_switches_on_and_saving_makes_it_count(
    client: FlaskClient, world: World, ana: Shop, ben: Shop
) -> None:
    assert (statuses(client, "anas-atelier"), statuses(client, "bens-bikes")) == (
        ["available"],
        ["available"],
    )
    link = f"{EDITOR}?context=apps&template=index&activateAppId={world.client_id}/creator-embed"
    page = client.get(link).get_data(as_text=True)
    assert 'name="on" checked' in page
    assert "Creator greeting" in page
    assert 'name="on" checked' not in client.get(f"{EDITOR}?activateAppId=x/y").get_data(as_text=True)
    assert statuses(client, "anas-atelier") == ["available"]
    client.post(EDITOR, data={"on": "on", "setting-text": "Ciao {creator}", "setting-position": "top"})
    assert (statuses(client, "anas-atelier"), statuses(client, "bens-bikes")) == (["active"], ["available"])
    kept = placing.placed(ana, "creator-theme", "creator-embed")
    assert kept == {"text": "Ciao {creator}", "position": "top"}
    assert 'value="Ciao {creator}"' in client.get(EDITOR).get_data(as_text=True)
    client.post(EDITOR, data={"setting-text": ""})
    assert statuses(client, "anas-atelier") == ["available"]


def test_every_word_of_the_schema_has_a_translation(client: FlaskClient, world: World, ana: Shop) -> None:
    page = client.get(EDITOR).get_data(as_text=True)
    assert "t:embed" not in page
    assert "Bottom of the screen" in page


@pytest.mark.browser
@pytest.mark.parametrize("start", ["shopify://admin/", "https://anas-atelier.myshopify.com/admin/"])
def test_both_forms_of_a_link_into_the_admin_lead_there(
    page: Page, stage: Stage, world: World, ana: Shop, start: str
) -> None:
    oauth.install(world, ana)
    page.goto(stage.path(""))
    app = page.frame_locator("iframe")
    expect(app.get_by_role("heading", name="Overview", level=1)).to_be_visible()
    link = app.get_by_role("link", name="All creators")
    link.evaluate("(link, start) => link.setAttribute('href', `${start}themes/current/editor`)", start)
    link.click()
    expect(page.get_by_role("heading", name="Theme editor: app embeds")).to_be_visible()
