"""Buyers who answer the survey of a shop whose pages are then looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from plugin.attribution.survey.settings import DEFAULT
from plugin.services.buyers import buyer_key
from plugin.services.survey.roster import Rosters
from plugin.services.survey.show_survey import show_survey
from plugin.services.survey.take_answer import take_answer
from plugin.store.survey.settings import add_settings
from tests import cast


@pytest.fixture
def answer(database, settings, ana, ben) -> Callable[..., None]:
    """`answer(ana, 1001, "other", "radio")`: the buyer of that order answers."""
    for shop in (ana, ben):
        with database.shop(shop) as session:
            buyer_key(session, settings)
            add_settings(session, replace(DEFAULT, decoy=False, closer_fraction=0.0), cast.NOW)

    def give(shop: int, number: int, option: str, text: str | None = None, **more: Any) -> None:
        with database.shop(shop) as session:
            shown: Any = show_survey(
                session,
                settings,
                Rosters(),
                page="thank_you",
                order_id=number,
                checkout_token=f"checkout-{number}",
                customer_id=None,
                first=True,
                language="sv",
                now=cast.NOW,
            )
            payload = {
                "impression": shown.impression.key,
                "question": "first_heard",
                "option": option,
                "text": text,
                "milliseconds": 800,
                **more,
            }
            take_answer(session, settings, payload, cast.NOW)

    return give
