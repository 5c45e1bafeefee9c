"""Let creators take part in a campaign, or no longer, and keep the plan of their codes in step."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from plugin.errors import ConflictError, InputError, NotFoundError
from plugin.language import M_
from plugin.services.campaign_terms import read_terms
from plugin.services.code_names import NamedCreator, Naming, said_value, typed_code
from plugin.services.create_campaign import campaign_of
from plugin.services.hold_code import retire_code
from plugin.services.landing.make_pages import make_pages, retire_pages
from plugin.services.links.keep_links import keep_links
from plugin.services.plan_codes import PlannedCode, plan_codes
from plugin.store.campaigns import (
    Campaign,
    add_enrolments,
    creators_with_ids,
    enrolled_creators,
    remove_enrolments,
)
from plugin.store.code_lookup import codes_of_campaign, delete_codes, keys_in_use
from plugin.store.codes import DiscountCode
from plugin.store.creators import handles_of


def enrol_creators(session: Session, campaign_id: int, creator_ids: Collection[int], now: datetime) -> int:
    """Enrol creators and plan their codes; how many are new.

    Raises `ConflictError` for a retired campaign, `NotFoundError` for a creator who is not an active one of
    this shop.
    """
    campaign = campaign_of(session, campaign_id, lock=True)
    if campaign.status == "retired":
        raise ConflictError(M_("This campaign is retired. Create a new one."))
    known = {creator.id for creator in creators_with_ids(session, creator_ids) if creator.status == "active"}
    if missing := set(creator_ids) - known:
        raise NotFoundError(
            M_("Creator %(number)s is not an active creator of this shop.", number=min(missing))
        )
    before = {creator.id for creator in enrolled_creators(session, campaign_id)}
    add_enrolments(session, campaign_id, known, now)
    make_pages(session, campaign_id, known, now)
    write_plan(session, campaign, now)
    return len(known - before)


def unenrol_creators(session: Session, campaign_id: int, creator_ids: Collection[int], now: datetime) -> None:
    """End the creators' part: a code that stands is retired, one that is only planned is dropped; their pages
    are retired.
    """
    campaign = campaign_of(session, campaign_id, lock=True)
    for code in codes_of_campaign(session, campaign_id):
        if code.creator_id in creator_ids and code.status not in ("retired", "planned"):
            retire_code(session, code.id, now)
    remove_enrolments(session, campaign_id, creator_ids)
    retire_pages(session, campaign_id, creator_ids, now)
    write_plan(session, campaign, now)


def naming_of(campaign: Campaign) -> Naming:
    """What a campaign's template is filled with."""
    return Naming(
        campaign.code_template, campaign.name, said_value(read_terms(campaign.terms)), campaign.code_seed
    )


def named_creators(session: Session, creator_ids: Collection[int]) -> list[NamedCreator]:
    """Names and handles of creators, as templates need them."""
    handles = handles_of(session, creator_ids)
    return [
        NamedCreator(row.id, row.name, tuple(handles[row.id].values()))
        for row in creators_with_ids(session, creator_ids)
    ]


def plan_for(
    session: Session, naming: Naming, creator_ids: Collection[int], campaign_id: int | None = None
) -> list[PlannedCode]:
    """What the codes of these creators would be; for a campaign that is stored, beside what stands already.

    What was sent to Shopify or typed by the owner stays as it is.
    """
    rows = _own_codes(session, campaign_id)
    keep = {
        code.creator_id: code.code
        for code in rows
        if code.creator_id is not None
        and code.status != "retired"
        and (code.status != "planned" or code.named_by == "owner")
    }
    retired = {code.code_key for code in rows if code.status == "retired"}
    taken = keys_in_use(session, besides_campaign=campaign_id) | retired
    return plan_codes(naming, named_creators(session, creator_ids), taken=taken, keep=keep)


def write_plan(session: Session, campaign: Campaign, now: datetime) -> list[PlannedCode]:
    """Plan the campaign's codes anew and keep the plan as rows; returns it, problems included.

    A creator whose name gives no code has no row. Links follow: each creator who takes part has one.
    """
    creators = {creator.id for creator in enrolled_creators(session, campaign.id)}
    rows = _own_codes(session, campaign.id)
    current = {code.creator_id: code for code in rows if code.status != "retired"}
    plan = plan_for(session, naming_of(campaign), creators, campaign.id)
    delete_codes(
        session,
        [
            code.id
            for code in current.values()
            if code.status == "planned" and code.creator_id not in creators
        ],
    )
    for planned in plan:
        _write(session, campaign, current.get(planned.creator_id), planned, now)
    session.flush()
    keep_links(session, campaign, now)
    return plan


def nameless(session: Session, campaign: Campaign) -> list[PlannedCode]:
    """The campaign's creators who have no code because their name makes none, each with the reason."""
    have = {code.creator_id for code in _own_codes(session, campaign.id) if code.status != "retired"}
    if campaign.status == "retired" or all(row.id in have for row in enrolled_creators(session, campaign.id)):
        return []
    creators = {row.id for row in enrolled_creators(session, campaign.id)}
    return [row for row in plan_for(session, naming_of(campaign), creators, campaign.id) if row.problem]


def name_code(session: Session, campaign_id: int, creator_id: int, typed: str, now: datetime) -> None:
    """Plan the code the owner typed for a creator whose name makes none.

    Raises `InputError` naming code where it cannot be one or is taken, `ConflictError` where the creator has
    one.
    """
    campaign = campaign_of(session, campaign_id, lock=True)
    planned = next((row for row in nameless(session, campaign) if row.creator_id == creator_id), None)
    if planned is None:
        raise ConflictError(M_("This creator has a code in the campaign already. Look again."))
    code = typed_code(typed)
    if code.casefold() in keys_in_use(session):
        raise InputError(M_("%(code)s is taken already. Type another.", code=code), field="code")
    _write(session, campaign, None, replace(planned, code=code, problem=None, typed=True), now)
    session.flush()
    keep_links(session, campaign, now)


def _own_codes(session: Session, campaign_id: int | None) -> list[DiscountCode]:
    if campaign_id is None:
        return []
    return [code for code in codes_of_campaign(session, campaign_id) if code.origin != "attached"]


def _write(
    session: Session, campaign: Campaign, row: DiscountCode | None, planned: PlannedCode, now: datetime
) -> None:
    if row is None:
        if planned.code:
            session.add(
                DiscountCode(
                    campaign_id=campaign.id,
                    creator_id=planned.creator_id,
                    code=planned.code,
                    code_key=planned.code.casefold(),
                    named_by="owner" if planned.typed else "template",
                    valid_from=campaign.starts_at,
                    created_at=now,
                    updated_at=now,
                )
            )
        return
    if row.status != "planned":
        return
    if not planned.code:
        delete_codes(session, [row.id])
        return
    row.valid_from = campaign.starts_at
    if row.code != planned.code:
        row.code, row.code_key, row.updated_at = planned.code, planned.code.casefold(), now
        # What was found about the old code says nothing about the new one.
        row.conflict = row.choice = None
