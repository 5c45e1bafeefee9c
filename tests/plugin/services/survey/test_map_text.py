"""What a typed text means: by itself, by the owner, taken back, and read again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from plugin.errors import InputError, NotFoundError
from plugin.services.add_creator import add_creator as add
from plugin.services.creator_fields import CreatorFields
from plugin.services.survey import map_text as subject
from plugin.services.survey.map_text import map_text, remap_all, unmap_text
from plugin.services.survey.read_later import READ_AGAIN
from plugin.services.survey.text_queue import read_again, text_queue
from plugin.store.creators import Creator
from plugin.store.survey.mappings import TextMapping, mapping_versions
from tests import cast
from tests import order_bodies as bodies
from tests.books import add_creator, hear


def decide(database, shop, key, meaning, **more):
    with database.shop(shop) as session:
        return map_text(session, key, meaning, cast.NOW, **more)


def take_back(database, shop, key):
    with database.shop(shop) as session:
        return unmap_text(session, key, cast.NOW)


def versions(database, shop, key):
    with database.shop(shop) as session:
        return [(row.meaning, row.how) for row in mapping_versions(session, key)]


def jobs(database):
    with database.engine.connect() as connection:
        query = text("select task_name, args from procrastinate_jobs order by id")
        return [(name, args) for name, args in connection.execute(query)]


@pytest.fixture
def cleo(database, ana, ben):
    add_creator(database, ben, "Cleo Cloud")
    return add_creator(database, ana, "Cleo Cloud", aliases=["cleo"])


def test_a_name_is_read_at_once_and_can_be_taken_back(
    database, settings, ana, cleo, answer, meanings, evidence
):
    hear(database, settings, ana, "orders/create", bodies.order(1001))
    answer(ana, 1001, "someone_else", "Cleo Clowd")
    assert meanings(ana) == [("Cleo Clowd", "creator", cleo, "creator")]
    assert evidence(ana, 1001) == ("creator", cleo, "creator")
    assert versions(database, ana, "cleo clowd") == [("creator", "fuzzy")]
    take_back(database, ana, "cleo clowd")
    assert meanings(ana) == [("Cleo Clowd", "unmapped", None, "creator")]
    assert evidence(ana, 1001) == ("unmapped", None, "creator")
    answer(ana, 1002, "other", "cleo clowd")
    assert meanings(ana)[1] == ("cleo clowd", "unmapped", None, "other")
    assert versions(database, ana, "cleo clowd") == [("unmapped", "undone"), ("creator", "fuzzy")]


def test_the_owners_word_reaches_every_answer_and_its_order(
    database, settings, ana, ben, cleo, answer, meanings, evidence
):
    for shop in (ana, ben):
        answer(shop, 1001, "someone_else", "the cloud woman")
        answer(shop, 1002, "other", "The Cloud Woman!")
        hear(database, settings, shop, "orders/create", bodies.order(1001))
    assert evidence(ana, 1001) == ("unmapped", None, "creator")
    mapped = decide(database, ana, "the cloud woman", "creator", creator_id=cleo)
    assert (mapped.answers, mapped.later) == (2, False)
    assert [row[1:] for row in meanings(ana)] == [("creator", cleo, "creator")] * 2
    assert evidence(ana, 1001) == ("creator", cleo, "creator")
    hear(database, settings, ana, "orders/create", bodies.order(1002))
    assert evidence(ana, 1002) == ("creator", cleo, "creator")
    assert {row[1] for row in meanings(ben)} == {"unmapped"}
    assert evidence(ben, 1001) == ("unmapped", None, "creator")
    decide(database, ana, "the cloud woman", "channel", channel="podcast")
    assert evidence(ana, 1001) == ("channel", None, "podcast")
    decide(database, ana, "the cloud woman", "ignored")
    assert evidence(ana, 1001) == ("ignored", None, "creator")
    take_back(database, ana, "the cloud woman")
    assert versions(database, ana, "the cloud woman")[0][0] == "unmapped"
    assert [row[0] for row in meanings(ana)] == ["the cloud woman", "The Cloud Woman!"]


def test_taking_the_owners_word_back_leaves_what_stood_before(database, ana, cleo, answer, meanings):
    other = add_creator(database, ana, "Dev Dune")
    answer(ana, 1001, "someone_else", "cleo")
    decide(database, ana, "cleo", "creator", creator_id=other)
    assert meanings(ana)[0][2] == other
    take_back(database, ana, "cleo")
    assert meanings(ana)[0][2] == cleo
    assert versions(database, ana, "cleo") == [
        ("creator", "alias"),
        ("creator", "owner"),
        ("creator", "alias"),
    ]


def test_many_answers_are_changed_by_a_job(database, settings, ana, cleo, answer, meanings, monkeypatch):
    monkeypatch.setattr(subject, "AT_ONCE", 2)
    monkeypatch.setattr(subject, "BATCH", 2)
    for number in range(1001, 1006):
        answer(ana, number, "someone_else", "cloudy")
    mapped = decide(database, ana, "cloudy", "creator", creator_id=cleo)
    assert (mapped.answers, mapped.later) == (5, True)
    assert {row[1] for row in meanings(ana)} == {"unmapped"}
    assert jobs(database) == [(subject.REMAP, {"shop_id": ana, "text_key": "cloudy"})]
    remap_all(database, ana, "cloudy", cast.NOW)
    assert {row[1:3] for row in meanings(ana)} == {("creator", cleo)}


def test_remembering_an_alias_reads_the_others_again(database, settings, ana, ben, cleo, answer, meanings):
    answer(ana, 1001, "someone_else", "Nubesita")
    answer(ana, 1002, "someone_else", "nubesita on ig")
    answer(ben, 1001, "someone_else", "nubesita on ig")
    decide(database, ana, "nubesita", "creator", creator_id=cleo, remember=True)
    with database.shop(ana) as session:
        assert session.get(Creator, (ana, cleo)).aliases == ["cleo", "Nubesita"]
    assert jobs(database) == [(READ_AGAIN, {"shop_id": ana})]
    assert read_again(database, settings, ana, cast.NOW) == 1
    assert {row[1:3] for row in meanings(ana)} == {("creator", cleo)}
    assert meanings(ben)[0][1] == "unmapped"
    assert read_again(database, settings, ana, cast.NOW) == 0


def test_a_new_creator_has_the_waiting_texts_read(database, settings, ana, ben, cleo, answer, meanings):
    answer(ana, 1001, "someone_else", "Newcomer Nell")
    answer(ben, 1001, "someone_else", "Newcomer Nell")
    with database.shop(ana) as session:
        nell = add(session, CreatorFields(name="Nell Newcomer", aliases=("Newcomer Nell",)), cast.NOW)
        add(session, CreatorFields(name="Somebody"), cast.NOW)
    assert jobs(database) == [(READ_AGAIN, {"shop_id": ana})]
    read_again(database, settings, ana, cast.NOW)
    assert meanings(ana) == [("Newcomer Nell", "creator", nell, "creator")]
    assert meanings(ben)[0][1] == "unmapped"


@pytest.mark.parametrize(
    ("meaning", "more", "error"),
    [
        pytest.param("creator", {}, InputError, id="no creator"),
        pytest.param("creator", {"creator_id": 999999}, NotFoundError, id="nobody of this shop"),
        pytest.param("channel", {"channel": "billboard"}, InputError, id="no channel"),
        pytest.param("decoy", {}, InputError, id="nothing a text can mean"),
    ],
)
def test_a_decision_that_lacks_something_is_refused(database, ana, cleo, answer, meaning, more, error):
    answer(ana, 1001, "other", "whatever")
    with pytest.raises(error):
        decide(database, ana, "whatever", meaning, **more)
    with pytest.raises(NotFoundError):
        decide(database, ana, "never typed", "ignored")
    assert versions(database, ana, "whatever") == [("unmapped", "unread")]


def test_the_queue_groups_texts_and_suggests_creators(database, settings, ana, ben, cleo, answer):
    for number, typed in enumerate(("clear clouds", "Clear Clouds!", "radio", "cleo"), start=1001):
        answer(ana, number, "someone_else", typed, now=cast.NOW + timedelta(minutes=number))
    answer(ben, 1001, "someone_else", "radio")
    add_creator(database, ana, "Rad Rio", aliases=["Radio Rad"])
    add_creator(database, ben, "Radio Ben")
    with database.shop(ana) as session:
        queue = text_queue(session, settings, "waiting", cast.NOW, limit=25, offset=0)
        auto = text_queue(session, settings, "auto", cast.NOW, limit=25, offset=0)
    assert [(row.group.text_key, row.group.answers) for row in queue.rows] == [
        ("clear clouds", 2),
        ("radio", 1),
    ]
    assert [[each.name for each in row.suggestions] for row in queue.rows] == [["Cleo Cloud"], ["Rad Rio"]]
    assert queue.counts == {"waiting": 2, "auto": 1, "decided": 0}
    assert [(row.group.text_key, row.meant) for row in auto.rows] == [("cleo", "Cleo Cloud")]
    with database.shop(ben) as session:
        assert session.scalars(select(TextMapping.text_key)).all() == ["radio"]
