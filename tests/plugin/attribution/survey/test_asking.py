"""Who is asked."""

from dataclasses import replace
from datetime import timedelta

import pytest

from plugin.attribution.survey.asking import NotAsked, Occasion, why_not
from plugin.attribution.survey.chance import Chance
from plugin.attribution.survey.settings import DEFAULT, SurveySettings
from plugin.errors import InputError
from tests.cast import NOW

PLAIN = Occasion("thank_you", first=True, answered_before=False, asked_before=None)
LONG_AGO = NOW - timedelta(days=31)


@pytest.mark.parametrize(
    ("rules", "occasion", "reason"),
    [
        pytest.param({}, {}, None, id="a first order"),
        pytest.param({}, {"first": None}, None, id="nothing known of the buyer"),
        pytest.param({}, {"first": False}, NotAsked.NOT_FIRST, id="a later order"),
        pytest.param({"first_orders_only": False}, {"first": False}, None, id="every order is asked about"),
        pytest.param({"on": False}, {}, NotAsked.OFF, id="off"),
        pytest.param({"thank_you": False}, {}, NotAsked.OTHER_PAGE, id="this page does not ask"),
        pytest.param({"order_status": False}, {}, None, id="the other page does not ask"),
        pytest.param({}, {"answered_before": True}, NotAsked.ANSWERED, id="has answered"),
        pytest.param({}, {"asked_before": NOW - timedelta(days=29)}, NotAsked.QUIET, id="asked of late"),
        pytest.param({}, {"asked_before": LONG_AGO}, None, id="asked long ago"),
        pytest.param({"quiet_days": 0}, {"asked_before": NOW}, None, id="no quiet time"),
    ],
)
def test_who_is_asked(rules, occasion, reason):
    settings = replace(DEFAULT, **rules)
    assert why_not(settings, replace(PLAIN, **occasion), Chance(b"key", "s"), NOW) == reason


def test_a_part_is_a_part():
    settings = replace(DEFAULT, fraction=0.3)
    asked = sum(why_not(settings, PLAIN, Chance(b"key", f"s{n}"), NOW) is None for n in range(1000))
    assert 240 < asked < 360


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fraction", 0),
        ("fraction", 1.1),
        ("quiet_days", -1),
        ("quiet_days", 731),
        ("decoy_fraction", 0.6),
        ("closer_fraction", -0.1),
    ],
)
def test_settings_out_of_range_name_their_field(name, value):
    with pytest.raises(InputError) as refused:
        replace(DEFAULT, **{name: value})
    assert refused.value.field == name


def test_stored_settings_are_read_whatever_was_added_or_dropped_since():
    rules = {**replace(DEFAULT, quiet_days=7).rules(), "dropped": 1}
    del rules["decoy"]
    assert SurveySettings.from_rules(3, rules) == replace(DEFAULT, version=3, quiet_days=7)
