"""Two shops with a week of orders each, so that a missing shop filter doubles every number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.reports.sums import Days
from tests import cast
from tests import order_bodies as bodies
from tests.books import add_campaign, add_code, add_creator, hear

ROME = ZoneInfo("Europe/Rome")
START = datetime(2026, 11, 14, tzinfo=ROME)
END = datetime(2026, 11, 21, tzinfo=ROME)
WEEK = Days(date(2026, 11, 14), date(2026, 11, 20))


@dataclass(frozen=True)
class Week:
    """What was put into a shop."""

    shop: int
    cleo: int
    dev: int
    campaign: int
    cleo_code: int


def moment(day: int, hour: int = 12) -> datetime:
    """A moment of November 2026, UTC."""
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def fill(database: Database, settings: Settings, shop: int, currency: str) -> Week:
    """Cleo: 18.00 on the 15th, a POS sale of 9.00, half of 30.00 with Dev; Dev: the other half. 50.00 without
    a code.
    """
    cleo = add_creator(database, shop, cast.CLEO.name, sort_text="cleo cloud", search_text="cleo cloud")
    dev = add_creator(database, shop, cast.DEV.name, sort_text="dev dune", search_text="dev dune")
    campaign = add_campaign(database, shop)
    cleo_code = add_code(database, shop, "CLEO10", cleo, campaign_id=campaign)
    add_code(database, shop, "DEV10", dev)

    def place(number: int, at: datetime, price: str, codes: dict[str, str], **more: object) -> None:
        off = dict(enumerate(codes.values()))
        body = bodies.order(
            number,
            at=at,
            currency=currency,
            lines=[bodies.line(number, price, currency=currency, discounts=off)],
            codes=[bodies.code(text, amount) for text, amount in codes.items()],
            **more,
        )
        hear(database, settings, shop, "orders/create", body, at + timedelta(minutes=1))

    place(1, moment(15), "20.00", {"cleo10": "2.00"})
    place(2, moment(16), "50.00", {}, customer=None)
    place(3, moment(16), "10.00", {"CLEO10": "1.00"}, source="pos")
    place(4, moment(17), "32.00", {"CLEO10": "1.00", "DEV10": "1.00"}, customer=cast.EVE.shopify_id)
    # 23:30 UTC on the 17th is the 18th in Rome.
    place(5, moment(17, 23), "40.00", {"NOBODYS": "4.00"})
    place(6, moment(25), "99.00", {"CLEO10": "9.00"})
    return Week(shop, cleo, dev, campaign, cleo_code)


@pytest.fixture
def week(database: Database, settings: Settings, ana: int, ben: int) -> Week:
    """Ana's week; Ben's shop has the same one."""
    fill(database, settings, ben, "EUR")
    return fill(database, settings, ana, "EUR")
