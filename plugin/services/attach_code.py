"""Give a code the shop already has to a creator, or name it as the shop's own for everybody (sitewide).

Shopify is not touched. Orders of the past that used the code are decided again.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from plugin.errors import ConflictError, InputError, NotFoundError
from plugin.language import M_
from plugin.services.code_names import LONGEST
from plugin.services.code_terms import terms_of_its_own
from plugin.services.hold_code import code_of
from plugin.services.recompute_later import recompute_later
from plugin.shopify.admin import Admin
from plugin.shopify.discount import StandingDiscount
from plugin.shopify.discounts import find_codes
from plugin.store.campaigns import creators_with_ids
from plugin.store.code_lookup import close_others, codes_with_key
from plugin.store.codes import DiscountCode


def find_shop_code(client: Admin, typed: str) -> tuple[str, StandingDiscount | None]:
    """The code as the shop writes it, and its discount; None where the shop has none (any more).

    Raises `InputError` naming code for one that no shop can have.
    """
    code = typed.strip()
    if not code or len(code) > LONGEST:
        raise InputError(M_("Type a code of at most %(most)s characters.", most=LONGEST), field="code")
    standing = find_codes(client, [code]).get(code)
    if standing is not None:
        code = next((name for name in standing.codes if name.casefold() == code.casefold()), code)
    return code, standing


def attach_code(
    session: Session,
    code: str,
    standing: StandingDiscount | None,
    creator_id: int | None,
    now: datetime,
    *,
    valid_from: datetime | None = None,
) -> int:
    """Have `code` count for a creator, or with None for nobody; the number of its row.

    It counts from `valid_from`, else from the discount's own start, else from as far back as there are
    orders. Whoever had it until then has it until then. Raises `NotFoundError` for an unknown creator,
    `ConflictError` where Earmark created the code for somebody and it still runs.
    """
    if creator_id is not None and not creators_with_ids(session, [creator_id]):
        raise NotFoundError(M_("There is no creator %(number)s in this shop.", number=creator_id))
    key = code.strip().casefold()
    for row in codes_with_key(session, key):
        if row.origin != "attached" and row.status in ("planned", "creating", "active", "paused"):
            raise ConflictError(
                M_("%(code)s belongs to a campaign in Earmark. Retire it there first.", code=row.code)
            )
    since = valid_from or (standing.starts_at if standing else datetime(1970, 1, 1, tzinfo=now.tzinfo))
    attached = DiscountCode(
        creator_id=creator_id,
        code=code.strip(),
        code_key=key,
        origin="attached",
        status="active",
        discount_gid=standing.gid if standing else None,
        own_terms=terms_of_its_own(standing) if standing else None,
        valid_from=since,
        verified_at=now if standing else None,
        created_at=now,
        updated_at=now,
    )
    session.add(attached)
    session.flush()
    close_others(session, attached, since)
    recompute_later(session, code)
    return attached.id


def detach_code(session: Session, code_id: int, now: datetime) -> None:
    """Undo an attachment altogether: the code counts for nobody, in the past either."""
    code = code_of(session, code_id)
    if code.origin != "attached":
        raise NotFoundError(M_("There is no attached code %(number)s in this shop.", number=code_id))
    code.status = code.wanted = "retired"
    code.valid_until, code.updated_at = code.valid_from, now
    recompute_later(session, code.code)
