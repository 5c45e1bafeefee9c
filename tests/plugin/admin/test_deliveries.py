"""Deliveries and settings: what is done from their pages."""

from __future__ import annotations

import json

import pytest

from plugin.services.show_settings import attribution_settings
from plugin.services.watch_deliveries import delivery_state
from plugin.store.privacy import keep_export
from plugin.store.reconciliations import (
    add_reconciliation,
    end_reconciliation,
    newest_reconciliations,
    note_reconciliation,
)
from tests import cast
from tests.plugin.services.reports.conftest import fill


def said(answer) -> str:
    assert answer.status_code == 200, answer.text[:300]
    return json.loads(answer.headers["HX-Trigger"])["toast"]["message"]


def counts(database, shop):
    with database.shop(shop) as session:
        state = delivery_state(session)
    return state.waiting, state.parked


class TestDeliveries:
    def test_one_is_tried_again(self, browse, database, ana, ben, park):
        number, _ = park(ana), park(ben)
        assert "tried again" in said(browse(cast.ANA).post(f"/deliveries/{number}/replay"))
        assert (counts(database, ana), counts(database, ben)) == ((1, 0), (0, 1))

    def test_all_are_tried_again_in_the_own_shop_alone(self, browse, database, ana, ben, park):
        for topic in ("orders/create", "orders/updated", "refunds/create"):
            park(ana, topic)
            park(ben, topic)
        assert said(browse(cast.ANA).post("/deliveries/replay")) == "3 deliveries are being tried again."
        assert (counts(database, ana), counts(database, ben)) == ((3, 0), (0, 3))

    def test_one_that_is_not_parked_any_more_is_a_conflict(self, browse, ana, park):
        number = park(ana)
        browser = browse(cast.ANA)
        browser.post(f"/deliveries/{number}/replay")
        assert browser.post(f"/deliveries/{number}/replay").status_code == 409

    def test_the_page_shows_what_went_wrong_as_text(self, browse, ana, park):
        park(ana, error="<b>total_price</b> is not a decimal number.")
        page = browse(cast.ANA).get("/deliveries").text
        assert "&lt;b&gt;total_price&lt;/b&gt; is not a decimal number." in page
        assert "<b>total_price</b>" not in page

    def test_nothing_sent_yet_says_what_comes(self, browse, ana, ben):
        assert "Shopify has sent nothing yet" in browse(cast.ANA).get("/deliveries").text

    def test_a_check_with_shopify_is_asked_for_and_shows_its_progress(self, browse, database, ana, ben, now):
        ana_browser, ben_browser = browse(cast.ANA), browse(cast.BEN)
        assert "have not been compared with Shopify yet" in ana_browser.get("/deliveries").text
        assert said(ana_browser.post("/deliveries/check")) == "Your orders are being compared with Shopify."
        page = ana_browser.get("/deliveries").text
        assert 'hx-trigger="every 2s"' in page
        assert 'id="check-now"' not in page
        assert "have not been compared with Shopify yet" in ben_browser.get("/deliveries").text
        said(ana_browser.post("/deliveries/check"))  # Pressed twice, it is one check.
        with database.shop(ana) as session:
            [run] = newest_reconciliations(session)
            note_reconciliation(session, run.id, now, total=41, done=20)
        assert "20 of 41 orders" in ana_browser.get("/deliveries").text

    @pytest.mark.parametrize(
        ("counts", "sentences"),
        [
            pytest.param({}, ["looked at 41 orders.", "All of them were in the books."], id="nothing found"),
            pytest.param({"missing": 1}, ["It found one whose webhook had not come"], id="one found"),
            pytest.param(
                {"missing": 1, "older": 2, "unreadable": 1},
                ["It found 3 whose webhooks had not come", "One order could not be read"],
                id="several",
            ),
        ],
    )
    def test_what_the_last_check_found_is_said_in_a_sentence(
        self, browse, database, ana, ben, now, counts, sentences
    ):
        with database.shop(ana) as session:
            run_id = add_reconciliation(session, "hour", now)
            note_reconciliation(session, run_id, now, done=41, until=now.isoformat(), **counts)
            end_reconciliation(session, run_id, "finished", now)
        page = browse(cast.ANA).get("/deliveries").text
        assert all(sentence in page for sentence in sentences)
        assert not any(sentence in browse(cast.BEN).get("/deliveries").text for sentence in sentences)

    def test_why_a_check_did_not_work_is_said_as_text(self, browse, database, ana, ben, now):
        with database.shop(ana) as session:
            run_id = add_reconciliation(session, "hour", now)
            end_reconciliation(session, run_id, "failed", now, reason="The <b>owner</b> has to open the app.")
        page = browse(cast.ANA).get("/deliveries").text
        assert "The &lt;b&gt;owner&lt;/b&gt; has to open the app." in page


class TestSettings:
    def test_a_change_is_shown_before_it_is_saved(self, browse, database, settings, ana, ben):
        fill(database, settings, ana, "EUR")
        page = browse(cast.ANA).get("/settings/preview?basis=with_shipping").text
        assert "Save and decide past orders again" in page
        with database.shop(ana) as session:
            assert attribution_settings(session).policy.version == 0

    def test_saving_puts_it_in_force_and_shows_progress(self, browse, database, settings, ana, ben):
        fill(database, settings, ana, "EUR")
        answer = browse(cast.ANA).post("/settings", {"basis": "with_tax", "tie": "oldest"})
        assert said(answer).startswith("Saved")
        page = browse(cast.ANA).get("/settings").text
        assert "Past orders are being decided again" in page
        assert 'hx-trigger="every 2s"' in page
        with database.shop(ana) as session:
            policy = attribution_settings(session).policy
        assert (policy.version, policy.basis.value, policy.tie.value) == (1, "with_tax", "oldest")
        with database.shop(ben) as session:
            assert attribution_settings(session).policy.version == 0

    def test_saving_what_is_in_force_changes_nothing(self, browse, database, ana):
        assert (
            said(browse(cast.ANA).post("/settings", {"basis": "net", "tie": "newest"}))
            == "Nothing was changed."
        )
        with database.shop(ana) as session:
            assert attribution_settings(session).policy.version == 0

    @pytest.mark.parametrize("form", [{"basis": "x"}, {"tie": "<script>"}])
    def test_a_basis_there_is_not_is_refused(self, browse, ana, form):
        assert browse(cast.ANA).post("/settings", form).status_code == 400

    def test_a_buyers_answer_is_downloaded_by_their_shop_alone(self, browse, database, ana, ben, now):
        with database.shop(ana) as session:
            keep_export(session, request_id=9001, detail={"customer_id": 5, "orders": []}, total=0, now=now)
        page = browse(cast.ANA).get("/settings").text
        path = page.split('href="/settings/requests/')[1].split('"')[0]
        answer = browse(cast.ANA).get(f"/settings/requests/{path}")
        assert json.loads(answer.text)["request_id"] == 9001
        assert 'filename="customer-request-9001.json"' in answer.headers["Content-Disposition"]
        assert browse(cast.BEN).get(f"/settings/requests/{path}").status_code == 404
        assert "9001" not in browse(cast.BEN).get("/settings").text
