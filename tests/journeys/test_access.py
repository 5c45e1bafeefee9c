"""Tokens run out and secrets are changed while the shop goes on selling."""

from __future__ import annotations

import subprocess
import sys
import time

from cryptography.fernet import Fernet
from sqlalchemy import text

from tests.devshop.stack import ROOT, Stack
from tests.journeys.agreement import opened
from tests.journeys.conftest import OpenShop
from tests.journeys.merchant import Merchant
from tests.journeys.reading import codes_in_shopify, credited, table, why
from tests.journeys.roster import roster_csv
from tests.journeys.story import create_campaign, import_creators, wait_until_quiet
from tests.journeys.webhook import send

NEW_SECRET = "shpss_the_next_secret_fedcba9876543210"


def command(stack: Stack, *words: str) -> str:
    """Run one of the app's own commands; what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "plugin.cli", *words],
        cwd=ROOT,
        env=stack.env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def token_life(shop: Merchant, seconds: int) -> None:
    """How long access tokens live that the stand-in hands out from now on."""
    shop.standin.post("/control/api/timing", json={"token_seconds": seconds}).raise_for_status()


def refreshed_at(stack: Stack, shop: Merchant) -> str:
    """When the app last got a token pair for the shop."""
    query = "select t.refreshed_at from access_tokens t join shops s on s.id = t.shop_id where s.domain = :d"
    with opened(stack.env["DATABASE_URL"]) as database, database.engine.connect() as connection:
        return str(connection.execute(text(query), {"d": shop.domain}).scalar_one())


def test_an_expired_token_is_refreshed_by_whoever_needs_it(new_shop: OpenShop, stack: Stack) -> None:
    shop = new_shop()
    token_life(shop, 1)
    shop.install()
    shop.open("/").raise_for_status()
    import_creators(shop, roster_csv(3))
    first = refreshed_at(stack, shop)
    time.sleep(1.1)
    campaign = create_campaign(shop, name="Spring", template="SPRING_{FIRST}", percent=10)
    assert {row["Status"] for row in table(shop, f"/campaigns/{campaign}/codes.csv")} == {"Active"}
    assert refreshed_at(stack, shop) > first
    token_life(shop, 3600)
    command(stack, "refresh-tokens", "--all")


def test_a_token_lost_unheard_is_replaced_when_the_owner_opens_the_app(shop: Merchant, stack: Stack) -> None:
    import_creators(shop, roster_csv(2))
    shop.standin.post("/control/api/faults", json={"loss": 1.0}).raise_for_status()
    shop.control("uninstall")
    shop.standin.post("/control/api/faults", json={}).raise_for_status()
    shop.install()
    campaign = create_campaign(shop, name="Spring", template="SPRING_{FIRST}", percent=10)
    assert {row["Status"] for row in table(shop, f"/campaigns/{campaign}/codes.csv")} <= {"Active", "Failed"}
    shop.open("/").raise_for_status()
    if codes_in_shopify(shop) == {}:
        shop.fetch("POST", f"/campaigns/{campaign}/retry").raise_for_status()
        wait_until_quiet(shop, stack)
    assert codes_in_shopify(shop).keys() == {"SPRING_ADA", "SPRING_BO"}


def test_secret_and_key_are_changed_without_losing_an_order(shop: Merchant, stack: Stack) -> None:
    import_creators(shop, roster_csv(2))
    create_campaign(shop, name="Spring", template="SPRING_{FIRST}", percent=10)
    old_secret, old_key = stack.env["SHOPIFY_API_SECRET"], stack.env["EARMARK_ENCRYPTION_KEYS"]
    buyer = order_counts(shop, stack)

    # Shopify has made a new secret; both are valid, and it signs with the old one until that is revoked.
    new_key = Fernet.generate_key().decode()
    shop.standin.post(
        "/control/api/secret", json={"action": "rotate", "new_secret": NEW_SECRET}
    ).raise_for_status()
    restart(
        stack,
        SHOPIFY_API_SECRET=NEW_SECRET,
        SHOPIFY_API_SECRET_OLD=old_secret,
        EARMARK_ENCRYPTION_KEYS=f"{new_key},{old_key}",
    )
    order_counts(shop, stack, buyer)
    # Tokens are tied to the secret they were made with: all are refreshed before the old one goes.
    assert "not reached 0" in command(stack, "refresh-tokens", "--all")
    shop.standin.post("/control/api/secret", json={"action": "revoke"}).raise_for_status()
    order_counts(shop, stack, buyer)
    command(stack, "rotate-keys")

    restart(stack, SHOPIFY_API_SECRET_OLD="", EARMARK_ENCRYPTION_KEYS=new_key)
    last = order_counts(shop, stack, buyer)
    assert last == buyer
    create_campaign(shop, name="Autumn", template="AUTUMN_{FIRST}", percent=10)
    assert {"AUTUMN_ADA", "AUTUMN_BO"} < codes_in_shopify(shop).keys()
    stack.env["SHOPIFY_API_SECRET"] = old_secret
    try:
        assert send(stack, shop, "orders/create", {"id": 1}).status_code == 401
    finally:
        stack.env["SHOPIFY_API_SECRET"] = NEW_SECRET


def restart(stack: Stack, **env: str) -> None:
    """The app's processes, with other settings."""
    stack.restart("web", "inbox", "worker", **env)
    stack.wait_for(f"{stack.app_url}/readyz")


def order_counts(shop: Merchant, stack: Stack, buyer: int | None = None) -> int:
    """Place an order with Ada's code and see it credited; who bought. A buyer who comes again is known."""
    order = shop.control("orders", codes=["SPRING_ADA"], **({"customer": buyer} if buyer else {}))
    wait_until_quiet(shop, stack)
    assert credited(shop, order["id"]) == {"Ada Apricot": order["truth"]["net_minor"]}
    assert ("Buyer returning" if buyer else "new: this is their first order") in why(shop, order["id"])
    return int(order["customer_id"])
