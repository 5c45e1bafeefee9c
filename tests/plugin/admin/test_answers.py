"""CSV that no spreadsheet runs, sorting and periods from the address."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from plugin.admin.answers import csv_response, done
from plugin.admin.listing import read_listing
from plugin.admin.period import read_period
from plugin.admin.session import Visitor
from plugin.errors import InputError
from plugin.language import language_for

ROME = ZoneInfo("Europe/Rome")
ONE_DAY = {"period": "custom", "from": "2026-10-25", "to": "2026-10-25"}
NOW = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)  # past midnight in Rome: the 22nd


@pytest.fixture
def visit(app):
    from flask import g

    with app.test_request_context("/creators?sort=-orders&page=2&shop=x&id_token=y&tag=a%26b"):
        g.visitor = Visitor(
            1, "a.myshopify.com", "A", "EUR", "Europe/Rome", "42", language_for("en", timezone="Europe/Rome")
        )
        yield


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        pytest.param("Cleo", "Cleo", id="a name"),
        pytest.param("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0", id="equals"),
        pytest.param("+39", "'+39", id="plus"),
        pytest.param("-1+1", "'-1+1", id="minus as text"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("\tx", "'\tx", id="tab"),
        pytest.param("  =1", "'  =1", id="after spaces"),
        pytest.param("＝1", "'＝1", id="wide equals"),
        pytest.param(-5, "-5", id="a negative number stays one"),
        pytest.param(None, "", id="not known"),
        pytest.param(date(2026, 11, 21), "2026-11-21", id="day"),
        pytest.param(NOW, "2026-11-22T00:30:00+01:00", id="moment in the shop's zone"),
    ],
)
def test_csv_cells(visit, value, cell):
    answer = csv_response("creators", ["Name"], [[value]])
    text = answer.get_data().decode("utf-8-sig")
    import csv
    import io

    assert next(iter(list(csv.reader(io.StringIO(text)))[1:])) == [cell]


def test_csv_begins_with_a_byte_order_mark_and_has_a_name(visit):
    answer = csv_response("creators", ["Name"], [["Åsa, 李"]])
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    assert answer.get_data().endswith('"Åsa, 李"\r\n'.encode())
    assert answer.mimetype == "text/csv"
    assert 'filename="creators-' in answer.headers["Content-Disposition"]


class TestListing:
    def test_it_reads_sort_and_page_and_writes_them_back(self, visit):
        list_ = read_listing(("name", "-orders"))
        assert (list_.sort, list_.descending, list_.page, list_.offset) == ("orders", True, 2, 50)
        assert list_.sorted_by("orders") == "/creators?sort=orders&tag=a%26b"
        assert list_.sorted_by("name") == "/creators?sort=name&tag=a%26b"
        assert list_.page_at(3) == "/creators?sort=-orders&page=3&tag=a%26b"
        assert list_.at("/creators.csv") == "/creators.csv?sort=-orders&tag=a%26b"
        assert list_.changed(tag=None) == "/creators?sort=-orders"

    @pytest.mark.parametrize(
        "query",
        [
            "sort=password",
            "sort=--name",
            "page=0",
            "page=-1",
            "page=x",
            "page=1.5",
            "page=٣",
            "page=" + "9" * 30,
        ],
    )
    def test_bad_parameters_are_an_input_error(self, app, query):
        with app.test_request_context(f"/creators?{query}"), pytest.raises(InputError) as raised:
            read_listing(("name", "-orders"))
        assert raised.value.field in ("sort", "page")


class TestPeriod:
    @pytest.mark.parametrize(
        ("query", "first", "last"),
        [
            pytest.param({}, "2026-10-24", "2026-11-22", id="usual: 30 days"),
            pytest.param({"period": "7"}, "2026-11-16", "2026-11-22", id="a week"),
            pytest.param({"period": "month"}, "2026-11-01", "2026-11-22", id="month"),
            pytest.param(ONE_DAY, "2026-10-25", "2026-10-25", id="one day"),
        ],
    )  # fmt: skip
    def test_days_are_the_shops(self, query, first, last):
        period = read_period(query, NOW, ROME)
        assert (period.first.isoformat(), period.last.isoformat()) == (first, last)

    def test_a_day_has_25_hours_when_the_clock_is_set_back(self):
        period = read_period(ONE_DAY, NOW, ROME)
        assert (period.end.astimezone(UTC) - period.start.astimezone(UTC)).total_seconds() == 25 * 3600

    @pytest.mark.parametrize(
        "query",
        [
            {"period": "8"}, {"period": "'; drop table orders"}, {"period": "custom"},
            {"period": "custom", "from": "2026-02-30", "to": "2026-03-01"},
            {"period": "custom", "from": "2026-03-02", "to": "2026-03-01"},
            {"period": "custom", "from": "0001-01-01", "to": "2026-03-01"},
            {"period": "custom", "from": "2020-01-01", "to": "2026-03-01"},
            {"period": "custom", "from": "9999-12-31", "to": "9999-12-31"},
        ],
    )  # fmt: skip
    def test_what_cannot_be_read_is_an_input_error(self, query):
        with pytest.raises(InputError):
            read_period(query, NOW, ROME)


def test_done_goes_on_and_says_so(app):
    with app.test_request_context("/", method="POST", headers={"HX-Request": "true"}):
        answer = done("/creators", "Åsa was added")
    assert '"path": "/creators"' in answer.headers["HX-Location"]
    assert answer.headers["HX-Trigger"].isascii()
    with app.test_request_context("/", method="POST"):
        assert done("/creators").status_code == 303
