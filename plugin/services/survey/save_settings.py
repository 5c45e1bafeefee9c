"""Change the survey's settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from plugin.attribution.survey.settings import SurveySettings
from plugin.services.buyers import buyer_key
from plugin.services.survey.decoys import decoy_beside, set_decoy
from plugin.services.survey.roster import load_roster
from plugin.settings import Settings
from plugin.store.database import ShopSession
from plugin.store.survey.decoys import Decoy, all_decoys
from plugin.store.survey.settings import add_settings, settings_in_force, settings_versions


@dataclass(frozen=True, slots=True)
class StandingSurvey:
    """The settings in force, since when (None: never chosen), the invented name shown now (None: nobody to be
    beside, or every name we could make is like somebody's), and those shown before.
    """

    settings: SurveySettings
    since: datetime | None
    decoy: Decoy | None
    earlier: tuple[Decoy, ...]


def standing_survey(session: ShopSession, settings: Settings, now: datetime) -> StandingSurvey:
    """The survey's settings as they stand."""
    roster = load_roster(session, buyer_key(session, settings), now)
    decoy = decoy_beside(session, roster.key, roster.named, now) if roster.creators else None
    versions = settings_versions(session)
    return StandingSurvey(
        settings_in_force(session),
        versions[0].created_at if versions else None,
        decoy,
        tuple(row for row in all_decoys(session) if decoy is None or row.id != decoy.id),
    )


def save_survey(
    session: ShopSession,
    settings: Settings,
    chosen: SurveySettings,
    *,
    decoy_name: str,
    decoy_handle: str,
    now: datetime,
) -> bool:
    """Put `chosen` in force as the next version, and the owner's invented name where one is given; whether
    anything changed. Raises `InputError` naming the field.
    """
    changed = False
    if chosen.decoy and decoy_name.strip():
        roster = load_roster(session, buyer_key(session, settings), now)
        newest = max(roster.decoys, default=None)
        changed = set_decoy(session, decoy_name, decoy_handle, roster.named, now).id != newest
    if chosen.rules() != settings_in_force(session).rules():
        add_settings(session, chosen, now)
        changed = True
    return changed
