"""Typed texts, worked through by keyboard in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from plugin.admin import blueprint
from plugin.app import create_app
from plugin.store.creators import Creator
from plugin.store.survey.answers import Answer
from tests import cast
from tests.books import add_creator
from tests.browser import chromium, page, serve  # noqa: F401  fixtures
from tests.devshop import oauth
from tests.devshop.app import create_devshop
from tests.devshop.catalogue import seed
from tests.devshop.world import World
from tests.plugin.admin.conftest import give_token
from tests.plugin.admin.survey_answers import answer  # noqa: F401  a fixture
from tests.plugin.admin.test_in_browser import inside

pytestmark = pytest.mark.browser
TYPED = ("clear clouds", "radio", "clear sky cloud", "a poster")


@pytest.fixture
def texts(database, settings, ana, ben, answer) -> Iterator[str]:  # noqa: F811
    """The address of Ana's typed texts; the most frequent comes first."""
    add_creator(database, ana, "Cleo Cloud")
    number = 1000
    for times, typed in zip((4, 3, 2, 1), TYPED, strict=True):
        for _ in range(times):
            number += 1
            answer(ana, number, "someone_else", typed)
    world = World(cast.CLIENT_ID, cast.CLIENT_SECRET, "http://127.0.0.1")
    seed(world)
    with serve(create_devshop(world)) as stand_in:
        ours = replace(settings, standin_url=stand_in)
        give_token(database, ours, cast.ANA, datetime.now(UTC))
        with serve(create_app(ours, blueprint, database=database)) as app_url:
            world.app_url = app_url
            oauth.install(world, world.shops[cast.ANA.domain])
            yield f"{stand_in}/store/anas-atelier/apps/earmark/survey/texts"


def test_texts_are_read_without_a_mouse(page: Page, texts: str, database, ana) -> None:  # noqa: F811
    page.goto(texts)
    frame = inside(page)
    rows = frame.locator("[data-text-row]")
    expect(rows).to_have_count(4)
    frame.locator("#text-1").focus()
    page.keyboard.press("a")
    page.keyboard.press("1")
    expect(rows).to_have_count(3)
    expect(frame.locator("#text-1 q")).to_have_text("radio")
    expect(frame.locator("#text-1")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(frame.locator("#text-2")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(frame.locator("#text-1")).to_be_focused()
    page.keyboard.press("0")
    expect(rows).to_have_count(2)
    expect(frame.locator("#text-1 q")).to_have_text("clear sky cloud")
    expect(frame.locator("#text-1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(rows).to_have_count(1)
    page.keyboard.press("h")
    expect(frame.locator("#text-1-channel")).to_be_focused()
    with database.shop(ana) as session:
        meanings = dict(session.execute(select(Answer.text, Answer.meaning)).all())
        assert session.scalars(select(Creator.aliases)).one() == ["clear clouds"]
    assert meanings == {
        "clear clouds": "creator",
        "radio": "ignored",
        "clear sky cloud": "creator",
        "a poster": "unmapped",
    }
