"""The survey's settings by version; the newest is in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column

from plugin.attribution.survey.settings import DEFAULT, SurveySettings
from plugin.store.base import Base, ShopOwned


class SurveySettingsRow(ShopOwned, Base):
    """One version of a shop's survey settings; `rules` is
    `plugin.attribution.survey.settings.SurveySettings` as JSON.
    """

    __tablename__ = "survey_settings"

    version: Mapped[int] = mapped_column(primary_key=True)
    rules: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


def settings_in_force(session: Session) -> SurveySettings:
    """The shop's newest settings, or the default where the owner has chosen nothing."""
    query = select(SurveySettingsRow).order_by(SurveySettingsRow.version.desc()).limit(1)
    row = session.scalars(query).one_or_none()
    return SurveySettings.from_rules(row.version, row.rules) if row else DEFAULT


def settings_versions(session: Session) -> list[SurveySettingsRow]:
    """Every version, newest first."""
    return list(session.scalars(select(SurveySettingsRow).order_by(SurveySettingsRow.version.desc())))


def add_settings(session: Session, settings: SurveySettings, now: datetime) -> SurveySettings:
    """Put `settings` in force as the next version; returns them with their number.

    Two owners saving at once get a conflict from the primary key, not one silently over the other.
    """
    version = settings_in_force(session).version + 1
    session.add(SurveySettingsRow(version=version, rules=settings.rules(), created_at=now))
    session.flush()
    return SurveySettings.from_rules(version, settings.rules())
