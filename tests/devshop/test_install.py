"""Install, uninstall, reinstall and scope changes, and what the app is told of them."""

from __future__ import annotations

import pytest

from tests.devshop.fixtures import App, Clock
from tests.devshop.oauth import change_scopes, install, redact_shop, uninstall
from tests.devshop.world import Shop, World

SCOPES = [
    "read_orders", "read_discounts", "write_discounts", "read_products", "write_app_proxy",
    "write_online_store_navigation", "write_content", "write_pixels", "read_customer_events",
]  # fmt: skip


def test_install_grants_the_manifests_scopes(world: World, ana: Shop, ben: Shop) -> None:
    assert install(world, ana).scopes == SCOPES
    assert install(world, ana) is ana.installation
    assert ben.installation is None


def test_uninstall_tells_the_app_and_redacts_after_48_hours(
    world: World, ana: Shop, app: App, clock: Clock
) -> None:
    install(world, ana)
    uninstall(world, ana)
    assert app.receive() == [("app/uninstalled", {"id": ana.id, "myshopify_domain": ana.domain})]
    clock.move(seconds=world.redact_seconds)
    assert app.receive() == [("shop/redact", {"shop_id": ana.id, "shop_domain": ana.domain})]
    assert app.requests[-1].url == "http://app.test/webhooks/compliance"


def test_a_reinstalled_shop_is_not_redacted(world: World, ana: Shop, app: App, clock: Clock) -> None:
    install(world, ana)
    uninstall(world, ana)
    install(world, ana)
    clock.move(seconds=world.redact_seconds)
    assert [topic for topic, _ in app.receive()] == ["app/uninstalled"]
    assert [row.outcome for row in world.deliveries.log] == ["delivered", "dropped"]


def test_redact_at_once(world: World, ana: Shop, app: App) -> None:
    install(world, ana)
    uninstall(world, ana)
    redact_shop(world, ana)
    assert [topic for topic, _ in app.receive()] == ["app/uninstalled", "shop/redact"]


def test_changed_scopes_are_announced(world: World, ana: Shop, app: App) -> None:
    install(world, ana)
    change_scopes(world, ana, ["read_orders"])
    [(topic, body)] = app.receive()
    assert topic == "app/scopes_update"
    assert (body["previous"], body["current"]) == (SCOPES, ["read_orders"])
    assert body["shop_id"] == f"gid://shopify/Shop/{ana.id}"


def test_only_an_installed_app_can_go(world: World, ana: Shop) -> None:
    with pytest.raises(ValueError, match="not installed"):
        uninstall(world, ana)
    with pytest.raises(ValueError, match="not installed"):
        change_scopes(world, ana, [])
