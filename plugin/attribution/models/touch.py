"""A touch, as the models see it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Touch(Struct, frozen=True, gc=False):
    """A moment at which a creator met the buyer before the order, by evidence that counts: a visit, or a code
    used (at the order's time). Models are given touches oldest first.
    """

    creator_id: int
    at: datetime
