"""The survey's overview, the creator's and the code's page: what the numbers are and when there are none."""

import csv
import io
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from sqlalchemy import delete, update

from plugin.store.survey.answers import Answer
from tests import cast
from tests.simulator.parameters import ShopParameters
from tests.simulator.shop import simulate
from tests.survey_shop import keep_shop

SHOP = replace(
    ShopParameters(), orders=700, influenced=0.3, creators=4, listed=4, decoy_share=1.0, spread=0.0
)


@pytest.fixture
def simulated():
    return simulate(SHOP, np.random.default_rng(8))


@pytest.fixture
def kept(database, ana, now: datetime, simulated):
    """Ana's shop: two weeks of orders with answers."""
    return keep_shop(database, ana, simulated, start=now - timedelta(days=14), end=now - timedelta(days=1))


def text(answer):
    return " ".join(answer.get_data(as_text=True).split())


def test_nobody_asked_says_what_to_do_next(browse, ana):
    page = text(browse(cast.ANA).get("/survey/overview"))
    assert "Nobody has been asked yet" in page
    assert 'href="/survey/settings"' in page


def test_the_overview_shows_influence_beside_what_was_counted(browse, kept, simulated):
    page = text(browse(cast.ANA).get("/survey/overview"))
    for heading in (
        "What creators influenced", "Attributed orders", "Influenced orders", "Influenced revenue",
        "Multiplier", "Who answers", "Where buyers first heard of the shop", "Creators buyers name",
        "Creator by creator", "New and returning buyers", "Answers beside codes and links",
        "The invented name", "Chapman",
    ):  # fmt: skip
        assert heading in page, heading
    assert "no effect seen" not in page
    assert "Fewer than 35 %" not in page
    attributed = ((simulated.code_of >= 0) | (simulated.link_of >= 0)).sum()
    assert f'<div class="figure-value">{attributed}</div>' in page


def test_another_shop_sees_none_of_it(browse, kept, ben):
    browser = browse(cast.BEN)
    assert "Nobody has been asked yet" in text(browser.get("/survey/overview"))
    rows = list(csv.reader(io.StringIO(browser.get("/survey/overview.csv").get_data(as_text=True))))
    assert len(rows) == 1


def test_no_effect_is_said_in_words(browse, database, ana, kept):
    with database.shop(ana) as session:
        session.execute(
            update(Answer)
            .where(Answer.meaning.in_(("creator", "decoy")))
            .values(meaning="channel", channel="search", creator_id=None, decoy_id=None)
        )
    page = text(browse(cast.ANA).get("/survey/overview"))
    assert "no effect seen" in page
    assert "at most" in page


def test_few_answers_show_bounds_and_no_percentage(browse, database, ana, kept):
    with database.shop(ana) as session:
        session.execute(delete(Answer).where(Answer.impression_id > 40))
    page = text(browse(cast.ANA).get("/survey/overview"))
    assert "too few answers, about" in page
    assert "Whatever those who did not answer would have said" in page
    assert "Fewer than 35 %" in page
    assert 'class="whisker"' not in page


@pytest.mark.parametrize(
    ("path", "first"),
    [
        ("/survey/overview.csv", "Creator"),
        ("/survey/overview/answers.csv", "Kind"),
        ("/survey/overview/agreement.csv", "Creator"),
    ],
)
def test_every_table_has_its_csv(browse, kept, path, first):
    answer = browse(cast.ANA).get(path)
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert rows[0][0] == first
    assert len(rows) >= 4
    assert {len(row) for row in rows} == {len(rows[0])}


def test_a_creators_page_has_their_part_of_it(browse, kept):
    page = text(browse(cast.ANA).get(f"/creators/{kept.creators[0]}"))
    assert "What the survey says about Creator 1" in page
    assert "Influenced orders" in page
    assert "name another creator" in page


def test_a_code_tells_which_answers_disagree(browse, kept):
    page = text(browse(cast.ANA).get(f"/codes/{kept.codes[0]}"))
    assert "Answers that disagree" in page
    assert "or a coupon site" in page
