"""The cost bucket, as Shopify describes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.shopify.budget import Bucket, Budgets

points = st.floats(0, 5000, allow_nan=False)


@pytest.mark.parametrize(
    ("bucket", "wanted", "clock", "wait"),
    [
        pytest.param(Bucket(1000, 500, 50, 0), 400, 0, 0, id="enough"),
        pytest.param(Bucket(1000, 100, 50, 0), 400, 0, 6, id="too_little"),
        pytest.param(Bucket(1000, 100, 50, 0), 400, 4, 2, id="some_has_come_back"),
        pytest.param(Bucket(1000, 0, 50, 0), 9000, 0, 20, id="never_more_than_a_full_bucket"),
        pytest.param(Bucket(1000, 0, 0, 0), 10, 0, 0, id="no_rate_given"),
        pytest.param(Bucket(1000, 500, 50, 9), 500, 3, 0, id="clock_behind"),
    ],
)
def test_how_long_to_wait(bucket, wanted, clock, wait):
    assert bucket.wait_for(wanted, clock) == pytest.approx(wait)


@given(available=points, wanted=points, rate=st.floats(1, 2000), later=st.floats(0, 100))
def test_after_the_wait_there_is_enough(available, wanted, rate, later):
    bucket = Bucket(5000, min(available, 5000), rate, 0)
    wait = bucket.wait_for(wanted, later)
    assert bucket.wait_for(wanted, later + wait + 1e-6) == pytest.approx(0, abs=1e-3)


@pytest.mark.parametrize(
    "extensions",
    [
        None,
        {},
        {"cost": None},
        {"cost": {"throttleStatus": {}}},
        {"cost": {"throttleStatus": {"restoreRate": "fast"}}},
    ],
)
def test_an_answer_without_a_bucket_teaches_nothing(extensions):
    budgets = Budgets()
    assert budgets.learn("shop", "query", extensions, 0) is None
    assert budgets.wait_before("shop", "query", 0) == 0


def test_two_threads_do_not_count_on_the_same_points():
    budgets = Budgets()
    status = {"maximumAvailable": 1000, "currentlyAvailable": 500, "restoreRate": 100}
    budgets.learn("shop", "query", {"cost": {"requestedQueryCost": 300, "throttleStatus": status}}, 0)
    assert [budgets.wait_before("shop", "query", 0) for _ in range(2)] == [0, pytest.approx(1)]
