"""A shop with the app's theme block and web pixel, and an app that greets and collects."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser import chromium, page
from tests.devshop.fixtures import ana, ben, clock, world
from tests.devshop.world import Shop, World
from tests.storefront.stage import Stage, standing

__all__ = ["ana", "ben", "chromium", "clock", "page", "world"]


@pytest.fixture
def stage(world: World, ana: Shop) -> Iterator[Stage]:
    """Ana's storefront with the block switched on and no pixel."""
    with standing(world, ana) as stage:
        yield stage
