"""What an owner does with a creator's links: add one, change it, pause, retire and bring it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from plugin.errors import ConflictError, InputError, NotFoundError
from plugin.language import M_
from plugin.services.create_campaign import campaign_of
from plugin.services.links.hold_links import (
    CAMPAIGN,
    CREATOR,
    ENROLMENT,
    OWNER,
    hold_links,
    release_links,
    retire_links,
    revive_links,
)
from plugin.services.links.new_links import Place, make_links
from plugin.services.links.paths import typed_path
from plugin.services.links.settle_later import settle_links_later
from plugin.services.links.utm_sources import utm_sources
from plugin.services.recompute_later import recompute_link_later
from plugin.store.campaigns import Campaign, enrolled_creators
from plugin.store.code_lookup import codes_of_campaign, find_code
from plugin.store.creators import PLATFORMS, Creator, find_creator
from plugin.store.link_lookup import link_at_path
from plugin.store.links import PLACEMENTS, Link, find_link

LONGEST_WINDOW = 365
"""Days. Nobody can show that a video a year old still sold it."""


@dataclass(frozen=True, slots=True)
class LinkFields:
    """What a form says of a link. `path` is as typed: empty is the best that is free for a new link, and none
    for one that is there; `window` is days as typed, empty for the policy's.
    """

    placement: str
    platform: str
    path: str = ""
    window: str = ""


def add_link(
    session: Session,
    creator_id: int,
    fields: LinkFields,
    now: datetime,
    *,
    campaign_id: int | None = None,
    code_id: int | None = None,
) -> int:
    """A further link of a creator, in a campaign they take part in, or in none; its number.

    A link of a campaign applies the creator's code there; one of none applies `code_id`, a code of theirs.
    Raises `InputError` naming the field, `NotFoundError`, or `ConflictError` for an archived creator.
    """
    creator = _active(session, creator_id)
    campaign = _taking_part(session, campaign_id, creator_id) if campaign_id is not None else None
    if campaign is not None:
        codes = codes_of_campaign(session, campaign.id)
        code_id = next(
            (
                code.id
                for code in codes
                if code.creator_id == creator_id and code.status != "retired" and code.origin != "attached"
            ),
            None,
        )
    elif code_id is not None:
        code = find_code(session, code_id)
        if code is None or code.creator_id != creator_id or code.status == "retired":
            raise InputError(M_("Choose a code of this creator, or none."), field="belongs")
    path = _free_path(session, fields.path, None) if fields.path.strip() else None
    place = Place(_placement(fields), _platform(fields), path)
    held_by = CAMPAIGN if campaign is not None and campaign.status == "paused" else None
    window = _window(fields.window)
    try:
        with session.begin_nested():
            codes_by_creator = {creator_id: code_id} if code_id is not None else {}
            [link] = make_links(
                session, [creator], campaign, [place], now, codes=codes_by_creator, held_by=held_by
            )
    except IntegrityError as error:
        raise _taken(path or "") from error
    link.window_days = window
    settle_links_later(session, [link.id])
    return link.id


def edit_link(session: Session, link_id: int, fields: LinkFields, now: datetime) -> bool:
    """Change where a link stands, its short path and its window; whether the short path changed.

    Raises `InputError` naming the field, `NotFoundError`, `ConflictError` for a retired link.
    """
    link = link_of(session, link_id)
    if link.status == "retired":
        raise ConflictError(M_("This link is retired. Bring it back first."))
    placement, platform, window = _placement(fields), _platform(fields), _window(fields.window)
    path = _free_path(session, fields.path, link.id) if fields.path.strip().strip("/") else None
    moved = path != link.path
    if platform != link.platform:
        link.utm_source = utm_sources(session)[platform]
    if window != link.window_days:
        recompute_link_later(session, link.key)
    link.placement, link.utm_content, link.platform, link.window_days = placement, placement, platform, window
    link.updated_at = now
    if moved:
        try:
            with session.begin_nested():
                link.path, link.redirect_problem = path, None
                # Without a path it is the job that says none, once nothing of it is left in the shop.
                link.redirect_state = "planned"
                session.flush()
        except IntegrityError as error:
            raise _taken(path or "") from error
        settle_links_later(session, [link.id])
    return moved


def retry_link(session: Session, link_id: int, now: datetime) -> None:
    """Have a short path made (again): one that failed, or that a test did not find in the shop.

    Raises `ConflictError` where there is none to make, or it is on its way.
    """
    link = link_of(session, link_id)
    if link.status == "retired" or link.redirect_state not in ("failed", "live"):
        raise ConflictError(M_("This link has changed in the meantime. Look again."))
    link.redirect_state, link.redirect_problem, link.updated_at = "planned", None, now
    settle_links_later(session, [link.id])


def pause_link(session: Session, link_id: int, now: datetime) -> None:
    """Have a link lead to the home page for now. Raises `ConflictError` where it is not live."""
    link = link_of(session, link_id)
    if link.status != "live":
        raise ConflictError(M_("This link has changed in the meantime. Look again."))
    hold_links([link], OWNER, now)


def resume_link(session: Session, link_id: int, now: datetime) -> None:
    """End the owner's pause. Raises `ConflictError` where somebody else holds the link."""
    link = link_of(session, link_id)
    if CAMPAIGN in link.held_by and link.status == "paused":
        raise ConflictError(M_("The whole campaign is paused. Resume the campaign first."))
    if CREATOR in link.held_by and link.status == "paused":
        raise ConflictError(M_("The creator is archived. Restore the creator first."))
    if link.status != "paused":
        raise ConflictError(M_("This link has changed in the meantime. Look again."))
    release_links([link], OWNER, now)


def retire_link(session: Session, link_id: int, now: datetime) -> None:
    """End a link: its short path is deleted, what it has earned stays."""
    retire_links(session, [link_of(session, link_id)], OWNER, now)


def restore_link(session: Session, link_id: int, now: datetime) -> None:
    """Take the owner's retiring back. Raises `ConflictError` where campaign or enrolment ended the link."""
    link = link_of(session, link_id)
    if link.status != "retired":
        raise ConflictError(M_("This link has changed in the meantime. Look again."))
    campaign = campaign_of(session, link.campaign_id) if link.campaign_id is not None else None
    if campaign is not None and campaign.status == "retired":
        raise ConflictError(M_("Its campaign is retired, and so is this link."))
    if ENROLMENT in link.held_by:
        raise ConflictError(M_("The creator takes part no longer. Choose them in the campaign again."))
    creator = find_creator(session, link.creator_id)
    revive_links(session, [link], now)
    if campaign is not None and campaign.status == "paused":
        hold_links([link], CAMPAIGN, now)
    if creator is not None and creator.status == "archived":
        hold_links([link], CREATOR, now)
    settle_links_later(session, [link.id])


def link_of(session: Session, link_id: int) -> Link:
    """The link with this number, held; raises `NotFoundError` where the shop has none."""
    link = find_link(session, link_id, lock=True)
    if link is None:
        raise NotFoundError(M_("There is no link %(number)s in this shop.", number=link_id))
    return link


def _active(session: Session, creator_id: int) -> Creator:
    creator = find_creator(session, creator_id)
    if creator is None:
        raise NotFoundError(M_("There is no creator %(number)s in this shop.", number=creator_id))
    if creator.status != "active":
        raise ConflictError(M_("The creator is archived. Restore the creator first."))
    return creator


def _taking_part(session: Session, campaign_id: int, creator_id: int) -> Campaign:
    campaign = campaign_of(session, campaign_id)
    if campaign.status == "retired" or all(
        creator.id != creator_id for creator in enrolled_creators(session, campaign_id)
    ):
        raise InputError(M_("Choose a campaign this creator takes part in, or none."), field="belongs")
    return campaign


def _free_path(session: Session, typed: str, own: int | None) -> str:
    path = typed_path(typed)
    holder = link_at_path(session, path)
    if holder is not None and holder.id != own:
        raise _taken(path)
    return path


def _taken(path: str) -> InputError:
    return InputError(M_("Another link has %(path)s already. Choose another path.", path=path), field="path")


def _placement(fields: LinkFields) -> str:
    if fields.placement not in PLACEMENTS:
        raise InputError(M_("Choose where the link stands."), field="placement")
    return fields.placement


def _platform(fields: LinkFields) -> str:
    if fields.platform not in PLATFORMS:
        raise InputError(M_("Choose a platform."), field="platform")
    return fields.platform


def _window(typed: str) -> int | None:
    text = typed.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 4 and 1 <= int(text) <= LONGEST_WINDOW):
        raise InputError(
            M_("Type a whole number of days from 1 to %(most)s, or leave it empty.", most=LONGEST_WINDOW),
            field="window",
        )
    return int(text)
