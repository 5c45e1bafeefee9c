"""The stand-in for its own tests: two shops, a clock that stands still, and an app that only listens."""

from tests.devshop.fixtures import ana, app, ben, clock, world

__all__ = ["ana", "app", "ben", "clock", "world"]
