"""Creating codes: whatever is lost, killed or throttled, each creator ends with exactly one discount."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugin.errors import ConflictError, ShopifyError, ThrottledError
from plugin.services.choose_code import adopt_code, look_up_plan, rename_code
from plugin.services.create_codes import TAKEN, give_up
from plugin.services.launch_campaign import launch_campaign, retry_failed
from plugin.shopify.discounts import create_discount
from plugin.store.code_lookup import codes_of_campaign
from tests.devshop.discount import RedeemCode
from tests.plugin.services.codes.conftest import campaign_with
from tests.shopify_in_process import InProcessAdmin, Killed

ALL = {"SPRING_CLEO", "SPRING_DEV", "SPRING_ASA"}


def statuses(stage):
    return {code.code: code.status for code in stage.codes().values()}


def shop_discount(stage, code, **changes):
    """A discount the merchant made in Shopify before."""
    from plugin.services.code_terms import wanted_discount
    from plugin.store.campaigns import find_campaign

    with stage.shop() as session:
        row = next(iter(stage.codes().values()))
        wanted = wanted_discount(row, find_campaign(session, stage.campaign_id))
    from dataclasses import replace

    gid = create_discount(stage.admin, replace(wanted, code=code, mark="not-ours"))
    discount = stage.standing()[code]
    for name, value in changes.items():
        setattr(discount, name, value)
    return gid


def test_one_discount_per_creator_verified_by_reading_back(stage):
    run_id = stage.launch()
    stage.create(run_id)
    assert statuses(stage) == dict.fromkeys(ALL, "active")
    assert set(stage.standing()) == ALL
    run = stage.run(run_id)
    assert (run.status, run.done, run.failed, run.total) == ("finished", 3, 0, 3)
    for code in stage.codes().values():
        assert code.verified_at == stage.at
        assert code.drift is None
        assert stage.standing()[code.code].percentage == Decimal("0.1")
    assert stage.admin.sent == ["mutation CreateCode"] * 3 + ["query ReadDiscounts"]


def test_the_other_shop_is_left_alone(stage, ben, database):
    stage.create(stage.launch())
    with database.shop(ben) as session:
        others = codes_of_campaign(session, 1)
        assert [code.status for code in others] == ["planned"] * 3


def test_done_again_nothing_changes(stage):
    run_id = stage.launch()
    stage.create(run_id)
    stage.create(run_id)
    assert stage.admin.mutations == 3
    assert stage.run(run_id).done == 3


def test_an_answer_lost_is_recognised_by_its_mark(stage):
    run_id = stage.launch()
    stage.admin.lose = {2}
    with pytest.raises(ShopifyError):
        stage.create(run_id)
    assert sorted(statuses(stage).values()) == ["creating"] * 3
    stage.create(run_id)
    assert statuses(stage) == dict.fromkeys(ALL, "active")
    assert len(stage.admin.shop.discounts) == 3
    assert stage.run(run_id).done == 3


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(die=st.sets(st.integers(1, 8), max_size=4), lose=st.sets(st.integers(1, 8), max_size=4))
def test_killed_or_cut_off_anywhere_no_code_is_doubled(stage, die, lose):
    with stage.shop() as session:
        for code in codes_of_campaign(session, stage.campaign_id):
            code.status, code.discount_gid, code.tried_code = "planned", None, None
    stage.admin = InProcessAdmin(stage.admin.world, die=die, lose=lose)
    stage.admin.shop.discounts.clear()
    run_id = stage.launch()
    for _ in range(10):
        try:
            stage.create(run_id)
        except (Killed, ShopifyError):
            continue
        break
    assert statuses(stage) == dict.fromkeys(ALL, "active")
    assert sorted(stage.standing()) == sorted(ALL)
    assert len(stage.admin.shop.discounts) == 3
    assert stage.run(run_id).done == 3


def test_a_code_of_the_shop_is_never_touched_and_the_owner_asked(stage):
    shop_discount(stage, "spring_dev", percentage=Decimal("0.5"))
    before = vars(stage.standing()["spring_dev"]).copy()
    run_id = stage.launch()
    stage.create(run_id)
    assert statuses(stage) == {"SPRING_CLEO": "active", "SPRING_DEV": "failed", "SPRING_ASA": "active"}
    dev = stage.codes()["SPRING_DEV"]
    assert dev.last_error == TAKEN
    assert dev.conflict["title"] == "spring_dev"
    assert dev.conflict["own_terms"]["terms"]["percent"] == "50"
    assert vars(stage.standing()["spring_dev"]) == before
    run = stage.run(run_id)
    assert (run.status, run.done, run.failed) == ("finished", 2, 1)


def test_adopting_keeps_the_discount_as_it_stands(stage):
    gid = shop_discount(stage, "SPRING_DEV", percentage=Decimal("0.5"))
    look_up_plan(stage.admin, stage.database, stage.shop_id, stage.campaign_id, stage.at)
    with stage.shop() as session:
        adopt_code(session, stage.codes()["SPRING_DEV"].id, stage.at)
    stage.create(stage.launch())
    dev = stage.codes()["SPRING_DEV"]
    assert (dev.status, dev.origin, dev.discount_gid, dev.drift) == ("active", "adopted", gid, None)
    assert stage.standing()["SPRING_DEV"].percentage == Decimal("0.5")
    assert len(stage.admin.shop.discounts) == 3


def test_a_discount_with_several_codes_is_not_adopted(stage):
    shop_discount(stage, "SPRING_DEV")
    stage.standing()["SPRING_DEV"].codes.append(RedeemCode(999, "SPRING_TOO"))
    look_up_plan(stage.admin, stage.database, stage.shop_id, stage.campaign_id, stage.at)
    with stage.shop() as session, pytest.raises(ConflictError, match="holds 2 codes"):
        adopt_code(session, stage.codes()["SPRING_DEV"].id, stage.at)


def test_what_is_looked_up_and_not_decided_waits(stage):
    shop_discount(stage, "SPRING_DEV")
    assert look_up_plan(stage.admin, stage.database, stage.shop_id, stage.campaign_id, stage.at) == 1
    stage.create(stage.launch())
    assert statuses(stage) == {"SPRING_CLEO": "active", "SPRING_DEV": "planned", "SPRING_ASA": "active"}
    with stage.shop() as session:
        rename_code(session, stage.codes()["SPRING_DEV"].id, None, stage.at)
    stage.create(stage.launch())
    assert statuses(stage)["SPRING_DEV2"] == "active"


def test_renamed_after_a_lost_answer_the_first_discount_is_renamed_not_doubled(stage):
    run_id = stage.launch()
    stage.admin.lose = {1, 2, 3, 4, 5, 6}
    for _ in range(3):
        with pytest.raises(ShopifyError):
            stage.create(run_id)
    with stage.shop() as session:
        give_up(session, [code.id for code in stage.codes().values()], run_id, "No answer.", stage.at)
    assert set(statuses(stage).values()) == {"failed"}
    stage.admin.lose = ()
    first = next(iter(stage.standing()))
    with stage.shop() as session:
        rename_code(session, stage.codes()[first].id, "NOVEMBER", stage.at)
        again = retry_failed(session, stage.campaign_id, stage.at)
    stage.create(again)
    assert set(statuses(stage).values()) == {"active"}
    assert len(stage.admin.shop.discounts) == 3
    assert set(stage.standing()) == ALL - {first} | {"NOVEMBER"}


def test_a_refusal_fails_one_code_with_shopifys_words(stage):
    with stage.shop() as session:
        from plugin.store.campaigns import find_campaign

        campaign = find_campaign(session, stage.campaign_id)
        campaign.terms = campaign.terms | {"items": "products", "item_ids": ["gid://shopify/Product/999"]}
    run_id = stage.launch()
    stage.create(run_id)
    assert set(statuses(stage).values()) == {"failed"}
    assert all(code.last_error for code in stage.codes().values())
    assert stage.run(run_id).failed == 3


@pytest.mark.slow
def test_a_thousand_codes_survive_throttling_and_a_killed_worker(database, ana, ben, now, stage):
    names = [f"Creator {number:04}" for number in range(1000)]
    stage.campaign_id = campaign_with(database, ana, now, names, code_template="K_{CREATOR}")
    stage.admin.die, stage.admin.lose = {137, 640}, {10, 11, 500, 999}
    with stage.shop() as session:
        run_id = launch_campaign(session, stage.campaign_id, now)
        ids = [code.id for code in codes_of_campaign(session, stage.campaign_id)]
    throttled = failures = 0
    from plugin.services.create_codes import Creation

    batches = [ids[start : start + 25] for start in range(0, 1000, 25)]
    while batches:
        try:
            Creation(database, stage.admin, ana, run_id, lambda: stage.at).run(batches[0])
        except ThrottledError as error:
            throttled += 1
            stage.admin.world.wait(error.wait_seconds)
        except (Killed, ShopifyError):
            failures += 1
        else:
            batches.pop(0)
    assert throttled > 0
    assert failures == 6
    assert len(stage.admin.shop.discounts) == 1000
    assert len({row.code for one in stage.admin.shop.discounts.values() for row in one.codes}) == 1000
    run = stage.run(run_id)
    assert (run.status, run.done, run.failed) == ("finished", 1000, 0)
    assert {code.status for code in stage.codes().values()} == {"active"}
