"""The shop's codes as deciding needs them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from plugin.attribution.codes import KnownCode
from plugin.attribution.evidence import CodeEvidence, Evidence
from plugin.store.among import among
from plugin.store.codes import DiscountCode
from plugin.store.creators import Creator

NOT_IN_SHOP = ("planned", "failed")
"""States in which no discount of ours stands in the shop under the code. One that is being created may stand
already: its answer can be lost while shoppers use it.
"""


def codes_for(session: Session, evidence: Iterable[Evidence]) -> list[KnownCode]:
    """The codes that this evidence names."""
    return known_codes(session, (row.key for row in evidence if isinstance(row, CodeEvidence)))


def known_codes(session: Session, keys: Iterable[str]) -> list[KnownCode]:
    """Every code of the shop whose key is among `keys`, whatever its state, by number."""
    wanted = set(keys)
    if not wanted:
        return []
    # Columns and not entities: a batch of orders asks for every code in use at once.
    query = (
        select(
            DiscountCode.id,
            DiscountCode.code_key,
            DiscountCode.creator_id,
            DiscountCode.campaign_id,
            DiscountCode.valid_from,
            DiscountCode.valid_until,
            or_(DiscountCode.origin == "attached", DiscountCode.status.not_in(NOT_IN_SHOP)),
            Creator.archived_at,
        )
        .outerjoin(
            Creator, and_(Creator.shop_id == DiscountCode.shop_id, Creator.id == DiscountCode.creator_id)
        )
        .where(among(DiscountCode.code_key, wanted))
        .order_by(DiscountCode.id)
    )
    return [KnownCode(*row) for row in session.execute(query)]
