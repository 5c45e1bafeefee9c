"""The app's web pixel: one per shop, with settings."""

from __future__ import annotations

import json
from typing import Any

from graphql import GraphQLError

from tests.devshop.api.gid import gid, number_of
from tests.devshop.api.registry import Call, Record, mutation, query
from tests.devshop.api.resolvers.user_errors import user_error
from tests.devshop.content import WebPixel


def pixel_of(call: Call) -> WebPixel | None:
    """The app's pixel on the shop, if it has one."""
    return call.shop.extra.get("web_pixel")


@query("webPixel")
def web_pixel(call: Call, arguments: dict[str, Any]) -> Record:
    """The app's pixel; Shopify answers a missing one with an error, not with null."""
    pixel = pixel_of(call)
    wanted = arguments.get("id")
    if pixel is None or (wanted is not None and number_of(wanted, "WebPixel") != pixel.id):
        raise GraphQLError("No web pixel was found for this app.", extensions={"code": "RESOURCE_NOT_FOUND"})
    return show(pixel)


@mutation("webPixelCreate")
def create(call: Call, arguments: dict[str, Any]) -> Record:
    """Activate the app's pixel with its settings."""
    if pixel_of(call) is not None:
        return _refused("Web pixel is taken.", "TAKEN")
    settings = read_settings(arguments["webPixel"]["settings"])
    if settings is None:
        return _refused(
            "The settings are not a valid JSON object.", "INVALID_CONFIGURATION_JSON", ["settings"]
        )
    pixel = WebPixel(call.world.next_id(), settings)
    call.shop.extra["web_pixel"] = pixel
    return {"webPixel": show(pixel), "userErrors": []}


@mutation("webPixelUpdate")
def update(call: Call, arguments: dict[str, Any]) -> Record:
    """Replace the pixel's settings."""
    pixel = pixel_of(call)
    if pixel is None or number_of(arguments["id"], "WebPixel") != pixel.id:
        return _refused("Pixel not found", "NOT_FOUND", ["id"])
    settings = read_settings(arguments["webPixel"]["settings"])
    if settings is None:
        return _refused(
            "The settings are not a valid JSON object.", "INVALID_CONFIGURATION_JSON", ["settings"]
        )
    pixel.settings = settings
    return {"webPixel": show(pixel), "userErrors": []}


@mutation("webPixelDelete")
def delete(call: Call, arguments: dict[str, Any]) -> Record:
    """Take the pixel off the shop."""
    pixel = pixel_of(call)
    if pixel is None or number_of(arguments["id"], "WebPixel") != pixel.id:
        return {"deletedWebPixelId": None, "userErrors": [user_error(["id"], "Pixel not found", "NOT_FOUND")]}
    del call.shop.extra["web_pixel"]
    return {"deletedWebPixelId": gid("WebPixel", pixel.id), "userErrors": []}


def show(pixel: WebPixel) -> Record:
    """The pixel; its settings are shown as JSON text."""
    text = json.dumps(pixel.settings, separators=(",", ":"))
    return {"__typename": "WebPixel", "id": gid("WebPixel", pixel.id), "settings": text}


def read_settings(given: Any) -> dict[str, Any] | None:
    """Settings given as an object or as its JSON text; None for anything else."""
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            return None
    return given if isinstance(given, dict) else None


def _refused(message: str, code: str, field: list[str] | None = None) -> Record:
    return {"webPixel": None, "userErrors": [user_error(field, message, code)]}
