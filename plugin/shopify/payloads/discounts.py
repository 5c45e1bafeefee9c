"""Bodies of discounts/update and discounts/delete. Only the id is read: what changed is asked of
Shopify itself.
"""

from __future__ import annotations

import msgspec


class DiscountEvent(msgspec.Struct):
    """A discount was changed or deleted. The global id says whether it is a code or an automatic one."""

    admin_graphql_api_id: str
