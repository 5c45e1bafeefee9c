"""The wall between shops: what a session can and cannot reach."""

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.orm import Session

from plugin.store.creators import Creator
from plugin.store.database import shop_of


def add_creator(database, shop_id, name, now):
    with database.shop(shop_id) as session:
        session.add(Creator(name=name, created_at=now, updated_at=now))


@pytest.fixture
def two_creators(database, ana, ben, now):
    add_creator(database, ana, "Cleo Cloud", now)
    add_creator(database, ben, "Bea Breeze", now)


def test_a_query_sees_its_own_shop_only(database, ana, ben, two_creators):
    with database.shop(ana) as session:
        assert session.scalars(select(Creator.name)).all() == ["Cleo Cloud"]
    with database.shop(ben) as session:
        assert [row.name for row in session.scalars(select(Creator))] == ["Bea Breeze"]
    with database.everywhere() as session:
        assert len(session.scalars(select(Creator)).all()) == 2


def test_updates_and_deletes_stay_in_their_shop(database, ana, ben, two_creators):
    with database.shop(ana) as session:
        session.execute(update(Creator).values(note="seen"))
        session.execute(delete(Creator))
    with database.shop(ben) as session:
        assert session.scalars(select(Creator.note)).all() == [""]


def test_a_join_is_narrowed_on_both_sides(database, ana, two_creators):
    from plugin.store.creators import CreatorHandle

    with database.shop(ana) as session:
        query = select(Creator.name, CreatorHandle.handle).outerjoin(
            CreatorHandle, CreatorHandle.creator_id == Creator.id
        )
        assert session.execute(query).all() == [("Cleo Cloud", None)]


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(text("select name from creators"), id="raw_sql"),
        pytest.param(select(Creator.__table__.c.name), id="plain_table"),
    ],
)
def test_a_statement_that_cannot_be_narrowed_is_refused(database, ana, statement):
    with pytest.raises(LookupError, match="narrowed"), database.shop(ana) as session:
        session.execute(statement)


def test_a_statement_scoped_by_hand_passes(database, ana, two_creators):
    with database.shop(ana) as session:
        rows = session.execute(
            text("select name from creators where shop_id = :shop"),
            {"shop": shop_of(session)},
            execution_options={"scoped_by_hand": True},
        ).all()
    assert rows == [("Cleo Cloud",)]


def test_a_row_of_another_shop_cannot_be_added(database, ana, ben, now):
    with pytest.raises(LookupError, match="was added in the session of shop"), database.shop(ana) as session:
        session.add(Creator(shop_id=ben, name="Mallory", created_at=now, updated_at=now))


@pytest.mark.parametrize(
    "give",
    [
        pytest.param(lambda rows: (insert(Creator), rows), id="insert_many"),
        pytest.param(lambda rows: (insert(Creator).values(rows), None), id="insert_values"),
        pytest.param(lambda rows: (insert(Creator).values(rows[0]), None), id="insert_one"),
        pytest.param(
            lambda rows: (pg_insert(Creator).values(rows).on_conflict_do_nothing(), None), id="upsert"
        ),
        pytest.param(lambda rows: (update(Creator), [{**row, "id": 1} for row in rows]), id="update_many"),
    ],
)
def test_rows_of_another_shop_cannot_be_given_to_a_statement(database, ana, ben, now, two_creators, give):
    row = {"name": "Mallory", "search_text": "", "sort_text": "", "created_at": now, "updated_at": now}
    statement, parameters = give([{**row, "shop_id": ben}, {**row, "shop_id": ana}])
    with pytest.raises(LookupError, match="another shop"), database.shop(ana) as session:
        session.execute(statement, parameters)


def test_a_session_without_a_shop_reaches_nothing(_engine):
    with Session(_engine) as session, pytest.raises(LookupError, match="without a shop"):
        session.execute(select(Creator))
