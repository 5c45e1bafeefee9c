"""Models side by side: the books and the differences add up, for the span and the shop asked for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from plugin.attribution.evidence import Answer, Source, SurveyEvidence, VisitEvidence
from plugin.services.give_evidence import give_order_evidence
from tests import cast
from tests.books import add_code, add_creator, add_link, hear
from tests.order_bodies import ORDERED, code, line, order
from tests.plugin.admin.test_pages import rows_of, text_of

SPAN = "period=custom&from=2026-11-14&to=2026-11-21"
DAY = timedelta(days=1)


@pytest.fixture
def shops(database, settings, ana, ben):
    """In both shops: 20.00 by Cleo's code after Dev's visit, 10.00 by nobody's that names Dev, 10.00 at the
    counter, and 50.00 before the span.
    """
    for shop, currency, times in ((ana, "EUR", 1), (ben, "USD", 100)):
        cleo, dev = add_creator(database, shop), add_creator(database, shop, cast.DEV.name)
        add_code(database, shop, "CLEO10", cleo)
        add_link(database, shop, dev, "devslink02")
        visit = VisitEvidence(Source.JOURNEY, "devslink02", None, None, ORDERED - DAY)
        answer = SurveyEvidence("first_heard", Answer.CREATOR, dev, None, ORDERED + DAY)
        for number, price, codes, evidence, more in (
            (1, 20, ["CLEO10"], [visit], {}),
            (2, 10, [], [answer], {}),
            (3, 10, ["CLEO10"], [visit], {"source": "pos"}),
            (4, 50, ["CLEO10"], [replace(visit, occurred_at=ORDERED - 40 * DAY)], {"at": ORDERED - 39 * DAY}),
        ):
            lines = [line(1, f"{price * times}.00", currency=currency)]
            body = order(number, currency=currency, lines=lines, codes=[code(text) for text in codes], **more)
            hear(database, settings, shop, "orders/create", body)
            with database.shop(shop) as session:
                give_order_evidence(session, number, evidence, cast.NOW)
    return cleo, dev


def test_the_csv_holds_every_creator_by_every_model(browse, shops):
    rows = rows_of(browse(cast.ANA).get(f"/reports/models.csv?{SPAN}"))[1:]
    found = {(name, model): (revenue, orders) for name, model, _, _, revenue, _, orders in rows}
    assert found == {
        ("Cleo Cloud", "This shop's rule"): ("20.00", "1.0"),
        ("Cleo Cloud", "First touch"): ("0.00", "0.0"),
        ("Cleo Cloud", "Last touch"): ("20.00", "1.0"),
        ("Cleo Cloud", "Linear"): ("10.00", "0.5"),
        ("Cleo Cloud", "Position"): ("10.00", "0.5"),
        ("Cleo Cloud", "Time decay"): ("10.49", "0.524735"),
        ("Cleo Cloud", "Survey first"): ("10.49", "0.524735"),
        ("Dev Dune", "This shop's rule"): ("0.00", "0.0"),
        ("Dev Dune", "First touch"): ("20.00", "1.0"),
        ("Dev Dune", "Last touch"): ("0.00", "0.0"),
        ("Dev Dune", "Linear"): ("10.00", "0.5"),
        ("Dev Dune", "Position"): ("10.00", "0.5"),
        ("Dev Dune", "Time decay"): ("9.51", "0.475265"),
        ("Dev Dune", "Survey first"): ("19.51", "1.475265"),
    }


def test_the_page_sums_all_creators_and_is_sorted_by_any_model(browse, shops):
    browser = browse(cast.ANA)
    text = text_of(browser.get(f"/reports/models?{SPAN}&sort=-survey_first").text)
    assert "All creators €20.00 €20.00 €20.00 €20.00 €20.00 €20.00 €30.00" in text
    assert text.index("Dev Dune") < text.index("Cleo Cloud")
    assert browser.get(f"/reports/models?{SPAN}&sort=-loudest").status_code == 400
    assert "$" not in text
    assert (
        "Nothing to compare"
        in browser.get("/reports/models?period=custom&from=2025-01-01&to=2025-01-02").text
    )
