"""Codes the shop has already: given to a creator, or named as everybody's."""

from datetime import UTC, datetime

import pytest

from plugin.errors import ConflictError, InputError, NotFoundError
from plugin.services.attach_code import attach_code, detach_code, find_shop_code
from plugin.services.check_codes import check_codes
from plugin.store.code_lookup import attached_codes, codes_with_key
from plugin.store.creator_search import CreatorFilter, find_creators


@pytest.fixture
def shop_code(live):
    """A discount of the shop's own, OLDCLEO, since the first of November."""
    old = live.standing()["SPRING_CLEO"]
    from copy import deepcopy

    own = deepcopy(old)
    own.id, own.tags, own.starts_at = 77, [], datetime(2026, 11, 1, tzinfo=UTC)
    own.codes[0].code = "OldCleo"
    live.admin.shop.discounts[77] = own
    return own


def creators(stage):
    with stage.shop() as session:
        return {row.name: row.id for row in find_creators(session, CreatorFilter())}


def attach(stage, typed, creator, **options):
    code, standing = find_shop_code(stage.admin, typed)
    with stage.shop() as session:
        return attach_code(session, code, standing, creator, stage.at, **options)


def jobs(stage):
    from sqlalchemy import text

    with stage.database.engine.connect() as connection:
        query = "select args from procrastinate_jobs where task_name = 'recompute_orders' order by id"
        return [args for (args,) in connection.execute(text(query))]


def test_it_counts_from_the_discounts_own_start_and_past_orders_are_decided_again(live, shop_code):
    attach(live, " OLDCLEO ", creators(live)["Cleo Cloud"])
    with live.shop() as session:
        (row,) = attached_codes(session)
    assert (row.code.code, row.creator, row.code.status) == ("OldCleo", "Cleo Cloud", "active")
    assert row.code.valid_from == shop_code.starts_at
    assert jobs(live) == [{"shop_id": live.shop_id, "code": "oldcleo"}]
    assert live.admin.mutations == 3, "Shopify is not touched"


def test_a_code_the_shop_has_no_more_still_tells_whose_the_orders_were(live):
    attach(live, "LONGGONE", creators(live)["Cleo Cloud"])
    with live.shop() as session:
        (row,) = attached_codes(session)
    assert row.code.discount_gid is None
    assert row.code.valid_from.year == 1970


def test_sitewide_is_nobodys(live, shop_code):
    attach(live, "oldcleo", None)
    with live.shop() as session:
        assert attached_codes(session)[0].creator is None


def test_given_to_another_the_first_has_it_until_then(live, shop_code):
    people = creators(live)
    attach(live, "oldcleo", people["Cleo Cloud"])
    attach(live, "oldcleo", people["Dev Dune"], valid_from=datetime(2026, 11, 10, tzinfo=UTC))
    with live.shop() as session:
        first, second = codes_with_key(session, "oldcleo")
    assert (first.valid_until, first.status) == (second.valid_from, "retired")
    assert second.creator_id == people["Dev Dune"]


def test_detached_it_counts_for_nobody_at_any_time(live, shop_code):
    code_id = attach(live, "oldcleo", creators(live)["Cleo Cloud"])
    with live.shop() as session:
        detach_code(session, code_id, live.at)
        assert attached_codes(session) == []
        (row,) = codes_with_key(session, "oldcleo")
    assert row.valid_until == row.valid_from


def test_a_campaigns_code_cannot_be_attached(live):
    with pytest.raises(ConflictError, match="belongs to a campaign"):
        attach(live, "spring_dev", creators(live)["Cleo Cloud"])


def test_a_creator_of_another_shop_is_unknown(live, database, ben):
    with pytest.raises(NotFoundError):
        attach(live, "LONGGONE", 1)
    with database.shop(ben) as session:
        assert attached_codes(session) == []


def test_what_can_be_no_code(live):
    for typed in (" ", "x" * 256):
        with pytest.raises(InputError) as caught:
            find_shop_code(live.admin, typed)
        assert caught.value.field == "code"


def test_changed_in_shopify_an_attached_code_has_not_drifted_deleted_it_has(live, shop_code):
    code_id = attach(live, "oldcleo", creators(live)["Cleo Cloud"])
    shop_code.usage_limit = 3
    assert check_codes(live.database, live.admin, live.shop_id, [code_id], lambda: live.at) == 0
    live.admin.shop.discounts.pop(77)
    assert check_codes(live.database, live.admin, live.shop_id, [code_id], lambda: live.at) == 1
