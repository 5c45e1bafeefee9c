"""Buyers who plainly do not exist; every value is unique and easy to search for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from tests.devshop.sales.records import Customer

if TYPE_CHECKING:
    from tests.devshop.world import Shop, World

FIRST = (
    "Quilla",
    "Bramwell",
    "Odile",
    "Tancredi",
    "Ingvild",
    "Xiulan",
    "Perpetua",
    "Lorcan",
    "Saoirse",
    "Zebulon",
)
LAST = (
    "Fictivsson",
    "Immaginario",
    "Notreal",
    "Madeupova",
    "Pretendez",
    "Invented",
    "Phantomby",
    "Sampleton",
)


def new_customer(world: World, shop: Shop, at: datetime | None = None) -> Customer:
    """A new buyer of `shop`."""
    with world.lock:
        number = world.next_id()
        first = FIRST[number % len(FIRST)]
        last = f"{LAST[number // len(FIRST) % len(LAST)]}-{number % 100_000}"
        customer = Customer(
            id=number,
            first_name=first,
            last_name=last,
            email=f"{first}.{last}@buyer.example".lower(),
            phone=f"+1555{number % 10_000_000:07d}",
            address1=f"{number % 9973} Nowhere Lane",
            city=f"Imaginary-on-{last}",
            zip=f"ZZ{number % 100_000:05d}",
            country=shop.country,
            created_at=at or world.now(),
        )
        shop.customers[customer.id] = customer
        return customer


def personal_values(shop: Shop) -> set[str]:
    """Every personal value of every buyer, for tests that look for them where they must not be."""
    return {
        value
        for row in shop.customers.values()
        for value in (row.last_name, row.email, row.phone, row.address1, row.city, row.zip)
    }
