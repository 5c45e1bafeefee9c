"""The web pixel on the stand-in: none, created, changed, taken."""

from __future__ import annotations

import pytest

from plugin.errors import ShopifyError
from plugin.shopify.manifest import manifest
from plugin.shopify.pixels import create_pixel, standing_pixel, update_pixel
from tests.devshop.api.scopes import effective
from tests.devshop.catalogue import ANA, BEN
from tests.devshop.fixtures import clock, world
from tests.devshop.oauth import install
from tests.shopify_in_process import InProcessAdmin

__all__ = ["clock", "world"]
SETTINGS = {"collector": "https://earmark.test/collect", "shop": "signed"}


@pytest.fixture
def admins(world):
    for domain in (ANA, BEN):
        install(world, world.shops[domain])
        world.shops[domain].installation.scopes = sorted(effective(manifest().scopes))
    return {domain: InProcessAdmin(world, domain) for domain in (ANA, BEN)}


def test_it_is_created_read_and_changed_on_its_shop_alone(admins):
    admin = admins[ANA]
    assert standing_pixel(admin) is None
    create_pixel(admin, SETTINGS)
    found = standing_pixel(admin)
    assert found.settings == SETTINGS
    update_pixel(admin, found.gid, SETTINGS | {"shop": "anew"})
    assert standing_pixel(admin).settings["shop"] == "anew"
    assert standing_pixel(admins[BEN]) is None


def test_a_second_one_is_refused_with_shopifys_code(admins):
    create_pixel(admins[ANA], SETTINGS)
    with pytest.raises(ShopifyError) as caught:
        create_pixel(admins[ANA], SETTINGS)
    assert caught.value.code == "TAKEN"


def test_one_that_is_gone_cannot_be_changed(admins):
    with pytest.raises(ShopifyError) as caught:
        update_pixel(admins[ANA], "gid://shopify/WebPixel/1", SETTINGS)
    assert caught.value.code == "NOT_FOUND"


def test_without_the_scope_it_is_no_missing_pixel(admins, world):
    world.shops[ANA].installation.scopes = ["read_orders"]
    with pytest.raises(ShopifyError) as caught:
        standing_pixel(admins[ANA])
    assert caught.value.code == "ACCESS_DENIED"
