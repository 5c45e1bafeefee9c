"""To what a new link of a creator can belong: a campaign they take part in, a code of theirs, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from plugin.errors import InputError, NotFoundError
from plugin.language import M_
from plugin.store.codes_of_creators import campaigns_of_creator, codes_of_creator
from plugin.store.creators import Creator, find_creator

NOTHING = "none"
"""The choice of a form that is neither campaign nor code."""


@dataclass(frozen=True, slots=True)
class Belongings:
    """`choices` are (value of the form, campaign's name or None, code or None), the newest campaign first."""

    creator: Creator
    choices: list[tuple[str, str | None, str | None]]


def belongings(session: Session, creator_id: int) -> Belongings:
    """What a link of this creator can belong to; raises `NotFoundError`."""
    creator = find_creator(session, creator_id)
    if creator is None:
        raise NotFoundError(M_("There is no creator %(number)s in this shop.", number=creator_id))
    codes = [row.code for row in codes_of_creator(session, creator_id) if row.code.status != "retired"]
    of_campaign = {code.campaign_id: code.code for code in codes if code.origin != "attached"}
    campaigns = [row for row in campaigns_of_creator(session, creator_id) if row.status != "retired"]
    return Belongings(
        creator,
        [
            *((f"campaign-{row.id}", row.name, of_campaign.get(row.id)) for row in campaigns),
            *((f"code-{code.id}", None, code.code) for code in codes if code.campaign_id is None),
            (NOTHING, None, None),
        ],
    )


def read_belonging(value: str) -> tuple[int | None, int | None]:
    """(campaign, code) of a form's choice; raises `InputError` naming belongs for what was none."""
    kind, _, number = value.partition("-")
    if value == NOTHING:
        return None, None
    if kind in ("campaign", "code") and number.isascii() and number.isdigit() and len(number) <= 18:
        return (int(number), None) if kind == "campaign" else (None, int(number))
    raise InputError(M_("Choose a campaign this creator takes part in, or none."), field="belongs")
