"""The state of the stand-in: shops, what they sell, who bought, and which app is installed where."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from tests.devshop.discount import Discount


@dataclass
class Variant:
    id: int
    title: str
    price: Decimal
    sku: str


@dataclass
class Product:
    id: int
    handle: str
    title: str
    description: str
    variants: list[Variant]
    gift_card: bool = False
    colour: str = "#d8cfc4"


@dataclass
class Collection:
    id: int
    handle: str
    title: str
    product_ids: list[int]


@dataclass
class Installation:
    """The app on one shop. Tokens are kept by oauth.py in `tokens` (its own records)."""

    scopes: list[str]
    installed_at: datetime
    tokens: list = field(default_factory=list)


@dataclass
class Shop:
    """One shop. `orders`, `redirects`, `pages` and the like hold the records of the module that owns them."""

    id: int
    domain: str
    name: str
    currency: str
    timezone: str
    locale: str
    country: str
    taxes_included: bool = True
    plan: str = "Basic"
    products: dict[int, Product] = field(default_factory=dict)
    collections: dict[int, Collection] = field(default_factory=dict)
    discounts: dict[int, Discount] = field(default_factory=dict)
    orders: dict[int, object] = field(default_factory=dict)
    customers: dict[int, object] = field(default_factory=dict)
    redirects: dict[int, object] = field(default_factory=dict)
    pages: dict[int, object] = field(default_factory=dict)
    extra: dict[str, object] = field(default_factory=dict)
    installation: Installation | None = None
    order_count: int = 1000

    def discount_by_code(self, code: str) -> Discount | None:
        """The discount that holds `code`, without regard to case; codes are unique in a shop."""
        return next((row for row in self.discounts.values() if row.redeem_code(code)), None)


@dataclass
class World:
    """Everything the stand-in knows. Hold `lock` around every change; `now()` can be set for tests."""

    client_id: str
    client_secret: str
    app_url: str
    shops: dict[str, Shop] = field(default_factory=dict)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    lock: threading.RLock = field(default_factory=threading.RLock)
    ids: itertools.count = field(default_factory=lambda: itertools.count(5_000_000_001))

    def now(self) -> datetime:
        """The stand-in's time, aware UTC."""
        return self.clock()

    def next_id(self) -> int:
        """A number no other record of the stand-in has."""
        return next(self.ids)
