"""What a file would do to the creators there are: the matching rule in named cases, and its laws."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from plugin.services.creator_import.match_columns import match_columns
from plugin.services.creator_import.plan_import import changes, plan_import
from plugin.services.creator_import.read_row import Problem
from plugin.services.creator_import.read_table import read_table
from plugin.store.creator_bulk import KnownCreator
from tests.cast import CLEO, DEV

KNOWN = [
    KnownCreator(1, CLEO.name, CLEO.aliases, ("VIP",), "", "active", CLEO.handles),
    KnownCreator(2, DEV.name, (), (), "old note", "archived", DEV.handles),
    KnownCreator(3, "Anna Berg", (), (), "", "active", {"instagram": "anna1"}),
    KnownCreator(4, "Anna Berg", (), (), "", "active", {"instagram": "anna2"}),
]


def plan(text, known=KNOWN):
    table = read_table(text.encode())
    return plan_import(table, match_columns(table.columns), known)


@pytest.mark.parametrize(
    ("text", "kind", "change"),
    [
        pytest.param("name,ig\nBea Breeze,bea\n", "new", [], id="unknown"),
        pytest.param("name,ig\nCleo Cloud,cleo.cloud\n", "unchanged", [], id="same"),
        pytest.param("name,ig\nCleo Cloud,@CLEO.cloud\n", "unchanged", [], id="case_of_a_handle"),
        pytest.param(
            "name,ig\nCleo C.,cleo.cloud\n", "updated", [("name", "Cleo Cloud", "Cleo C.")], id="by_handle"
        ),
        pytest.param(
            "name,yt\ncleo  CLOUD,cleoyt\n",
            "updated",
            [("name", "Cleo Cloud", "cleo CLOUD"), ("youtube", "", "cleoyt")],
            id="by_name",
        ),
        pytest.param(
            'ig,tags\ncleo.cloud,"spring, vip"\n', "updated", [("tags", "VIP", "VIP, spring")], id="tags_grow"
        ),
        pytest.param("name,alias\nCleo Cloud,CLEO\n", "unchanged", [], id="alias_known"),
        pytest.param("name,ig,note\nCleo Cloud,,\n", "unchanged", [], id="blank_takes_nothing_away"),
        pytest.param("name,note\nDev Dune,new\n", "updated", [("note", "old note", "new")], id="note"),
        pytest.param(
            "name,status\nDev Dune,aktiv\n", "updated", [("status", "archived", "active")], id="status"
        ),
        pytest.param("name,ig\nAnna Berg,anna2\n", "unchanged", [], id="namesakes_told_apart_by_handle"),
        pytest.param(
            "name,alias\nCleo Cloud,'=cleo\n",
            "updated",
            [("aliases", "cleo", "cleo, =cleo")],
            id="guarded_cell",
        ),
    ],
)
def test_a_row_alone(text, kind, change):
    made = plan(text)
    assert made.problems == []
    assert [step.kind for step in made.steps] == [kind]
    assert changes(made.steps[0]) == change


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        pytest.param("name,ig\n,bea\n", 2, "name", "needs a name", id="no_name"),
        pytest.param("name,IG\nBea,bea breeze\n", 2, "IG", "up to 30 letters", id="bad_handle"),
        pytest.param("name,status\nBea,maybe\n", 2, "status", "active", id="unknown_status"),
        pytest.param("name,ig\nAnna Berg,\n", 2, "name", "2 creators have this name", id="namesakes"),
        pytest.param("name,ig,yt\nX,cleo.cloud,devdune\n", 2, "yt", "belongs to Dev Dune", id="two_owners"),
        pytest.param("name,ig\nBea,bea\nBea,\n", 3, "name", "Line 2 is for the same", id="twice_by_name"),
        pytest.param(
            "name,ig\nBea,bea\nBette,BEA\n", 3, "ig", "Line 2 is for the same", id="twice_by_handle"
        ),
        pytest.param(
            "name,ig\nCleo Cloud,\nC,cleo.cloud\n", 2, "name", "Line 3 is for", id="handles_before_names"
        ),
        pytest.param(
            "name,ig\nNew,cleo.cloud\nNew,x\n", 3, "name", "Line 2 is for", id="name_given_by_handle"
        ),
        pytest.param("name,tags\nBea," + "x" * 61 + "\n", 2, "tags", "longer than 60", id="long_tag"),
        pytest.param("name,ig\nBea,1,2\n", 2, "", "more cells", id="surplus_cell"),
        pytest.param(
            "name,tt,ig\nB,tt9,cleo.cloud\nD,tt9,anna1\n", 3, "tt", "Line 2 is for", id="handle_given_twice"
        ),
    ],
)
def test_a_row_that_is_left_out_says_where_and_why(text, line, column, says):
    made = plan(text)
    assert [(problem.line, problem.column) for problem in made.problems] == [(line, column)]
    assert says in made.problems[0].message
    assert made.counts()["errors"] == 1
    assert line not in [step.line for step in made.steps]


def test_every_wrong_cell_of_a_row_is_told_and_good_rows_are_kept():
    made = plan("name,ig,tt,status\nBea,a b,c d,perhaps\nGood One,good,,\n")
    assert [(problem.column, problem.value) for problem in made.problems] == [
        ("ig", "a b"),
        ("tt", "c d"),
        ("status", "perhaps"),
    ]
    assert made.counts() == {"new": 1, "updated": 0, "unchanged": 0, "errors": 1}


def test_problems_survive_being_kept():
    for problem in plan("name,ig\nBea,https://tiktok.com/@bea\nAnna Berg,\n").problems:
        again = Problem.from_json(problem.as_json())
        assert again == problem
        assert (again.message.id, again.message.values) == (problem.message.id, problem.message.values)


words = st.sampled_from(
    ["", "Cleo Cloud", "cleo cloud", "Anna Berg", "Bea", "Dev Dune", "cleo.cloud", "anna1", "bea", "=x"]
)
rows = st.tuples(words, words, words, words).filter(any)
files = st.lists(rows, min_size=1, max_size=6).map(
    lambda rows: "name,ig,yt,tags\n" + "".join(",".join(row) + "\n" for row in rows)
)


def imported(made, known):
    """The creators after the plan has been written."""
    after = {creator.id: creator for creator in known}
    for number, step in enumerate(made.steps, start=100):
        after[step.after.id or number] = replace(step.after, id=step.after.id or number)
    return list(after.values())


@given(files)
def test_importing_again_doubles_nobody(text):
    first = plan(text)
    after = imported(first, KNOWN)
    keys = [(p, h.casefold()) for creator in after for p, h in creator.handles.items()]
    assert len(keys) == len(set(keys))
    placed = {step.line for step in first.steps}
    assert [step.line for step in plan(text, after).steps if step.kind == "new" and step.line in placed] == []


@given(files)
def test_into_an_empty_shop_importing_again_changes_nothing(text):
    # A row without a name is an error while its handle is unknown, and may be for somebody later.
    text = "\n".join(line for line in text.split("\n") if not line.startswith(","))
    assume(text.count("\n") > 1)
    first = plan(text, [])
    again = plan(text, imported(first, []))
    assert {step.kind for step in again.steps} <= {"unchanged"}
    assert again.counts()["errors"] == first.counts()["errors"]


@given(files)
def test_nothing_is_taken_away(text):
    for step in plan(text).steps:
        if step.before:
            assert set(step.before.handles) <= set(step.after.handles)
            assert set(step.before.tags) <= set(step.after.tags)
            assert (step.after.note, step.after.aliases) == (step.before.note, step.before.aliases)
