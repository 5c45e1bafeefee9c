"""Reports of large shops: asked for once, worked out in the background, shown with their time."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from plugin.attribution.policy import Policy, Tie
from plugin.services.reports import keeping
from plugin.services.reports.keeping import FRESH, Kind, ask_for_report, fail_report, find_report, make_report
from plugin.services.reports.kinds import DISAGREEMENTS, PREVIEW, SURVEY, VISITS, about_days, about_policy
from plugin.store.kept_reports import forget_reports
from tests.plugin.services.reports.conftest import END, ROME, START

ABOUT = {"first": "2026-11-01"}


@pytest.fixture
def kind():
    """A report that counts how often it was worked out; large, unless `small` is asked about."""
    made = []

    def make(_session, now, **about):
        made.append(about)
        return {"made": len(made)}

    return Kind("counting", make, lambda _session, _now, **about: "small" not in about, dict[str, int])


def jobs(database):
    with database.engine.connect() as connection:
        found = connection.scalars(text("select args from procrastinate_jobs where status = 'todo'")).all()
    return [row for row in found if row.get("kind") == "counting"]


def find(database, shop, kind, now, about=ABOUT):
    with database.shop(shop) as session:
        found = find_report(session, kind, about, now)
        if found.asks_anew:
            ask_for_report(session, kind, about, now)
    return found


def test_a_small_shop_is_answered_at_once(database, ana, now, kind):
    found = find(database, ana, kind, now, {"small": True})
    assert (found.is_there, found.value, found.made_at, found.asks_anew) == (True, {"made": 1}, None, False)
    assert jobs(database) == []


def test_a_large_one_asks_once_and_shows_what_was_worked_out(database, ana, ben, now, kind):
    first, again = find(database, ana, kind, now), find(database, ana, kind, now)
    assert (first.is_there, first.asks_anew, again.asks_anew) == (False, True, False)
    assert jobs(database) == [{"shop_id": ana, "kind": "counting", "about": ABOUT}]
    make_report(database, ana, kind, ABOUT, now)
    found = find(database, ana, kind, now + FRESH)
    assert (found.value, found.made_at, found.asks_anew) == ({"made": 1}, now, False)
    assert not find(database, ben, kind, now).is_there
    assert not find(database, ana, kind, now, {"first": "2026-11-02"}).is_there


def test_what_is_older_is_shown_while_it_is_worked_out_anew(database, ana, now, kind):
    find(database, ana, kind, now)
    make_report(database, ana, kind, ABOUT, now)
    later = now + FRESH + timedelta(seconds=1)
    assert find(database, ana, kind, later).asks_anew
    make_report(database, ana, kind, ABOUT, later)
    make_report(database, ana, kind, ABOUT, now)
    found = find(database, ana, kind, later)
    assert (found.value, found.made_at) == ({"made": 2}, later)


def test_a_failure_is_told_and_asked_for_again_after_a_while(database, ana, now, kind):
    find(database, ana, kind, now)
    fail_report(database, ana, kind, ABOUT, "It broke.")
    found = find(database, ana, kind, now)
    assert (found.is_there, found.problem, found.asks_anew) == (False, "It broke.", False)
    found = find(database, ana, kind, now + keeping.AGAIN)
    assert (found.problem, found.asks_anew) == ("It broke.", True)


def test_a_job_that_is_gone_is_asked_for_again(database, ana, now, kind):
    find(database, ana, kind, now)
    assert find(database, ana, kind, now + keeping.PATIENCE).asks_anew


def test_a_report_of_another_release_is_worked_out_anew(database, ana, now, kind):
    make_report(database, ana, kind, ABOUT, now)
    other = Kind("counting", kind.make, kind.is_large, dict[str, list[int]])
    found = find(database, ana, other, now)
    assert (found.is_there, found.asks_anew) == (False, True)


def test_reports_nobody_looks_at_are_forgotten(database, ana, now, kind):
    make_report(database, ana, kind, ABOUT, now)
    with database.everywhere() as session:
        assert forget_reports(session, asked_before=now) == 0
        assert forget_reports(session, asked_before=now + timedelta(seconds=1)) == 1


DAYS = about_days(START.astimezone(ROME).date(), END.astimezone(ROME).date(), "EUR", ROME)


@pytest.mark.parametrize(
    ("kind", "about"),
    [
        pytest.param(SURVEY, DAYS, id="survey"),
        pytest.param(VISITS, DAYS, id="visits"),
        pytest.param(DISAGREEMENTS, {}, id="disagreements"),
        pytest.param(PREVIEW, about_policy(Policy(tie=Tie.OLDEST)), id="preview"),
    ],
)
def test_what_is_kept_is_what_was_worked_out(database, week, now, kind, about):
    with database.shop(week.shop) as session:
        assert not kind.is_large(session, now, **about)
        made = kind.make(session, now, **about)
    make_report(database, week.shop, kind, about, now)
    always = Kind(kind.name, kind.make, lambda *_, **__: True, kind.type)
    assert find(database, week.shop, always, now, about).value == made
