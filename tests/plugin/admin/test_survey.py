"""The survey's pages: answers, typed texts, settings."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from sqlalchemy import select

from plugin.attribution.survey.settings import DEFAULT
from plugin.store.survey.answers import Answer
from plugin.store.survey.decoys import live_decoy
from plugin.store.survey.settings import settings_in_force, settings_versions
from tests import cast
from tests import order_bodies as bodies
from tests.books import add_creator, hear
from tests.plugin.admin.survey_answers import answer  # noqa: F401  a fixture


@pytest.fixture
def answered(database, settings, ana, ben, answer):  # noqa: F811
    """Three answers in Ana's shop, one in Ben's."""
    cleo = add_creator(database, ana, "Cleo Cloud")
    add_creator(database, ben, "Hal Hill")
    answer(ana, 1001, "friend")
    answer(ana, 1002, "someone_else", "<b>cleo cloud</b>")
    answer(ana, 1003, "other", "=radio(1)")
    answer(ben, 1004, "other", "bens own text")
    hear(database, settings, ana, "orders/create", bodies.order(1001))
    return cleo


def test_everything_a_buyer_gave_is_on_the_page(browse, answered, ana):
    page = browse(cast.ANA).get("/survey/answers").get_data(as_text=True)
    for shown in (
        "Friend or family",
        "#1001",
        "Cleo Cloud",
        "Auto",
        "=radio(1)",
        "Under a second",
        "Thank-you page",
    ):
        assert shown in page
    assert "&lt;b&gt;cleo cloud&lt;/b&gt;" in page
    assert "<b>cleo" not in page
    assert "Waits for its order" in page
    assert "bens own text" not in page
    assert "Hal Hill" not in page


FILTERS = {
    "text": ("q=RADIO", "=radio", "Friend or family</s-table-cell>"),
    "order": ("q=1001", "#1001", "=radio"),
    "taken for": ("meaning=unmapped", "=radio", "cleo cloud"),
    "channel": ("channel=friend", "#1001", "=radio"),
    "order not here": ("state=waiting", "=radio", "#1001"),
    "question": ("question=why_today", "No answer fits", "=radio"),
    "fast": ("only=fast", "=radio", "No answer fits"),
    "period": ("period=7", "=radio", "No answer fits"),
}


def test_answers_are_filtered(browse, answered):
    browser = browse(cast.ANA)
    for name, (query, there, gone) in FILTERS.items():
        page = browser.get(f"/survey/answers?{query}").get_data(as_text=True)
        assert there in page, name
        assert gone not in page, name


def test_a_creators_answers_and_unknown_filters(browse, answered):
    browser = browse(cast.ANA)
    page = browser.get(f"/survey/answers?creator={answered}").get_data(as_text=True)
    assert "cleo cloud" in page
    assert "=radio" not in page
    for odd in ("meaning=odd", "creator=x", "sort=odd", "page=0", "only=x", "period=odd"):
        assert browser.get(f"/survey/answers?{odd}").status_code == 400


def test_the_file_holds_every_answer(browse, answered):
    file = browse(cast.ANA).get("/survey/answers.csv")
    rows = list(csv.DictReader(io.StringIO(file.get_data(as_text=True).lstrip("\ufeff"))))
    assert [row["Typed text"] for row in rows] == ["'=radio(1)", "<b>cleo cloud</b>", ""]
    assert [row["Order"] for row in rows] == ["", "", "#1001"]
    assert rows[1] | {"Time": ""} == {
        "Time": "",
        "Order": "",
        "Is the order known": "Waits for its order",
        "First order of this buyer": "not known",
        "Question": "How did you first hear about us?",
        "Taken for": "A creator",
        "Channel": "A creator or influencer",
        "Creator": "Cleo Cloud",
        "Chosen first": "A creator or influencer",
        "Typed text": "<b>cleo cloud</b>",
        "Text was masked": "no",
        "How it was chosen": "Typed",
        "Place in the list": "",
        "Text was read": "fuzzy",
        "Milliseconds": "800",
        "Under a second": "yes",
        "Page": "Thank-you page",
        "Came by": "extension",
        "Language": "sv",
        "Replaced": "",
    }


def test_an_empty_shop_is_told_what_to_do(browse, ana, ben):
    browser = browse(cast.ANA)
    assert "checkout editor" in browser.get("/survey/answers").get_data(as_text=True)
    assert "Nothing to read" in browser.get("/survey/texts").get_data(as_text=True)
    assert browser.get("/survey/texts?state=odd").status_code == 400


def test_a_text_is_taken_for_a_creator_and_back(browse, database, answered, ana):
    browser = browse(cast.ANA)
    page = browser.get("/survey/texts").get_data(as_text=True)
    assert "=radio(1)" in page
    assert "bens own text" not in page
    taken = browser.post(
        "/survey/texts", {"text": "radio 1", "means": f"creator:{answered}", "remember": "yes"}
    )
    assert taken.status_code == 200
    assert "/survey/texts/undo?text=radio+1" in taken.headers["HX-Trigger"]
    assert meaning(database, ana) == ("creator", answered)
    assert "Read by you (1)" in browser.get("/survey/texts").get_data(as_text=True)
    assert browser.post("/survey/texts/undo?text=radio+1").status_code == 200
    assert meaning(database, ana) == ("unmapped", None)
    for means, more in (
        ("channel", {"channel": "podcast"}),
        ("creator", {"creator": str(answered)}),
        ("ignored", {}),
    ):
        assert browser.post("/survey/texts", {"text": "radio 1", "means": means, **more}).status_code == 200
    assert meaning(database, ana) == ("ignored", None)


def meaning(database, shop):
    with database.shop(shop) as session:
        row = session.scalars(select(Answer).where(Answer.text_key == "radio 1")).one()
        return row.meaning, row.creator_id


def test_another_shops_text_and_creator_are_out_of_reach(browse, database, answered, ana):
    ben = browse(cast.BEN)
    assert ben.post("/survey/texts", {"text": "radio 1", "means": "ignored"}).status_code == 404
    assert (
        ben.post("/survey/texts", {"text": "bens own text", "means": f"creator:{answered}"}).status_code
        == 404
    )
    assert meaning(database, ana) == ("unmapped", None)


FORM = {
    "on": "on",
    "thank_you": "on",
    "first_orders_only": "on",
    "decoy": "on",
    "fraction": "50",
    "quiet_days": "14",
    "decoy_fraction": "20",
    "closer_fraction": "0",
    "decoy_name": "Zeno Quist",
    "decoy_handle": "@zeno.quist",
}


def test_settings_are_saved_as_versions_of_one_shop(browse, database, answered, ana, ben):
    browser = browse(cast.ANA)
    assert 'value="50"' in browser.get("/survey/settings").get_data(as_text=True)
    assert browser.post("/survey/settings", FORM).status_code == 200
    assert browser.post("/survey/settings", FORM).status_code == 200
    with database.shop(ana) as session:
        standing = settings_in_force(session)
        assert len(settings_versions(session)) == 2
        assert (live_decoy(session).name, live_decoy(session).handle) == ("Zeno Quist", "zeno.quist")
    assert standing == replace(
        DEFAULT,
        version=2,
        order_status=False,
        fraction=0.5,
        quiet_days=14,
        decoy_fraction=0.2,
        closer_fraction=0.0,
    )
    with database.shop(ben) as session:
        assert len(settings_versions(session)) == 1
        assert live_decoy(session) is None


WRONG = {
    "nobody": ({"fraction": "0"}, "between 1 and 100"),
    "empty": ({"fraction": ""}, "whole number"),
    "no number": ({"quiet_days": "ten"}, "whole number"),
    "too many days": ({"quiet_days": "9" * 400}, "between 0 and 730"),
    "too many decoys": ({"decoy_fraction": "51"}, "between 0 and 50"),
    "like a creator": ({"decoy_name": "Cleo Clowd"}, "like the name of your creator Cleo Cloud"),
    "name too long": ({"decoy_name": "x" * 121}, "error="),
}


def test_what_is_wrong_stands_at_its_field(browse, database, answered, ana):
    browser = browse(cast.ANA)
    for name, (changes, said) in WRONG.items():
        page = browser.post("/survey/settings", {**FORM, **changes})
        assert page.status_code == 422, name
        assert said in page.get_data(as_text=True), name
    with database.shop(ana) as session:
        assert len(settings_versions(session)) == 1
