"""A shop with the app's theme block and web pixel, and an app that greets and collects."""

from __future__ import annotations

from tests.browser import chromium, page
from tests.devshop.fixtures import ana, ben, clock, world
from tests.storefront.embed.conftest import stage

__all__ = ["ana", "ben", "chromium", "clock", "page", "stage", "world"]
