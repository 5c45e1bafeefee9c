"""The app's web pixel on a shop: Shopify runs it once it has been given its settings, one for each shop."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from plugin.errors import ShopifyError
from plugin.shopify.admin import Admin

PIXEL = "query Pixel { webPixel { id settings } }"
CREATE_PIXEL = """
mutation CreatePixel($settings: JSON!) {
  webPixelCreate(webPixel: {settings: $settings}) {
    webPixel { id }
    userErrors { code field message }
  }
}
"""
UPDATE_PIXEL = """
mutation UpdatePixel($id: ID!, $settings: JSON!) {
  webPixelUpdate(id: $id, webPixel: {settings: $settings}) {
    webPixel { id }
    userErrors { code field message }
  }
}
"""
NONE_THERE = frozenset({"RESOURCE_NOT_FOUND", "NOT_FOUND"})
"""What Shopify answers to the question for a pixel that there is not: an error, where null would do."""


@dataclass(frozen=True, slots=True)
class StandingPixel:
    """The pixel as it stands on the shop."""

    gid: str
    settings: dict[str, Any]


def standing_pixel(client: Admin) -> StandingPixel | None:
    """The app's pixel on the shop, None where there is none. Raises `ShopifyError`."""
    try:
        row = client.run(PIXEL).get("webPixel")
    except ShopifyError as error:
        if error.code in NONE_THERE:
            return None
        raise
    if not row:
        # Only an answer without complaint says that there is none; a refusal must not lead to a second one.
        if client.errors and client.errors[0].code not in NONE_THERE:
            raise ShopifyError(client.errors[0].message, code=client.errors[0].code)
        return None
    return StandingPixel(str(row["id"]), _read(row["settings"]))


def create_pixel(client: Admin, settings: Mapping[str, str]) -> None:
    """Activate the pixel. Raises `ShopifyError` with Shopify's code: TAKEN where there is one already."""
    _changed(client.run(CREATE_PIXEL, {"settings": json.dumps(settings)}).get("webPixelCreate"))


def update_pixel(client: Admin, gid: str, settings: Mapping[str, str]) -> None:
    """Give the pixel these settings instead."""
    _changed(client.run(UPDATE_PIXEL, {"id": gid, "settings": json.dumps(settings)}).get("webPixelUpdate"))


def _changed(payload: Any) -> None:
    problems = payload.get("userErrors") if isinstance(payload, dict) else None
    if problems:
        first = problems[0]
        raise ShopifyError(
            f"Shopify does not take the web pixel: {first['message']}", code=first["code"] or ""
        )
    if not isinstance(payload, dict) or not payload.get("webPixel"):
        raise ShopifyError(
            "Shopify's answer about the web pixel could not be read.",
            code="unreadable_answer",
            retryable=True,
        )


def _read(settings: Any) -> dict[str, Any]:
    """Shopify shows the settings as JSON text, or as the object."""
    if isinstance(settings, str):
        try:
            settings = json.loads(settings)
        except ValueError:
            return {}
    return settings if isinstance(settings, dict) else {}
