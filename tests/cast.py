"""The fixed cast: two shops, their owners, a few creators, a shopper and a stranger. All plainly made up.

Ana owns a shop in Rome that sells in euro with tax included; Ben owns one in New York in dollars, tax on top.
Ben's shop is there in every test that reads data, so that a missing shop filter shows itself. Cleo and Dev
are creators of Ana's shop, Cleo is one of Ben's too (another row, another number); Sam buys; Mallory belongs
nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
"""The moment at which tests play unless they say otherwise: a Saturday noon, UTC."""

CLIENT_ID = "earmark-test-client"
CLIENT_SECRET = "shpss_test_secret_0123456789abcdef0123"


@dataclass(frozen=True)
class ShopPerson:
    """A shop of the cast."""

    domain: str
    name: str
    shopify_id: int
    currency: str
    timezone: str
    locale: str
    country: str


ANA = ShopPerson("anas-atelier.myshopify.com", "Ana's Atelier", 71001, "EUR", "Europe/Rome", "en", "IT")
BEN = ShopPerson("bens-bikes.myshopify.com", "Ben's Bikes", 71002, "USD", "America/New_York", "en", "US")
MALLORY = ShopPerson("mallorys-mall.myshopify.com", "Mallory's Mall", 71666, "EUR", "Europe/Rome", "en", "IT")


@dataclass(frozen=True)
class CreatorPerson:
    """A creator of the cast."""

    name: str
    handles: dict[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()


CLEO = CreatorPerson("Cleo Cloud", {"instagram": "cleo.cloud", "tiktok": "cleocloud"}, ("cleo",))
DEV = CreatorPerson("Dev Dune", {"youtube": "devdune"})
ASA = CreatorPerson("Åsa Ångström", {"podcast": "asapodden"})
"""Her name tests transliteration: a code of hers is ASA."""


@dataclass(frozen=True)
class Shopper:
    """A shopper's personal values, which must never be found in the database."""

    shopify_id: int
    first_name: str
    last_name: str
    email: str
    phone: str
    address: str


SAM = Shopper(
    880001, "Samwise", "Shopperton", "sam.shopperton@example.com", "+390600000001", "Via Inventata 17"
)
EVE = Shopper(880002, "Evelyn", "Eversham", "eve.eversham@example.com", "+12125550142", "42 Nowhere Lane")
