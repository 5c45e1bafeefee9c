"""A touch, as the models see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Touch:
    """A moment at which a creator met the buyer before the order, by evidence that counts: a visit, or a code
    used (at the order's time). Models are given touches oldest first.
    """

    creator_id: int
    at: datetime
