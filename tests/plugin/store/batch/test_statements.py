"""Lists given to a statement arrive as they are."""

import psycopg
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from plugin.store.batch.statements import run

texts = st.lists(st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=6))
odd = st.lists(st.sampled_from(["", "NULL", "null", '"', "\\", '\\"', "{", "}", ",", " ", "a b", "\n", "€"]))


def test_lists_of_numbers_and_texts_arrive_as_they_are(database, ana):
    with database.shop(ana) as session:

        @given(st.lists(st.integers(-(2**63), 2**63 - 1)), texts | odd)
        @examples(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
        def law(numbers, words):
            [arrived] = run(
                session, "select %(numbers)s::bigint[], %(words)s::text[]", numbers=numbers, words=words
            )
            assert arrived == (numbers, words)

        law()


@pytest.mark.parametrize("words", [["a\x00b"], ["\x00"], ["a", "b\x00"]])
def test_a_null_character_is_refused_and_splits_nothing(database, ana, words):
    with pytest.raises(psycopg.DataError), database.shop(ana) as session:
        run(session, "select %(words)s::text[]", words=words)
