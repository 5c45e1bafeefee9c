"""The dashboard's pages with two shops' orders: numbers, empty states, filters, bad input, every language."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from sqlalchemy import event

from tests import cast
from tests import order_bodies as bodies
from tests.books import add_code, add_creator, hear
from tests.plugin.services.reports.conftest import fill, moment

PAGES = ("/", "/orders", "/orders/1", "/deliveries", "/settings", "/settings/preview?basis=with_tax")
SPAN = "period=custom&from=2026-11-14&to=2026-11-20"
EVIL = "<script>alert(1)</script>"


@pytest.fixture
def week(database, settings, ana, ben):
    """Ana's week of orders; Ben has one order of 777.00 by a creator of his own."""
    creator = add_creator(database, ben, "Bea Breeze", sort_text="bea", search_text="bea")
    add_code(database, ben, "BEA10", creator)
    body = bodies.order(
        77,
        at=moment(16),
        currency="USD",
        lines=[bodies.line(1, "777.00", currency="USD", discounts={0: "7.00"})],
        codes=[bodies.code("BEA10", "7.00")],
    )
    hear(database, settings, ben, "orders/create", body)
    return fill(database, settings, ana, "EUR")


def text_of(page: str) -> str:
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def rows_of(answer) -> list[list[str]]:
    assert answer.status_code == 200, answer.text[:300]
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


class TestTwoShops:
    @pytest.mark.parametrize("path", [*PAGES, f"/?{SPAN}", f"/orders?{SPAN}"])
    def test_bens_numbers_never_show_in_anas_pages(self, browse, week, path):
        browser = browse(cast.ANA)
        answer = browser.get(path)
        assert answer.status_code == 200
        for hers in ("Bea Breeze", "BEA10", "777", "770", "$", cast.BEN.name, cast.BEN.domain):
            assert hers not in text_of(answer.text), hers

    @pytest.mark.parametrize("path", ["/orders/77", "/orders/77/evidence.csv", "/orders/77/entries.csv"])
    def test_bens_order_is_not_found_by_ana(self, browse, week, path):
        assert browse(cast.ANA).get(path).status_code == 404
        assert browse(cast.BEN).get(path).status_code == 200

    def test_csv_files_hold_ones_own_rows_only(self, browse, week):
        ours = rows_of(browse(cast.ANA).get("/orders.csv"))
        assert {row[0] for row in ours[1:]} == {f"#{number}" for number in range(1, 7)}
        assert [row[0] for row in rows_of(browse(cast.BEN).get("/orders.csv"))[1:]] == ["#77"]

    def test_a_parked_delivery_of_bens_cannot_be_replayed_by_ana(self, browse, week, database, ben, park):
        number = park(ben)
        assert browse(cast.ANA).post(f"/deliveries/{number}/replay").status_code == 404
        assert "is not JSON" not in browse(cast.ANA).get("/deliveries").text
        assert "is not JSON" in browse(cast.BEN).get("/deliveries").text


class TestOverview:
    def test_the_numbers_of_the_week(self, browse, week):
        said = text_of(browse(cast.ANA).get(f"/?{SPAN}").text)
        # Cleo 18.00 and half of 30.00, Dev the other half; 50.00 and 36.00 without a creator; POS apart.
        assert "Revenue €48.00 35.8% of all sales" in said
        assert "Orders 2 of 4 in all" in said
        assert "Discount given €4.00" in said
        assert "Point of sale €9.00 credited to creators (orders: 1), of €9.00 in all" in said

    def test_creators_are_sorted_as_asked(self, browse, week):
        page = browse(cast.ANA).get(f"/?{SPAN}&sort=revenue").text
        assert page.index("Dev Dune") < page.index("Cleo Cloud")
        page = browse(cast.ANA).get(f"/?{SPAN}").text
        assert page.index("Cleo Cloud") < page.index("Dev Dune")
        assert "sort=revenue&amp;" not in page.split("sorted-down")[0]

    def test_the_chart_and_its_table_hold_the_same_numbers(self, browse, week):
        page = browse(cast.ANA).get(f"/?{SPAN}").text
        data = json.loads(re.search(r'<script type="application/json">(.*?)</script>', page, re.DOTALL)[1])
        creators, sales = (row["values"] for row in data["series"])
        assert (sum(creators), sum(sales)) == (48.0, 134.0)
        table = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td><td>(.*?)</td>', page)
        assert len(table) == len(creators) == 7
        assert table[1][1:] == ("€18.00", "€18.00")

    def test_the_csv_holds_plain_numbers(self, browse, week):
        rows = rows_of(browse(cast.ANA).get(f"/overview.csv?{SPAN}"))
        cleo = dict(zip(rows[0], next(row for row in rows if row[0] == "Cleo Cloud"), strict=True))
        assert (cleo["Revenue"], cleo["Orders"], cleo["Currency"]) == ("33.00", "1.5", "EUR")

    def test_a_new_shop_sees_its_first_steps(self, browse, ana, ben):
        page = browse(cast.ANA).get("/").text
        assert "0 of 8 done" in text_of(page)
        assert 'href="/creators"' in page
        assert "What creators brought in" not in page

    def test_the_first_steps_end_with_the_first_attributed_order(self, browse, week):
        assert "First steps" not in browse(cast.ANA).get("/").text

    def test_steps_that_are_done_are_ticked(self, browse, database, ana, ben):
        add_creator(database, ana)
        assert "1 of 8 done" in text_of(browse(cast.ANA).get("/").text)
        assert "0 of 8 done" in text_of(browse(cast.BEN).get("/").text)


class TestOrders:
    @pytest.mark.parametrize(
        ("query", "names"),
        [
            pytest.param("", ["#6", "#5", "#4", "#3", "#2", "#1"], id="all"),
            pytest.param("outcome=no_code", ["#2"], id="not attributed"),
            pytest.param("outcome=unknown_code", ["#5"], id="unknown"),
            pytest.param("channel=pos", ["#3"], id="channel"),
            pytest.param("q=%234", ["#4"], id="name"),
            pytest.param("q=nobodys", ["#5"], id="code"),
            pytest.param(f"{SPAN}&sort=time", ["#1", "#2", "#3", "#4", "#5"], id="period and sort"),
        ],
    )
    def test_filters(self, browse, week, query, names):
        page = browse(cast.ANA).get(f"/orders?{query}").text
        assert re.findall(r'<s-link href="/orders/\d+"[^>]*>(#\d+)<', page) == names
        assert [row[0] for row in rows_of(browse(cast.ANA).get(f"/orders.csv?{query}"))[1:]] == names

    def test_by_creator(self, browse, week):
        page = browse(cast.ANA).get(f"/orders?creator={week.dev}").text
        assert re.findall(r'<s-link href="/orders/\d+"[^>]*>(#\d+)<', page) == ["#4"]

    def test_nothing_found_offers_the_way_back(self, browse, week):
        page = browse(cast.ANA).get("/orders?q=nothing").text
        assert "No order fits these filters." in page
        assert 'href="/orders"' in page

    def test_a_shop_without_orders_is_told_what_comes(self, browse, ana, ben):
        assert "No orders yet" in browse(cast.ANA).get("/orders").text


class TestWhy:
    def test_a_shared_order_explains_itself(self, browse, week):
        said = text_of(browse(cast.ANA).get("/orders/4").text)
        assert "Cleo Cloud is credited with €15.00, 50% of this order." in said
        assert "Dev Dune is credited with €15.00, 50% of this order." in said
        assert (
            "2 creators&#39; codes share the order by the discount each gave; code CLEO10 gets 50%." in said
        )
        assert "The order was placed." in said
        assert "Decided after the order&#39;s arrival: Cleo Cloud 50%, Dev Dune 50%" in said

    def test_an_unknown_code_says_what_to_do(self, browse, week):
        said = text_of(browse(cast.ANA).get("/orders/5").text)
        assert "Nobody is credited with this order." in said
        assert "Code NOBODYS is not known to Earmark." in said
        assert "Not followed" in said

    def test_without_evidence_it_says_so(self, browse, week):
        said = text_of(browse(cast.ANA).get("/orders/2").text)
        assert "The buyer used no discount code, and no visit through a creator is known." in said

    def test_a_refund_shows_in_the_money_and_the_timeline(self, browse, week, database, settings):
        refund = bodies.refund(
            901, 4, adjustments=[bodies.adjustment("refund_discrepancy", "-10.00")], at=moment(18)
        )
        hear(database, settings, week.shop, "refunds/create", refund, moment(18))
        said = text_of(browse(cast.ANA).get("/orders/4").text)
        assert "Refunded by amount, naming no line" in said
        assert "Cleo Cloud: Lowered, after a refund" in said
        entries = rows_of(browse(cast.ANA).get("/orders/4/entries.csv"))
        assert [row[3] for row in entries[1:]] == ["15.00", "15.00", "-5.00", "-5.00"]

    def test_the_lines_add_up_to_the_net_revenue(self, browse, week):
        rows = rows_of(browse(cast.ANA).get("/orders/1/revenue.csv"))
        assert [row[6] for row in rows[1:]] == ["18.00"]

    @pytest.mark.parametrize("path", ["/orders/999", "/orders/0", "/orders/99999999999999999999999"])
    def test_an_order_there_is_not(self, browse, week, path):
        answer = browse(cast.ANA).get(path)
        assert answer.status_code == 404
        assert 'id="page"' in answer.text


BAD = [
    "/?period=8", "/?period=custom", "/?period=custom&from=x&to=y", "/?sort=password", "/?sort=--name",
    "/?page=0",
    "/orders?outcome=x", "/orders?channel=fax", "/orders?creator=1%3Bdrop", "/orders?creator=" + "9" * 40,
    "/orders?sort=name", "/orders?page=-1", "/orders?period=custom&from=2026-02-30&to=2026-03-01",
    "/deliveries?sort=x", "/settings/preview?basis=x", "/settings/preview?tie=x", "/overview.csv?period=x",
    "/orders.csv?sort=x",
]  # fmt: skip


@pytest.mark.parametrize("path", BAD)
def test_bad_input_is_a_400_with_a_sentence(browse, week, path):
    answer = browse(cast.ANA).get(path)
    assert answer.status_code == 400
    assert "That cannot be read" in answer.text
    assert re.search(r"<s-paragraph>[^<]{20,}</s-paragraph>", answer.text)


@pytest.mark.parametrize("path", ["/orders?page=99999", "/?page=99999"])
def test_a_page_beyond_the_last_is_empty_and_not_an_error(browse, week, path):
    assert browse(cast.ANA).get(path).status_code == 200


@pytest.mark.parametrize("locale", ["en", "sv", "it", "zh-CN"])
@pytest.mark.parametrize("path", PAGES)
def test_every_page_in_every_language(browse, week, path, locale):
    page = browse(cast.ANA, locale).get(path).text
    assert f'<html lang="{"zh-Hans" if locale == "zh-CN" else locale}">' in page
    assert page.count("<s-page ") == 1
    if locale != "en":
        assert "Deliveries</s-link>" not in page


@pytest.mark.parametrize("path", [f"/?{SPAN}", "/orders", "/orders/4"])
def test_more_rows_ask_the_database_no_more_questions(browse, week, database, settings, ana, path):
    browser, asked = browse(cast.ANA), []
    event.listen(database.engine, "before_cursor_execute", lambda *_: asked.append(1))
    browser.get(path)
    before = len(asked)
    for number in range(20, 40):
        creator = add_creator(database, ana, f"C{number}", sort_text=f"c{number}", search_text="")
        add_code(database, ana, f"C{number}", creator)
        line = bodies.line(1, "20.00", discounts={0: "2.00"})
        order = bodies.order(number, at=moment(18), lines=[line], codes=[bodies.code(f"C{number}", "2.00")])
        hear(database, settings, ana, "orders/create", order)
    asked.clear()
    browser.get(path)
    assert len(asked) == before


def test_a_hostile_name_and_code_stay_text(browse, week, database, settings, ana):
    creator = add_creator(database, ana, EVIL, sort_text="evil", search_text="evil")
    add_code(database, ana, "=EVIL<b>", creator)
    body = bodies.order(
        8,
        at=moment(18),
        lines=[bodies.line(1, "20.00", discounts={0: "2.00"})],
        codes=[bodies.code("=EVIL<b>", "2.00")],
    )
    hear(database, settings, ana, "orders/create", body)
    for path in (
        f"/?{SPAN}",
        "/orders",
        "/orders/8",
        f"/orders?creator={creator}",
        "/settings/preview?basis=with_tax",
    ):
        page = browse(cast.ANA).get(path).text
        assert EVIL not in page
        assert "=EVIL<b>" not in page
    assert "&lt;script&gt;" in browse(cast.ANA).get(f"/?{SPAN}").text
    row = next(row for row in rows_of(browse(cast.ANA).get("/orders.csv")) if row[0] == "#8")
    assert row[4] == "'=EVIL<b>"
