"""Shoppers who never were: seeded, so that the same seed plays the same story."""

from tests.devshop.sales.shoppers.clicks import Link
from tests.devshop.sales.shoppers.mix import Mix
from tests.devshop.sales.shoppers.play import Played, play_shoppers

__all__ = ["Link", "Mix", "Played", "play_shoppers"]
