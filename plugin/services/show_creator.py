"""One creator, with codes and campaigns."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from plugin.errors import NotFoundError
from plugin.language import M_
from plugin.store.campaigns import Campaign
from plugin.store.codes_of_creators import CampaignCode, campaigns_of_creator, codes_of_creator
from plugin.store.creators import Creator, find_creator, handles_of
from plugin.store.landing_lookup import NamedPage, named_pages


@dataclass(frozen=True, slots=True)
class CreatorDetail:
    """A creator, platform -> handle, the codes with their campaigns, campaigns in which no code stands yet,
    and their landing pages.
    """

    creator: Creator
    handles: dict[str, str]
    codes: list[CampaignCode]
    campaigns_without_code: list[Campaign]
    pages: list[NamedPage]


def show_creator(session: Session, creator_id: int) -> CreatorDetail:
    """What is known of one creator; raises `NotFoundError`."""
    creator = find_creator(session, creator_id)
    if creator is None:
        raise NotFoundError(M_("There is no creator %(number)s in this shop.", number=creator_id))
    codes = codes_of_creator(session, creator_id)
    with_code = {row.code.campaign_id for row in codes}
    return CreatorDetail(
        creator=creator,
        handles=handles_of(session, [creator_id])[creator_id],
        codes=codes,
        campaigns_without_code=[
            campaign for campaign in campaigns_of_creator(session, creator_id) if campaign.id not in with_code
        ],
        pages=named_pages(session, creator_id),
    )
