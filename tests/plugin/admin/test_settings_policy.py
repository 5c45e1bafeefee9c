"""Settings of attribution: what every rule would move is seen before it is saved, and old versions stay."""

from __future__ import annotations

from datetime import timedelta

import pytest

from plugin.services.recompute import recompute
from tests import cast
from tests.books import add_code, add_creator, add_link, hear, held, visit_ref
from tests.order_bodies import ORDERED, code, line, order
from tests.plugin.admin.test_pages import rows_of, text_of

LINK_FIRST = "/settings/preview?precedence=link"


@pytest.fixture
def shops(database, settings, ana, ben):
    """In both shops: 18.00 by Cleo's code in a cart that Dev's link filled, and 10.00 by Dev's link alone."""
    creators = {}
    for shop, currency in ((ana, "EUR"), (ben, "USD")):
        cleo, dev = add_creator(database, shop), add_creator(database, shop, cast.DEV.name)
        add_code(database, shop, "CLEO10", cleo)
        add_link(database, shop, dev, "devslink02")
        for number, price, codes, days in ((1, "18.00", ["CLEO10"], 1), (2, "10.00", [], 20)):
            ref = visit_ref("devslink02", ORDERED - timedelta(days=days))
            body = order(
                number,
                currency=currency,
                lines=[line(1, price, currency=currency)],
                codes=[code(text) for text in codes],
                note_attributes=[{"name": "_earmark", "value": ref}],
            )
            hear(database, settings, shop, "orders/create", body)
        creators[shop] = (cleo, dev)
    return creators


def test_the_preview_prices_every_rule_and_lists_the_orders(browse, shops):
    browser = browse(cast.ANA)
    text = text_of(browser.get(LINK_FIRST).text)
    assert "Of 2 orders of the last 90 days, the credit on 1 would change." in text
    assert "The code decides → The last visit decides" in text
    assert "Dev Dune €10.00 €28.00 +€18.00 €10.00 €28.00 €19.00" in text
    assert "Cleo Cloud €18.00 €0.00 -€18.00 €18.00 €0.00 €9.00" in text
    assert "#1 Nov 20, 2026" in text
    assert "Cleo Cloud €18.00 Dev Dune €18.00" in text
    assert "$" not in text
    header, *rows = rows_of(browser.get("/settings/preview.csv?precedence=link"))
    assert header[-3:] == ["The code decides", "The last visit decides", "Both share equally"]
    assert ["Dev Dune", "EUR", "10.00", "28.00", "18.00", "10.00", "28.00", "19.00"] in rows
    moved = rows_of(browser.get("/settings/preview/orders.csv?precedence=link"))[1:]
    assert [(row[0], *row[2:]) for row in moved] == [
        ("#1", "Cleo Cloud", "18.00", "0.00", "EUR"),
        ("#1", "Dev Dune", "0.00", "18.00", "EUR"),
    ]


def test_what_each_rule_would_move_is_seen_without_choosing_another(browse, shops):
    text = text_of(browse(cast.ANA).get("/settings/preview").text)
    assert "nothing would change" in text
    assert "Dev Dune €10.00 €10.00 €0.00 €10.00 €28.00 €19.00" in text


def test_a_shorter_window_takes_old_visits_away(browse, shops):
    text = text_of(browse(cast.ANA).get("/settings/preview?window_days=7").text)
    assert "30 days → 7 days" in text
    assert "Dev Dune €10.00 €0.00 -€10.00" in text
    assert "Dev Dune €10.00 nobody" in text


def test_saving_makes_a_version_and_old_ones_stay_readable(browse, shops, database, ana, ben):
    browser = browse(cast.ANA)
    assert "Nothing was changed yet" in browser.get("/settings/versions").text
    form = {"precedence": "split", "window_days": "45", "introducer_percent": "25", "basis": "net"}
    assert browser.post("/settings", form).status_code in (200, 204, 302, 303)
    browser.post("/settings", {"precedence": "link"})
    recompute(database, ana, lambda: cast.NOW)
    assert held(database, ana) == {shops[ana][1]: 2800}
    assert held(database, ben) == {shops[ben][0]: 1800, shops[ben][1]: 1000}
    text = browser.get("/settings/versions").text
    assert text.index("Version 2") < text.index("Version 1")
    newest, oldest = text.split("Version 1", 1)
    for said in ("The last visit decides", "45 days", "25%"):
        assert said in newest
    assert "Both share equally" in oldest


@pytest.mark.parametrize(
    "query",
    [
        "precedence=loudest",
        "window_days=0",
        "window_days=soon",
        "introducer_percent=101",
        "introducer_percent=x",
    ],
)
def test_what_cannot_be_a_rule_is_refused(browse, shops, query):
    answer = browse(cast.ANA).get(f"/settings/preview?{query}")
    assert (answer.status_code, "That cannot be read" in answer.text) == (400, True)
