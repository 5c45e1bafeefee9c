"""The way of a file from upload to done: reviewed, confirmed, imported once, its errors kept."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from plugin.errors import ConflictError, InputError, NotFoundError
from plugin.services.add_creator import add_creator
from plugin.services.creator_fields import CreatorFields
from plugin.services.creator_import import review_upload as review
from plugin.services.creator_import.run_import import (
    fail_import,
    find_import,
    note_progress,
    problems_of,
    run_import,
    start_import,
)
from plugin.services.list_creators import every_creator
from plugin.store.creator_search import CreatorFilter
from plugin.store.creator_uploads import CreatorUpload
from plugin.store.creators import Creator, CreatorHandle
from tests.cast import CLEO, DEV

FILE = f"""Namn;IG;Taggar;Anteckning
{CLEO.name};@cleo.cloud;VIP, spring;
{DEV.name};;;"two
lines"
Nobody;no body;;
""".encode("cp1252")


def upload(database, shop_id, now, content=FILE):
    with database.shop(shop_id) as session:
        return review.keep_upload(session, "creators.csv", content, now)


def start(database, shop_id, number, now):
    with database.shop(shop_id) as session:
        return start_import(session, number, now)


def carry_out(database, shop_id, number, run_id, now, *, report=None):
    def note(done):
        with database.shop(shop_id) as session:
            note_progress(session, run_id, done, now)

    with database.shop(shop_id) as session:
        run_import(session, number, run_id, now, report or note)


def creators(database, shop_id):
    with database.shop(shop_id) as session:
        return {row.name: row for row in every_creator(session, CreatorFilter(status=None))}


def run_of(database, shop_id, run_id):
    with database.shop(shop_id) as session:
        return find_import(session, run_id)


def test_from_upload_to_result(database, ana, ben, now):
    with database.shop(ben) as session:
        add_creator(session, CreatorFields(name=CLEO.name, handles=CLEO.handles), now)
    number = upload(database, ana, now)
    with database.shop(ana) as session:
        shown = review.review_upload(session, number)
    assert shown.fields == ["name", "instagram", "tags", "note"]
    assert shown.plan.counts() == {"new": 2, "updated": 0, "unchanged": 0, "errors": 1}
    assert creators(database, ana) == {}

    run_id = start(database, ana, number, now)
    assert start(database, ana, number, now) == run_id
    carry_out(database, ana, number, run_id, now)

    made = creators(database, ana)
    assert made[CLEO.name].handles == {"instagram": "cleo.cloud"}
    assert made[CLEO.name].tags == ("VIP", "spring")
    assert made[DEV.name].note == "two\nlines"
    run = run_of(database, ana, run_id)
    assert (run.status, run.total, run.done, run.failed) == ("finished", 3, 2, 1)
    assert [(p.line, p.column, p.value) for p in problems_of(run)] == [(5, "IG", "no body")]
    assert {"new": 2, "errors": 1, "filename": "creators.csv"}.items() <= run.detail.items()
    with database.everywhere() as session:
        assert session.scalars(select(CreatorUpload)).all() == []
    assert list(creators(database, ben)) == [CLEO.name]


def test_a_second_import_updates_instead_of_doubling(database, ana, ben, now):
    for content in (FILE, FILE, FILE.replace(b"VIP", b"gold")):
        number = upload(database, ana, now, content)
        carry_out(database, ana, number, start(database, ana, number, now), now)
    made = creators(database, ana)
    assert sorted(made) == [CLEO.name, DEV.name]
    assert made[CLEO.name].tags == ("VIP", "spring", "gold")
    assert creators(database, ben) == {}


def test_an_import_killed_half_way_and_run_again_does_not_double(database, ana, ben, now):
    rows = "".join(f"Creator {n},handle{n}\n" for n in range(1200))
    number = upload(database, ana, now, b"name,ig\n" + rows.encode())
    run_id = start(database, ana, number, now)

    class Killed(BaseException):
        pass

    def die(done):
        if done >= 500:
            raise Killed

    with pytest.raises(Killed):
        carry_out(database, ana, number, run_id, now, report=die)
    assert creators(database, ana) == {}
    carry_out(database, ana, number, run_id, now)
    carry_out(database, ana, number, run_id, now)
    assert len(creators(database, ana)) == 1200
    assert run_of(database, ana, run_id).done == 1200


def test_progress_is_seen_while_the_import_is_under_way(database, ana, now):
    number = upload(database, ana, now, b"name\n" + b"".join(b"N%d\n" % n for n in range(1100)))
    run_id = start(database, ana, number, now)
    seen = []

    def watch(done):
        with database.shop(ana) as session:
            note_progress(session, run_id, done, now)
        run = run_of(database, ana, run_id)
        seen.append((run.status, run.done, run.total))

    carry_out(database, ana, number, run_id, now, report=watch)
    assert seen == [("running", n, 1100) for n in (0, 500, 1000, 1100)]


def test_a_handle_may_move_within_one_file(database, ana, ben, now):
    """Dev gives up a handle and Bea, who is new, takes it: the index must not mind the order."""
    for shop_id in (ana, ben):
        with database.shop(shop_id) as session:
            add_creator(
                session, CreatorFields(name=DEV.name, handles={"youtube": "dev", "tiktok": "dune"}), now
            )
    number = upload(database, ana, now, b"name,yt,tt\nDev Dune,dev,newdune\n")
    carry_out(database, ana, number, start(database, ana, number, now), now)
    number = upload(database, ana, now, b"name,tt\nBea,dune\n")
    carry_out(database, ana, number, start(database, ana, number, now), now)
    assert creators(database, ana)["Bea"].handles == {"tiktok": "dune"}
    assert creators(database, ben)[DEV.name].handles == {"youtube": "dev", "tiktok": "dune"}


def test_an_archived_creator_stays_archived_since_then_unless_the_file_says_otherwise(database, ana, now):
    later = now + timedelta(days=1)
    for content, at in ((b"name,status\nDev Dune,archived\n", now), (b"name,note\nDev Dune,hello\n", later)):
        number = upload(database, ana, at, content)
        carry_out(database, ana, number, start(database, ana, number, at), at)
    with database.shop(ana) as session:
        dev = session.scalars(select(Creator)).one()
        assert (dev.status, dev.note, dev.archived_at) == ("archived", "hello", now)
    number = upload(database, ana, later, b"name,status\nDev Dune,active\n")
    carry_out(database, ana, number, start(database, ana, number, later), later)
    with database.shop(ana) as session:
        assert session.scalars(select(Creator.archived_at)).one() is None


def test_the_columns_are_the_persons_to_choose(database, ana, now):
    number = upload(database, ana, now, b"who,where\nBea,bea\n")
    with database.shop(ana) as session:
        shown = review.review_upload(session, number)
        assert (shown.fields, shown.plan) == ([None, None], None)
        assert "which column holds the name" in str(shown.trouble)
    with pytest.raises(InputError, match="which column holds the name"):
        start(database, ana, number, now)
    with database.shop(ana) as session:
        review.set_reading(session, number, ["name", "instagram"])
    with database.shop(ana) as session:
        assert review.review_upload(session, number).plan.counts()["new"] == 1
    start(database, ana, number, now)
    with pytest.raises(ConflictError, match="imported already"), database.shop(ana) as session:
        review.set_reading(session, number, ["name", ""])


def test_another_encoding_can_be_chosen(database, ana, now):
    number = upload(database, ana, now, "Name;Link\nŁukasz;x\n".encode("windows-1250"))
    with database.shop(ana) as session:
        review.set_reading(session, number, ["name", ""], "windows-1250")
    with database.shop(ana) as session:
        assert review.review_upload(session, number).table.rows[0].cells == ("Łukasz", "x")


def test_another_shop_sees_neither_upload_nor_run(database, ana, ben, now):
    number = upload(database, ana, now)
    run_id = start(database, ana, number, now)
    with database.shop(ben) as session:
        with pytest.raises(NotFoundError):
            review.review_upload(session, number)
        with pytest.raises(NotFoundError):
            find_import(session, run_id)


def test_files_nobody_confirmed_are_forgotten(database, ana, ben, now):
    upload(database, ana, now)
    upload(database, ben, now)
    upload(database, ana, now + timedelta(days=2))
    with database.everywhere() as session:
        assert sorted(session.scalars(select(CreatorUpload.shop_id))) == sorted([ana, ben])


def test_a_failure_is_told_and_another_attempt_may_finish(database, ana, now):
    number = upload(database, ana, now)
    run_id = start(database, ana, number, now)
    with database.shop(ana) as session:
        fail_import(session, run_id, "The lights went out.", now)
    assert run_of(database, ana, run_id).detail["reason"] == "The lights went out."
    carry_out(database, ana, number, run_id, now)
    assert run_of(database, ana, run_id).status == "finished"
    with database.shop(ana) as session:
        fail_import(session, run_id, "too late", now)
    assert run_of(database, ana, run_id).status == "finished"


def test_five_thousand_rows(database, ana, ben, now):
    """New, then updated: both far below the ten seconds a person is promised (a generous limit for a busy
    machine).
    """
    import time

    def rows(tag):
        return b"name,instagram,tiktok,alias,tags,note\n" + b"".join(
            b'Creator %d,https://www.instagram.com/ig%d/,@tt%d,"a%d, b%d",%s,"line one\nline two"\n'
            % (n, n, n, n, n, tag)
            for n in range(5000)
        )

    for tag in (b"first", b"second"):
        number = upload(database, ana, now, rows(tag))
        run_id = start(database, ana, number, now)
        began = time.perf_counter()
        carry_out(database, ana, number, run_id, now)
        seconds = time.perf_counter() - began
        print(f"5,000 rows, {tag.decode()} import: {seconds:.2f} s")
        assert seconds < 10
    with database.shop(ana) as session:
        assert session.scalar(select(func.count(Creator.id))) == 5000
        assert session.scalar(select(func.count(CreatorHandle.creator_id))) == 10000
        assert session.scalars(select(Creator.tags).limit(1)).one() == ["first", "second"]
