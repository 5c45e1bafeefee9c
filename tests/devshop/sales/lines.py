"""From the catalogue to a line of an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.devshop.sales.records import Line

if TYPE_CHECKING:
    from tests.devshop.world import Shop, World


def catalogue_line(world: World, shop: Shop, variant_id: int, quantity: int) -> Line:
    """A line of one of the shop's variants, undiscounted and untaxed."""
    product, variant = shop.variant(variant_id)
    option = None if variant.title == "Default Title" else variant.title
    return Line(
        id=world.next_id(),
        title=product.title,
        price=variant.price,
        quantity=quantity,
        product_id=product.id,
        variant_id=variant.id,
        variant_title=option,
        sku=variant.sku,
        gift_card=product.gift_card,
    )
