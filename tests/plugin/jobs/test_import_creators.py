"""The import as a job: asked for in the caller's transaction, carried out once, its failure told."""

from types import SimpleNamespace

import pytest
from sqlalchemy import text

from plugin.errors import ConflictError
from plugin.jobs import import_creators as job
from plugin.services.creator_import.review_upload import keep_upload
from plugin.services.creator_import.run_import import find_import, start_import
from plugin.services.list_creators import every_creator
from plugin.store.creator_search import CreatorFilter


@pytest.fixture
def asked(database, ana, ben, now):
    """A confirmed upload of two rows in Ana's shop: the job's arguments."""
    with database.shop(ana) as session:
        upload_id = keep_upload(session, "two.csv", b"name,ig\nBea Breeze,bea\nCleo Cloud,cleo\n", now)
        run_id = start_import(session, upload_id, now)
    return {"shop_id": ana, "upload_id": upload_id, "run_id": run_id}


def carry_out(database, asked, *, attempts=0):
    context = SimpleNamespace(
        additional_context={"worker": SimpleNamespace(database=database)},
        job=SimpleNamespace(attempts=attempts),
    )
    job.import_creators.func(context, **asked)


def run_of(database, asked):
    with database.shop(asked["shop_id"]) as session:
        return find_import(session, asked["run_id"])


def names(database, shop_id):
    with database.shop(shop_id) as session:
        return [row.name for row in every_creator(session, CreatorFilter())]


def test_the_job_is_kept_with_what_asked_for_it(database, asked):
    with database.everywhere() as session:
        jobs = session.execute(text("select task_name, lock, args from procrastinate_jobs")).all()
    assert jobs == [(job.TASK, f"{job.TASK}:{asked['shop_id']}", asked)]


def test_carried_out_twice_it_imports_once(database, ben, asked):
    carry_out(database, asked)
    carry_out(database, asked)
    assert names(database, asked["shop_id"]) == ["Bea Breeze", "Cleo Cloud"]
    assert names(database, ben) == []
    run = run_of(database, asked)
    assert (run.status, run.done, run.failed) == ("finished", 2, 0)


def test_a_file_that_is_gone_is_told_and_not_tried_again(database, asked):
    carry_out(database, {**asked, "upload_id": asked["upload_id"] + 1})
    run = run_of(database, asked)
    assert run.status == "failed"
    assert "Upload it again" in run.detail["reason"]


@pytest.mark.parametrize(
    ("attempts", "status"),
    [
        pytest.param(0, "waiting", id="tried_again_first"),
        pytest.param(job.ATTEMPTS - 1, "failed", id="told_after_the_last_attempt"),
    ],
)
def test_what_may_pass_is_tried_again(database, asked, monkeypatch, attempts, status):
    def break_down(*_args):
        raise OSError("the lights went out")

    monkeypatch.setattr(job, "run_import", break_down)
    with pytest.raises(OSError, match="lights"):
        carry_out(database, asked, attempts=attempts)
    run = run_of(database, asked)
    assert run.status == status
    assert run.detail.get("reason", job.OUR_FAULT) == job.OUR_FAULT


def test_a_retryable_error_of_our_own_is_tried_again(database, asked, monkeypatch):
    class BusyError(ConflictError):
        permanent = False

    def busy(*_args):
        raise BusyError("Somebody else is at it.")

    monkeypatch.setattr(job, "run_import", busy)
    with pytest.raises(BusyError):
        carry_out(database, asked)
    assert run_of(database, asked).status == "waiting"
