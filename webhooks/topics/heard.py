"""What a handler is given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from plugin.settings import Settings
from plugin.store.database import ShopSession


class Heard(Protocol):
    """The parts of a delivery that handlers read (`plugin.store.deliveries.Delivery` has them)."""

    id: int
    topic: str
    body: bytes
    triggered_at: datetime | None
    received_at: datetime


Handler = Callable[[ShopSession, Heard, Settings, datetime], str]
