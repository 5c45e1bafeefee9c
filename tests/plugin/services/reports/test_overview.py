"""Totals and trend over a week whose orders are known."""

from datetime import date

from plugin.services.reports.overview import overview, trend
from plugin.store.reports.sums import Days
from tests.plugin.services.reports.conftest import WEEK


def test_totals_keep_point_of_sale_apart(database, week):
    with database.shop(week.shop) as session:
        found = overview(session, WEEK, "EUR")
    main = found.main
    assert (main.sales.orders, main.sales.revenue_minor) == (4, 1800 + 5000 + 3000 + 3600)
    assert (main.revenue_minor, main.orders, main.discount_minor) == (1800 + 3000, 2.0, 200 + 200)
    assert main.average_minor == 2400
    assert main.share == 4800 / 13400
    # Sam's first order is known and was credited, as was Eve's; the order without a customer is not known.
    assert main.new_share == 1.0
    assert main.all_new_share == 2 / 3
    assert list(found.apart) == ["pos"]
    assert (found.apart["pos"].revenue_minor, found.apart["pos"].sales.orders) == (900, 1)


def test_a_span_without_orders_is_zero_and_has_no_shares(database, week):
    with database.shop(week.shop) as session:
        found = overview(session, Days(date(2025, 11, 14), date(2025, 11, 20)), "EUR")
    assert (found.main.revenue_minor, found.main.orders, found.apart) == (0, 0.0, {})
    assert (found.main.share, found.main.new_share, found.main.average_minor) == (None, None, None)


def test_another_currency_is_not_added_up(database, week):
    with database.shop(week.shop) as session:
        assert overview(session, WEEK, "USD").main.sales.orders == 0


def test_the_trend_has_every_day_in_the_shops_time_zone(database, week):
    with database.shop(week.shop) as session:
        days = trend(session, WEEK, "EUR")
    assert [row.day for row in days] == [date(2026, 11, day) for day in range(14, 21)]
    assert [row.figures.revenue_minor for row in days] == [0, 1800, 0, 3000, 0, 0, 0]
    assert [row.figures.sales.revenue_minor for row in days] == [0, 1800, 5000, 3000, 3600, 0, 0]
