"""Drift: what the merchant changes in Shopify is noticed, what we change ourselves is not called so."""

from datetime import timedelta
from decimal import Decimal

import pytest

from plugin.errors import ConflictError
from plugin.services.answer_drift import accept_drift, repair_code, use_campaign_terms
from plugin.services.check_codes import check_all, check_codes, check_soon
from plugin.services.hold_code import pause_code, resume_code, retire_code
from plugin.shopify.discounts import activate_discount, deactivate_discount

DEV = "SPRING_DEV"


def check(stage):
    ids = [code.id for code in stage.codes().values()]
    return check_codes(stage.database, stage.admin, stage.shop_id, ids, lambda: stage.at)


def answer(stage, what, code=DEV):
    with stage.shop() as session:
        what(session, stage.codes()[code].id, stage.at)


def changes(stage, code=DEV):
    drift = stage.codes()[code].drift
    return {row["field"]: (row["wanted"], row["found"]) for row in drift["changes"]} if drift else {}


@pytest.mark.parametrize(
    ("change", "field", "found"),
    [
        pytest.param({"percentage": Decimal("0.25")}, "percent", "25", id="value"),
        pytest.param({"percentage": None, "amount": Decimal(5)}, "kind", "fixed_amount", id="kind of value"),
        pytest.param({"minimum_subtotal": Decimal(20)}, "minimum_subtotal_minor", 2000, id="minimum spend"),
        pytest.param({"minimum_quantity": 2}, "minimum_quantity", 2, id="minimum quantity"),
        pytest.param({"usage_limit": 5}, "usage_limit", 5, id="limit"),
        pytest.param({"applies_once_per_customer": True}, "once_per_customer", True, id="once per customer"),
        pytest.param({"combines_with_order": True}, "combines_with_order", True, id="combining"),
        pytest.param({"all_items": False, "product_ids": [11]}, "items", "products", id="items"),
        pytest.param({"ends_at": None}, "ends_at", None, id="end"),
    ],
)
def test_a_change_is_seen_put_back_or_taken_over(live, change, field, found):
    discount = live.standing()[DEV]
    before = vars(discount).copy()
    for name, value in change.items():
        setattr(discount, name, value)
    assert check(live) == 1
    assert changes(live)[field][1] == found
    answer(live, repair_code)
    live.settle(push=True)
    assert changes(live) == {}
    assert {name: getattr(discount, name) for name in change} == {name: before[name] for name in change}
    for name, value in change.items():
        setattr(discount, name, value)
    check(live)
    answer(live, accept_drift)
    assert check(live) == 0
    assert live.codes()[DEV].own_terms is not None
    live.settle()
    assert check(live) == 0


def test_nothing_changed_is_no_drift(live):
    assert check(live) == 0
    with live.shop() as session:
        assert check_all(session) == 3


def test_the_title_is_the_merchants(live):
    live.standing()[DEV].title = "For Dev's viewers"
    assert check(live) == 0


def test_our_own_changes_are_no_drift_at_any_moment(live):
    """A webhook of ours may be looked at before, during and after the job that made the change."""
    for step in (pause_code, resume_code, retire_code):
        answer(live, step)
        assert check(live) == 0, step
        live.settle()
        assert check(live) == 0, step
    assert live.admin.webhooks


def test_stopped_in_shopify_and_accepted_it_is_paused_and_can_be_resumed(live):
    end = live.standing()[DEV].ends_at
    deactivate_discount(live.admin, live.codes()[DEV].discount_gid)
    assert check(live) == 1
    assert set(changes(live)) == {"ends_at"}
    answer(live, accept_drift)
    assert live.codes()[DEV].status == "paused"
    assert check(live) == 0
    answer(live, resume_code)
    live.settle()
    assert live.standing()[DEV].ends_at == end
    assert check(live) == 0


def test_stopped_in_shopify_and_repaired_it_runs_again(live):
    deactivate_discount(live.admin, live.codes()[DEV].discount_gid)
    check(live)
    answer(live, repair_code)
    live.settle(push=True)
    assert live.standing()[DEV].status(live.at) == "ACTIVE"
    assert changes(live) == {}


@pytest.mark.parametrize("held", [pause_code, retire_code])
def test_started_in_shopify_although_we_stopped_it(live, held):
    answer(live, held)
    live.settle()
    activate_discount(live.admin, live.codes()[DEV].discount_gid)
    assert check(live) == 1
    assert changes(live)["status"] == ("EXPIRED", "ACTIVE")
    answer(live, repair_code)
    live.settle(push=True)
    assert live.standing()[DEV].status(live.at) == "EXPIRED"
    assert changes(live) == {}


def test_deleted_and_created_anew(live):
    live.admin.shop.discounts.pop(live.standing()[DEV].id)
    assert check(live) == 1
    assert live.codes()[DEV].drift["kind"] == "deleted"
    answer(live, repair_code)
    from plugin.store.runs import latest_run

    with live.shop() as session:
        run = latest_run(session, "create_codes", live.campaign_id)
    live.create(run.id)
    assert DEV in live.standing()
    assert live.codes()[DEV].status == "active"


def test_deleted_and_accepted_the_code_is_retired_from_then_on(live):
    live.admin.shop.discounts.pop(live.standing()[DEV].id)
    check(live)
    found_at = live.at
    live.admin.world.wait(3600)
    answer(live, accept_drift)
    row = live.codes()[DEV]
    assert (row.status, row.valid_until) == ("retired", found_at)
    assert check(live) == 0


def test_a_code_renamed_in_shopify(live):
    live.standing()[DEV].codes[0].code = "DEVDAY"
    assert check(live) == 1
    assert changes(live)["code"] == (DEV, "DEVDAY")
    live.admin.world.wait(60)
    answer(live, accept_drift)
    rows = live.codes()
    assert (rows[DEV].status, rows[DEV].valid_until) == ("retired", live.at)
    assert (rows["DEVDAY"].status, rows["DEVDAY"].creator_id) == ("active", rows[DEV].creator_id)
    assert check(live) == 0


def test_a_code_renamed_in_shopify_and_put_back(live):
    live.standing()[DEV].codes[0].code = "DEVDAY"
    check(live)
    answer(live, repair_code)
    live.settle(push=True)
    assert DEV in live.standing()
    assert check(live) == 0


def test_the_campaigns_terms_can_be_given_back(live):
    live.standing()[DEV].percentage = Decimal("0.5")
    check(live)
    answer(live, accept_drift)
    answer(live, use_campaign_terms)
    live.settle(push=True)
    assert live.standing()[DEV].percentage == Decimal("0.1")
    assert check(live) == 0


def test_the_same_drift_keeps_the_day_it_was_first_seen(live):
    live.standing()[DEV].usage_limit = 5
    check(live)
    first = live.codes()[DEV].drift["found_at"]
    live.admin.world.wait(timedelta(days=1).total_seconds())
    check(live)
    assert live.codes()[DEV].drift["found_at"] == first
    live.standing()[DEV].usage_limit = 6
    check(live)
    assert live.codes()[DEV].drift["found_at"] != first


def test_a_webhook_asks_for_one_check_and_only_of_our_own(live, database, ben):
    gid = live.codes()[DEV].discount_gid
    with live.shop() as session:
        assert check_soon(session, gid) == 1
        assert check_soon(session, "gid://shopify/DiscountCodeNode/1") == 0
    with database.shop(ben) as session:
        assert check_soon(session, gid) == 0


def test_there_is_nothing_to_answer_without_drift(live):
    with pytest.raises(ConflictError, match="as it should"):
        answer(live, repair_code)
