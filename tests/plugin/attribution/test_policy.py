"""A policy survives being stored, and says which field cannot be read."""

import pytest

from plugin.attribution.policy import DEFAULT, Policy, Precedence, Tie
from plugin.attribution.revenue import Basis
from plugin.errors import InputError


def test_a_policy_survives_being_stored():
    policy = Policy(3, Basis.WITH_SHIPPING, Tie.OLDEST, 60, Precedence.SPLIT, 0.25)
    assert policy.rules() == {
        "basis": "with_shipping",
        "tie": "oldest",
        "window_days": 60,
        "precedence": "split",
        "introducer_share": 0.25,
    }
    assert Policy.from_rules(3, policy.rules()) == policy


def test_a_policy_stored_before_a_rule_existed_has_its_default():
    assert Policy.from_rules(1, {}) == Policy(1)
    assert DEFAULT.basis is Basis.NET


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"basis": "gross"}, "basis"),
        ({"tie": "loudest"}, "tie"),
        ({"window_days": "soon"}, "window_days"),
        ({"window_days": 0}, "window_days"),
        ({"window_days": 366}, "window_days"),
        ({"window_days": None}, "window_days"),
        ({"precedence": "loudest"}, "precedence"),
        ({"introducer_share": "much"}, "introducer_share"),
        ({"introducer_share": 1.01}, "introducer_share"),
        ({"introducer_share": "nan"}, "introducer_share"),
    ],
)
def test_what_cannot_be_read_is_named(rules, field):
    with pytest.raises(InputError) as caught:
        Policy.from_rules(1, rules)
    assert caught.value.field == field
