"""The shop's codes as deciding needs them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy.orm import Session

from plugin.attribution.codes import KnownCode
from plugin.attribution.evidence import CodeEvidence, Evidence
from plugin.store.batch.statements import run

NOT_IN_SHOP = ("planned", "failed")
"""States in which no discount of ours stands in the shop under the code. One that is being created may stand
already: its answer can be lost while shoppers use it.
"""


def codes_for(session: Session, evidence: Iterable[Evidence]) -> list[KnownCode]:
    """The codes that this evidence names."""
    return known_codes(session, (row.key for row in evidence if isinstance(row, CodeEvidence)))


def known_codes(session: Session, keys: Iterable[str]) -> list[KnownCode]:
    """Every code of the shop whose key is among `keys`, whatever its state, by number."""
    wanted = list(set(keys))
    if not wanted:
        return []
    # The statement does not go through the session, which writes what it holds before its own.
    session.flush()
    # By hand: a batch of orders asks for every code in use at once.
    rows = run(
        session,
        """
        select code.id, code.code_key, code.creator_id, code.campaign_id, code.valid_from, code.valid_until,
            code.origin = 'attached' or not code.status = any(%(absent)s), creators.archived_at
        from discount_codes code
        left join creators on creators.shop_id = code.shop_id and creators.id = code.creator_id
        where code.shop_id = %(shop)s and code.code_key = any(%(keys)s) order by code.id
        """,
        absent=list(NOT_IN_SHOP),
        keys=wanted,
    )
    return [KnownCode(*row) for row in rows]
