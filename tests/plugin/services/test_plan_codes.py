"""Planning: the stated rule for collisions, and the laws that hold for any names."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.services.code_names import NamedCreator, Naming
from plugin.services.plan_codes import plan_codes

FIRST = Naming("{FIRST}", "Spring", "20", "seed")
ANNAS = [NamedCreator(3, "Anna C"), NamedCreator(1, "Anna A"), NamedCreator(2, "anna b")]


def codes(plan):
    return {row.creator_id: row.code for row in plan}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param({}, {1: "ANNA", 2: "ANNA2", 3: "ANNA3"}, id="in order of creator id"),
        pytest.param(
            {"taken": {"anna2"}}, {1: "ANNA", 2: "ANNA3", 3: "ANNA4"}, id="a taken number is passed over"
        ),
        pytest.param(
            {"taken": {"ANNA"}}, {1: "ANNA2", 2: "ANNA3", 3: "ANNA4"}, id="taken elsewhere, in any case"
        ),
        pytest.param(
            {"keep": {3: "ANNA"}}, {1: "ANNA2", 2: "ANNA3", 3: "ANNA"}, id="what stands keeps its code"
        ),
        pytest.param(
            {"typed": {2: "ANNA"}}, {1: "ANNA2", 2: "ANNA", 3: "ANNA3"}, id="a typed code comes first"
        ),
    ],
)
def test_collisions(options, expected):
    assert codes(plan_codes(FIRST, ANNAS, **options)) == expected


def test_a_typed_code_that_is_taken_is_a_problem_and_not_numbered():
    plan = plan_codes(FIRST, ANNAS, taken={"cleo"}, typed={1: "CLEO"})
    assert plan[0].code == ""
    assert "CLEO is taken" in plan[0].problem
    assert codes(plan)[2] == "ANNA"


def test_a_creator_without_a_code_does_not_stop_the_others():
    plan = plan_codes(FIRST, [NamedCreator(1, "★"), NamedCreator(2, "Bo")])
    assert "★" in plan[0].problem
    assert codes(plan) == {1: "", 2: "BO"}


def test_it_says_who_was_numbered():
    assert [row.renumbered for row in plan_codes(FIRST, ANNAS)] == [False, True, True]


people = st.lists(
    st.builds(
        NamedCreator,
        st.integers(1, 500),
        st.sampled_from(["Anna", "ANNA", "anna2", "Anna 2", "Bo", "★", "李"]),
    ),
    unique_by=lambda creator: creator.id,
    max_size=25,
)


@given(
    people=people,
    template=st.sampled_from(["{FIRST}", "{CREATOR}20", "SAME", "{CREATOR}_{RANDOM4}"]),
    taken=st.sets(st.sampled_from(["anna", "ANNA2", "anna20-2", "same", "bo", "li"])),
    shuffle=st.randoms(),
)
def test_planned_codes_are_unique_stable_and_can_be_said(people, template, taken, shuffle):
    naming = Naming(template, "Spring", "20", "seed")
    plan = plan_codes(naming, people, taken=taken)
    keys = [row.code.casefold() for row in plan if row.code]
    assert len(keys) == len(set(keys))
    assert not set(keys) & {key.casefold() for key in taken}
    assert all(re.fullmatch(r"[A-Z0-9_-]{1,255}", row.code) for row in plan if row.code)
    assert all(bool(row.code) != bool(row.problem) for row in plan)
    again = list(people)
    shuffle.shuffle(again)
    assert plan_codes(naming, again, taken=taken) == plan
    # Once created, nothing that comes later moves a code.
    kept = {row.creator_id: row.code for row in plan if row.code}
    later = plan_codes(naming, [*people, NamedCreator(501, "Anna")], taken=taken, keep=kept)
    assert codes(later).items() >= kept.items()
