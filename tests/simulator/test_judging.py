"""The estimators on shops whose truth is known: the short form of `make bench-survey`."""

import json
from dataclasses import replace

import pytest

from tests.bench import surveys
from tests.simulator.judging import judge
from tests.simulator.scenarios import SCENARIOS, scenario

SHOPS = 30


@pytest.mark.parametrize("name", [name for name in SCENARIOS if name != "no_effect"])
def test_intervals_hold_the_truth_and_the_middle_is_near(name):
    found = judge(SCENARIOS[name], shops=SHOPS, seed=41)
    # Of thirty intervals of 90 % fewer than 23 hold the truth once in 130 times.
    assert found.coverage >= 23 / SHOPS
    # A small shop has two or three creators with twenty true orders, so few intervals to count.
    small = name == "small"
    assert abs(found.median_bias) <= (0.25 if small else 0.12)
    assert found.width <= (0.9 if small else 0.6)
    assert found.creator_coverage >= (0.6 if small else 0.8)
    assert found.revenue_coverage >= 23 / SHOPS


@pytest.mark.parametrize(
    "change",
    [pytest.param({}, id="as it is"), pytest.param({"leak": 0.03}, id="leaked codes")],
)
def test_no_effect_is_seen_for_what_it_is(change):
    found = judge(replace(SCENARIOS["no_effect"], **change), shops=SHOPS, seed=42)
    assert found.share_of_orders <= 0.003
    assert found.most_of_orders <= 0.03
    assert found.no_effect_seen >= 26 / SHOPS
    assert found.coverage >= 23 / SHOPS


def test_many_names_in_error_are_told_by_the_invented_ones():
    found = judge(replace(SCENARIOS["base"], false_naming=0.03), shops=SHOPS, seed=43)
    assert found.coverage >= 23 / SHOPS
    assert abs(found.median_bias) <= 0.12


def test_the_table_takes_its_parameters_and_ends_with_one_json_line(monkeypatch, capsys):
    line = "surveys --seed 5 --shops 2 --orders 1500 --response 0.6 --scenarios base no_effect"
    monkeypatch.setattr("sys.argv", line.split())
    assert surveys.main() == 0
    *table, last = capsys.readouterr().out.splitlines()
    numbers = json.loads(last)["scenarios"]
    assert set(numbers["base"]) >= {"coverage", "median_bias", "rmse", "width"}
    assert numbers["base"]["shops"] == 2
    assert "share_of_orders" in numbers["no_effect"]
    assert [row.split()[0] for row in table[1:3]] == ["base", "no_effect"]


def test_a_parameter_for_all_leaves_each_scenario_its_trait():
    changed = {"response": 0.3, "leak": 0.001, "influenced": 0.2, "orders": 9_000}
    assert scenario("low_response", changed).response == SCENARIOS["low_response"].response
    assert scenario("low_response", changed, 0.1).response == 0.1
    assert scenario("heavy_leak", changed).leak == SCENARIOS["heavy_leak"].leak
    assert scenario("small", changed).orders == SCENARIOS["small"].orders
    assert scenario("no_effect", changed).influenced == 0
    assert scenario("no_effect", changed).response == 0.3
    assert scenario("base", changed).influenced == 0.2
