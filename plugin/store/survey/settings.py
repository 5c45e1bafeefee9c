"""The survey's settings by version; the newest is in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from plugin.store.base import Base, ShopOwned


class SurveySettingsRow(ShopOwned, Base):
    """One version of a shop's survey settings; `rules` is
    `plugin.attribution.survey.settings.SurveySettings` as JSON.
    """

    __tablename__ = "survey_settings"

    version: Mapped[int] = mapped_column(primary_key=True)
    rules: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
