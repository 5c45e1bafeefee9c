"""A shop whose buyers have answered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from plugin.attribution.survey.settings import DEFAULT
from plugin.services.buyers import buyer_key
from plugin.services.survey.roster import Rosters
from plugin.services.survey.show_survey import Shown, show_survey
from plugin.services.survey.take_answer import take_answer
from plugin.store.evidence import Evidence
from plugin.store.survey.answers import Answer
from plugin.store.survey.settings import add_settings
from tests import cast


@pytest.fixture
def answer(database, settings, ana, ben) -> Callable[..., None]:
    """`answer(ana, 1001, "someone_else", "Cleo")`: the buyer of order 1001 answers."""
    for shop in (ana, ben):
        with database.shop(shop) as session:
            buyer_key(session, settings)
            add_settings(session, replace(DEFAULT, decoy=False, closer_fraction=0.0), cast.NOW)

    def give(shop: int, number: int, option: str, text: str | None = None, **more: Any) -> None:
        with database.shop(shop) as session:
            shown = show_survey(
                session,
                settings,
                Rosters(),
                page="thank_you",
                order_id=number,
                checkout_token=f"checkout-{number}",
                customer_id=None,
                first=True,
                language="en",
                now=more.get("now", cast.NOW),
            )
            assert isinstance(shown, Shown), shown
            payload = {
                "impression": shown.impression.key,
                "question": "first_heard",
                "option": option,
                "text": text,
                "milliseconds": 3000,
            }
            take_answer(session, settings, payload, more.get("now", cast.NOW))

    return give


@pytest.fixture
def meanings(database) -> Callable[[int], list[tuple[Any, ...]]]:
    """`meanings(ana)`: what each answer in force means, oldest first: (text, meaning, creator, channel)."""

    def read(shop: int) -> list[tuple[Any, ...]]:
        with database.shop(shop) as session:
            query = select(Answer).where(Answer.replaced_at.is_(None)).order_by(Answer.id)
            return [(row.text, row.meaning, row.creator_id, row.channel) for row in session.scalars(query)]

    return read


@pytest.fixture
def evidence(database) -> Callable[[int, int], tuple[Any, ...] | None]:
    """`evidence(ana, 1001)`: (answer, creator, channel) of the survey on an order, None without one."""

    def read(shop: int, order_id: int) -> tuple[Any, ...] | None:
        with database.shop(shop) as session:
            query = select(Evidence.facts).where(Evidence.order_id == order_id, Evidence.kind == "survey")
            facts = session.scalar(query)
            return (facts["answer"], facts["creator_id"], facts["channel"]) if facts else None

    return read
