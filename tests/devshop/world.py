"""The state of the stand-in: shops, what they sell, who bought, and which app is installed where."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.devshop.discount import Discount
from tests.devshop.webhooks.records import Deliveries, Faults

if TYPE_CHECKING:
    from tests.devshop.oauth.grants import Grant
    from tests.devshop.sales.records import Customer, Order

MANIFEST = Path(__file__).resolve().parents[2] / "storefront" / "shopify.app.toml"
"""Our own app configuration: the stand-in installs and subscribes by it, as Shopify does."""


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
    """The app on one shop. `tokens` holds every pair handed out (oauth.grants.Grant), oldest first."""

    scopes: list[str]
    installed_at: datetime
    tokens: list[Grant] = field(default_factory=list)


@dataclass
class Shop:
    """One shop. `orders`, `redirects`, `pages` and the like hold the records of the module that owns them.

    `tax_rate` is a fraction (0.22); with `taxes_included` prices contain it.
    """

    id: int
    domain: str
    name: str
    currency: str
    timezone: str
    locale: str
    country: str
    taxes_included: bool = True
    plan: str = "Basic"
    tax_rate: Decimal = Decimal(0)
    tax_title: str = "Tax"
    shipping_price: Decimal = Decimal(0)
    products: dict[int, Product] = field(default_factory=dict)
    collections: dict[int, Collection] = field(default_factory=dict)
    discounts: dict[int, Discount] = field(default_factory=dict)
    orders: dict[int, Order] = field(default_factory=dict)
    customers: dict[int, Customer] = field(default_factory=dict)
    redirects: dict[int, Any] = field(default_factory=dict)
    pages: dict[int, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    installation: Installation | None = None
    order_count: int = 1000

    def discount_by_code(self, code: str) -> Discount | None:
        """The discount that holds `code`, without regard to case; codes are unique in a shop."""
        return next((row for row in self.discounts.values() if row.redeem_code(code)), None)

    def variant(self, variant_id: int) -> tuple[Product, Variant]:
        """The variant and its product; raises KeyError when the shop does not sell it."""
        for product in self.products.values():
            for variant in product.variants:
                if variant.id == variant_id:
                    return product, variant
        raise KeyError(f"{self.domain} sells no variant {variant_id}.")


@dataclass
class World:
    """Everything the stand-in knows. Hold `lock` around every change; `now()` can be set for tests.

    client_secret       the app's newest secret; `old_client_secret` is the one before, until it is revoked
    token_seconds       lifetime of an access token (Shopify: 3600)
    retry_seconds       what the four hours of webhook retries shrink to
    journey_seconds     how long after an order its customer journey is ready
    redact_seconds      what the 48 hours between uninstall and shop/redact shrink to
    admin_url           where the stand-in's own admin side listens; `storefront_urls` by shop domain
    """

    client_id: str
    client_secret: str
    app_url: str
    shops: dict[str, Shop] = field(default_factory=dict)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    lock: threading.RLock = field(default_factory=threading.RLock)
    ids: itertools.count[int] = field(default_factory=lambda: itertools.count(5_000_000_001))
    old_client_secret: str | None = None
    token_seconds: int = 3600
    retry_seconds: float = 20.0
    journey_seconds: float = 600.0
    redact_seconds: float = 240.0
    manifest: Path = MANIFEST
    deliveries: Deliveries = field(default_factory=Deliveries)
    faults: Faults = field(default_factory=Faults)
    api_faults: dict[str, float] = field(default_factory=dict)
    admin_url: str = "http://127.0.0.1:4000"
    storefront_urls: dict[str, str] = field(default_factory=dict)

    def now(self) -> datetime:
        """The stand-in's time, aware UTC."""
        return self.clock()

    def next_id(self) -> int:
        """A number no other record of the stand-in has."""
        return next(self.ids)

    @property
    def signing_secret(self) -> str:
        """Shopify signs with the oldest secret that is not revoked (reference: client-secret rotation)."""
        return self.old_client_secret or self.client_secret
