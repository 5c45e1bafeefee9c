"""Pausing, resuming, retiring, editing: Shopify follows, dates survive, and each is verified by reading
back.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from plugin.errors import ConflictError, ShopifyError
from plugin.services.edit_campaign import edit_campaign
from plugin.services.hold_code import (
    pause_campaign,
    pause_code,
    resume_campaign,
    resume_code,
    retire_campaign,
    retire_code,
)
from plugin.store.campaigns import find_campaign
from tests.plugin.services.codes.conftest import TENTH, spring

END = datetime(2026, 11, 30, 23, 0, tzinfo=UTC)


def code_id(stage, code):
    return stage.codes()[code].id


def shown(stage):
    return {code: one.status(stage.at) for code, one in stage.standing().items()}


def do(stage, what, code, **given):
    with stage.shop() as session:
        what(session, code_id(stage, code), stage.at, **given)
    stage.settle()


def test_one_code_is_paused_alone_and_keeps_its_end(live):
    do(live, pause_code, "SPRING_DEV")
    assert shown(live) == {"SPRING_CLEO": "ACTIVE", "SPRING_DEV": "EXPIRED", "SPRING_ASA": "ACTIVE"}
    assert live.codes()["SPRING_DEV"].status == "paused"
    assert live.codes()["SPRING_DEV"].drift is None
    do(live, resume_code, "SPRING_DEV")
    assert shown(live)["SPRING_DEV"] == "ACTIVE"
    assert live.standing()["SPRING_DEV"].ends_at == END
    assert live.codes()["SPRING_DEV"].status == "active"


def test_until_the_job_has_run_the_status_is_what_shopify_shows(live):
    with live.shop() as session:
        pause_code(session, code_id(live, "SPRING_DEV"), live.at)
    row = live.codes()["SPRING_DEV"]
    assert (row.status, row.wanted) == ("active", "paused")
    with live.shop() as session, pytest.raises(ConflictError):
        pause_code(session, row.id, live.at)


def test_a_lost_answer_to_pausing_is_made_good(live):
    with live.shop() as session:
        pause_code(session, code_id(live, "SPRING_DEV"), live.at)
    live.admin.lose = {live.admin.mutations + 1}
    with pytest.raises(ShopifyError):
        live.settle()
    before = live.admin.mutations
    live.settle()
    assert live.admin.mutations == before
    assert live.codes()["SPRING_DEV"].status == "paused"


def test_a_campaign_resumes_what_it_paused_and_no_more(live):
    do(live, pause_code, "SPRING_DEV")
    with live.shop() as session:
        assert pause_campaign(session, live.campaign_id, live.at) == 2
    live.settle()
    assert set(shown(live).values()) == {"EXPIRED"}
    with live.shop() as session, pytest.raises(ConflictError, match="whole campaign is paused"):
        resume_code(session, code_id(live, "SPRING_DEV"), live.at)
    with live.shop() as session:
        assert resume_campaign(session, live.campaign_id, live.at) == 2
    live.settle()
    assert shown(live) == {"SPRING_CLEO": "ACTIVE", "SPRING_DEV": "EXPIRED", "SPRING_ASA": "ACTIVE"}


def test_what_is_over_is_not_resumed(live):
    with live.shop() as session:
        pause_campaign(session, live.campaign_id, live.at)
    live.settle()
    live.admin.world.wait(20 * 86400)
    with live.shop() as session, pytest.raises(ConflictError, match="over"):
        resume_campaign(session, live.campaign_id, live.at)


def test_retiring_is_for_good_and_ends_what_the_code_counts(live):
    do(live, retire_code, "SPRING_DEV")
    row = live.codes()["SPRING_DEV"]
    assert (row.status, row.valid_until) == ("retired", live.at)
    assert shown(live)["SPRING_DEV"] == "EXPIRED"
    with live.shop() as session, pytest.raises(ConflictError):
        resume_code(session, row.id, live.at)


def test_retiring_a_campaign_stops_every_code(live):
    with live.shop() as session:
        assert retire_campaign(session, live.campaign_id, live.at) == 3
    live.settle()
    assert set(shown(live).values()) == {"EXPIRED"}
    assert {code.status for code in live.codes().values()} == {"retired"}


def test_a_code_that_never_stood_is_retired_at_once(stage):
    with stage.shop() as session:
        retire_code(session, code_id(stage, "SPRING_DEV"), stage.at)
    assert stage.codes()["SPRING_DEV"].status == "retired"
    assert stage.admin.sent == []


def test_retiring_stops_a_discount_whose_answer_was_lost(stage):
    stage.admin.lose = {1}
    run_id = stage.launch()
    with pytest.raises(ShopifyError):
        stage.create(run_id)
    first = next(iter(stage.standing()))
    with stage.shop() as session:
        retire_campaign(session, stage.campaign_id, stage.at)
    stage.settle()
    assert {code.status for code in stage.codes().values()} == {"retired"}
    assert shown(stage) == {first: "EXPIRED"}


def test_a_campaign_that_has_not_begun_is_paused_and_resumed_without_starting_early(stage):
    begins = date(2026, 12, 1)
    with stage.shop() as session:
        fields = spring(starts_on=begins, ends_on=date(2026, 12, 24))
        edit_campaign(session, stage.campaign_id, fields, "Europe/Rome", stage.at)
    stage.create(stage.launch())
    assert set(shown(stage).values()) == {"SCHEDULED"}
    do(stage, pause_code, "SPRING_DEV")
    assert shown(stage)["SPRING_DEV"] == "EXPIRED"
    do(stage, resume_code, "SPRING_DEV")
    assert shown(stage)["SPRING_DEV"] == "SCHEDULED"
    assert stage.standing()["SPRING_DEV"].ends_at == datetime(2026, 12, 24, 23, 0, tzinfo=UTC)
    assert stage.codes()["SPRING_DEV"].last_error is None


def test_new_terms_reach_every_code_that_stands(live):
    do(live, pause_code, "SPRING_DEV")
    terms = replace(TENTH, percent=Decimal(25), minimum_quantity=2, usage_limit=100)
    with live.shop() as session:
        fields = spring(terms=terms, ends_on=date(2026, 12, 5))
        assert edit_campaign(session, live.campaign_id, fields, "Europe/Rome", live.at) == 3
    live.settle(push=True)
    for code, one in live.standing().items():
        assert (one.percentage, one.minimum_quantity, one.usage_limit) == (Decimal("0.25"), 2, 100), code
        assert live.codes()[code].drift is None
    assert shown(live) == {"SPRING_CLEO": "ACTIVE", "SPRING_DEV": "EXPIRED", "SPRING_ASA": "ACTIVE"}
    assert live.standing()["SPRING_CLEO"].ends_at == END + timedelta(days=5)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param(
            {"items": "products", "item_ids": (11,)}, {"items": "products", "item_ids": (12,)}, id="other"
        ),
        pytest.param(
            {"items": "products", "item_ids": (11, 12)}, {"items": "all", "item_ids": ()}, id="all again"
        ),
        pytest.param({"minimum_subtotal_minor": 2000}, {"minimum_quantity": 2}, id="another minimum"),
        pytest.param({"minimum_quantity": 2}, {"minimum_quantity": None}, id="no minimum"),
        pytest.param({}, {"kind": "fixed_amount", "percent": None, "amount_minor": 500}, id="an amount"),
    ],
)
def test_terms_are_changed_into_others(stage, before, after):
    def terms(changes):
        gids = tuple(f"gid://shopify/Product/{number}" for number in changes.get("item_ids", ()))
        return replace(TENTH, **{**changes, **({"item_ids": gids} if "item_ids" in changes else {})})

    for number, changes in enumerate((before, {**before, **after})):
        with stage.shop() as session:
            edit_campaign(
                session,
                stage.campaign_id,
                spring(
                    terms=terms(
                        changes
                        if number == 0
                        else {
                            **{key: None for key in before if key.startswith("minimum")},
                            **{key: value for key, value in before.items() if not key.startswith("minimum")},
                            **after,
                        }
                    )
                ),
                "Europe/Rome",
                stage.at,
            )
        if number == 0:
            stage.create(stage.launch())
        else:
            stage.settle(push=True)
    assert [code.drift for code in stage.codes().values()] == [None] * 3
    assert [code.last_error for code in stage.codes().values()] == [None] * 3


def test_pausing_leaves_what_the_merchant_changed(live):
    live.standing()["SPRING_DEV"].percentage = Decimal("0.3")
    do(live, pause_code, "SPRING_DEV")
    do(live, resume_code, "SPRING_DEV")
    assert live.standing()["SPRING_DEV"].percentage == Decimal("0.3")
    changes = live.codes()["SPRING_DEV"].drift["changes"]
    assert changes == [{"field": "percent", "wanted": "10", "found": "30"}]


def test_the_other_shops_codes_cannot_be_named(live, database, ben):
    with database.shop(ben) as session:
        assert find_campaign(session, live.campaign_id) is None
