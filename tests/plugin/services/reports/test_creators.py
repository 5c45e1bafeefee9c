"""The table of creators and one creator's numbers."""

from datetime import date

import pytest

from plugin.services.reports.campaigns import campaign_figures, campaign_report
from plugin.services.reports.creators import creator_report, creators_table
from plugin.store.reports.sums import Days
from tests.books import add_creator
from tests.plugin.services.reports.conftest import WEEK


def test_the_table_adds_up_and_has_a_value_for_every_day(database, week):
    with database.shop(week.shop) as session:
        rows, total = creators_table(session, WEEK, "EUR")
    assert total == 2
    cleo, dev = rows
    assert (cleo.creator_id, cleo.figures.revenue_minor, cleo.figures.orders) == (week.cleo, 3300, 1.5)
    assert cleo.course == (0, 1800, 0, 1500, 0, 0, 0)
    assert cleo.apart.revenue_minor == 900
    assert (dev.figures.revenue_minor, dev.figures.orders, dev.figures.discount_minor) == (1500, 0.5, 100)
    assert dev.figures.average_minor == 3000


def test_a_long_span_has_a_value_for_every_month(database, week):
    with database.shop(week.shop) as session:
        (cleo, _), _ = creators_table(session, Days(date(2026, 1, 15), date(2026, 11, 20)), "EUR")
    assert cleo.course == (*[0] * 10, 3300)


@pytest.mark.parametrize(
    ("sort", "descending", "first"),
    [
        pytest.param("revenue", True, "Cleo Cloud", id="revenue-highest"),
        pytest.param("revenue", False, "Dev Dune", id="revenue-lowest"),
        pytest.param("orders", True, "Cleo Cloud", id="orders"),
        pytest.param("discount", True, "Cleo Cloud", id="discount"),
        pytest.param("average", True, "Dev Dune", id="average"),
        pytest.param("name", False, "Cleo Cloud", id="name"),
        pytest.param("name", True, "Dev Dune", id="name-backwards"),
    ],
)
def test_sorting(database, week, sort, descending, first):
    with database.shop(week.shop) as session:
        rows, _ = creators_table(session, WEEK, "EUR", sort=sort, descending=descending)
    assert rows[0].name == first


def test_paging_search_and_archived(database, week):
    add_creator(database, week.shop, "Gone", status="archived", sort_text="gone", search_text="gone")
    idle = add_creator(database, week.shop, "Idle", sort_text="idle", search_text="idle")
    with database.shop(week.shop) as session:
        rows, total = creators_table(session, WEEK, "EUR", limit=1, offset=2)
        assert (total, [row.creator_id for row in rows]) == (3, [idle])
        assert rows[0].course == (0,) * 7
        found, total = creators_table(session, WEEK, "EUR", search="DEV")
        assert (total, [row.creator_id for row in found]) == (1, [week.dev])


def test_one_creator_by_campaign_and_code(database, week):
    with database.shop(week.shop) as session:
        cleo = creator_report(session, week.cleo, WEEK, "EUR")
        dev = creator_report(session, week.dev, WEEK, "EUR")
    assert (cleo.figures.revenue_minor, cleo.apart.revenue_minor) == (3300, 900)
    assert {campaign: row.revenue_minor for campaign, row in cleo.by_campaign.items()} == {
        week.campaign: 3300
    }
    assert {code: row.orders for code, row in cleo.by_code.items()} == {week.cleo_code: 1.5}
    assert [row.revenue_minor for _, row in cleo.days] == [0, 1800, 0, 1500, 0, 0, 0]
    assert {campaign: row.revenue_minor for campaign, row in dev.by_campaign.items()} == {0: 1500}


def test_campaigns(database, week):
    with database.shop(week.shop) as session:
        figures = campaign_figures(session, WEEK, "EUR")
        report = campaign_report(session, week.campaign, WEEK, "EUR")
    assert {campaign: row.revenue_minor for campaign, row in figures.items()} == {
        week.campaign: 3300,
        0: 1500,
    }
    assert report.figures.revenue_minor == 3300
    assert {creator: row.revenue_minor for creator, row in report.by_creator.items()} == {week.cleo: 3300}
