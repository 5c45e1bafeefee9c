"""Pages of a shop with more orders than are read while somebody waits: they say so, then show the numbers."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import text

from plugin.jobs.__main__ import work
from plugin.services.reports import kinds
from plugin.services.reports.keeping import report_key
from plugin.services.reports.survey_agreement import CodeDisagreement
from plugin.stats.survey import Share
from plugin.store.kept_reports import keep_report
from plugin.store.reports.survey import CodeAnswers
from tests import cast
from tests import order_bodies as bodies
from tests.books import add_code, add_creator, hear

WAITING = "These numbers are being worked out"


@pytest.fixture
def large(database, settings, ana, ben, monkeypatch):
    """Ana's shop, with three orders where two are many; Ben's has one."""
    monkeypatch.setattr(kinds, "AT_ONCE", 2)
    monkeypatch.setattr(kinds, "PREVIEWED_AT_ONCE", 2)
    creator = add_creator(database, ana)
    add_code(database, ana, "CLEO10", creator)
    for shop, numbers in ((ana, (1001, 1002, 1003)), (ben, (1001,))):
        for number in numbers:
            body = bodies.order(number, codes=[bodies.code("CLEO10", "2.00")])
            hear(database, settings, shop, "orders/create", body)
    return creator


@pytest.mark.parametrize(
    ("path", "file", "shows"),
    [
        pytest.param("/visits", "/visits.csv", "No visits yet", id="visits"),
        pytest.param("/survey/overview", "/survey/overview.csv", "Nobody has been asked yet", id="survey"),
        pytest.param(
            "/settings/preview?basis=with_tax",
            "/settings/preview.csv?basis=with_tax",
            "Of 3 orders of the last 90 days",
            id="preview",
        ),
    ],
)
def test_the_page_waits_and_then_shows_the_numbers(browse, settings, large, path, file, shows):
    browser = browse(cast.ANA)
    page = browser.get(path).text
    assert WAITING in page
    assert f'hx-get="{path.replace("&", "&amp;").split("?")[0]}' in page
    assert shows not in page
    assert browser.get(file).status_code == 409
    asyncio.run(work(settings, wait=False))
    page = browser.get(path).text
    assert shows in page
    assert WAITING not in page
    assert browser.get(file).status_code == 200
    assert WAITING not in browse(cast.BEN).get(path).text


def test_a_creators_page_shows_the_rest_meanwhile(browse, settings, large):
    browser = browse(cast.ANA)
    page = browser.get(f"/creators/{large}").text
    assert WAITING in page
    assert "Last orders" in page
    asyncio.run(work(settings, wait=False))
    assert WAITING not in browser.get(f"/creators/{large}").text


def test_numbers_of_some_time_ago_are_said_to_be(browse, app, database, settings, large, ana, now):
    """On the pages of one creator and one code, too."""
    with database.everywhere() as session:
        code = session.execute(text("select id from discount_codes")).scalar_one()
    row = {str(code): CodeDisagreement(code, CodeAnswers(code, 3, 0, 1, 1), Share(2, 3, None, None, 27))}
    with database.shop(ana) as session:
        keep_report(
            session, "disagreements", report_key({}), msgspec.json.encode(row), now - timedelta(days=3)
        )
    for path in (f"/creators/{large}", f"/codes/{code}"):
        assert "As of Nov 18, 2026" in browse(cast.ANA).get(path).text
    # Of a creator whose codes nobody has contradicted nothing is said.
    other = add_creator(database, ana, cast.DEV.name)
    assert "What the survey says about" not in browse(cast.ANA).get(f"/creators/{other}").text
