"""The stand-in's customer events as a TypeScript file that says which of Shopify's types each must fit."""

from __future__ import annotations

import json
from typing import Any

from flask import Flask

from tests.devshop.app import create_storefront
from tests.devshop.catalogue import ANA
from tests.devshop.fixtures import variants
from tests.devshop.world import World


def as_typescript(world: World, spoil: str | None = None) -> str:
    """The events of a whole purchase; `spoil` leaves that field out of every checkout."""
    lines = ['import type { PixelEvents, RegisterInit } from "@shopify/web-pixels-extension";']
    for number, (event, data) in enumerate(_purchase(create_storefront(world, ANA))):
        if spoil and "checkout" in event["data"]:
            del event["data"]["checkout"][spoil]
        name, content = json.dumps(event["name"]), json.dumps(event["data"])
        lines.append(f'export const e{number}: PixelEvents[{name}]["data"] = {content};')
        lines.append(f'export const i{number}: RegisterInit["data"] = {json.dumps(data)};')
    return "\n".join(lines)


def _purchase(storefront: Flask) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    buyer = storefront.test_client()
    found: list[tuple[dict[str, Any], dict[str, Any]]] = []

    def look(path: str) -> None:
        html = buyer.get(path).get_data(as_text=True)
        island = html.split('id="web-pixels">')[1].split("</script>")[0]
        page = json.loads(island)
        found.extend((event, page["data"]) for event in page["events"])

    shop = storefront.config["WORLD"].shops[ANA]
    look("/products/stoneware-mug")
    buyer.post("/cart/add", data={"id": variants(shop)[0], "quantity": 2})
    buyer.post("/cart/update.js", json={"attributes": {"_earmark": "x"}})
    look("/cart")
    look("/checkout")
    paid = buyer.post("/checkout", data={"email": "anna@buyer.example", "name": "Anna", "pay": "1"})
    look(paid.headers["Location"])
    names = [event["name"] for event, _ in found if event["name"] != "page_viewed"]
    assert names == ["product_viewed", "product_added_to_cart", "checkout_started", "checkout_completed"]
    return found
