"""Posting brings the books to what is wanted, appends only, and says what each entry does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.ledger.balance import balances, fold, per_creator, total
from plugin.ledger.entries import NOTHING, REVERSAL_OF, Account, Amounts, Entry, Kind
from plugin.ledger.posting import post

CLEO = Account.of(1, 7, 11, "EUR")
DEV = Account.of(2, None, 12, "EUR")
WHOLE = Amounts(1800, 1_000_000, 200)

accounts = st.builds(
    Account.of, st.integers(1, 3), st.sampled_from([None, 1]), st.integers(1, 2), st.just("EUR")
)
amounts = st.builds(Amounts, st.integers(0, 10_000), st.integers(0, 1_000_000), st.integers(0, 500))
wishes = st.dictionaries(accounts, amounts, max_size=4)


@pytest.mark.parametrize(
    ("prior", "wanted", "kinds"),
    [
        pytest.param({}, {CLEO: WHOLE}, [Kind.CREDIT], id="credited"),
        pytest.param({CLEO: WHOLE}, {CLEO: WHOLE}, [], id="nothing-new"),
        pytest.param({CLEO: WHOLE}, {CLEO: Amounts(900, 1_000_000, 200)}, [Kind.REDUCTION], id="refunded"),
        pytest.param({CLEO: WHOLE}, {CLEO: Amounts(2800, 1_000_000, 200)}, [Kind.INCREASE], id="item-added"),
        pytest.param({CLEO: WHOLE}, {}, [Kind.REVERSAL], id="cancelled"),
        pytest.param({CLEO: WHOLE}, {DEV: WHOLE}, [Kind.REVERSAL, Kind.CREDIT], id="moved"),
        pytest.param({CLEO: WHOLE}, {CLEO: Amounts(900, 500_000, 200)}, [Kind.REVERSAL], id="shared"),
        pytest.param(
            {CLEO: WHOLE},
            {CLEO: Amounts(2000, 500_000, 200)},
            [Kind.REVERSAL, Kind.CREDIT],
            id="less-share-more-worth",
        ),
        pytest.param(
            {CLEO: WHOLE}, {CLEO: Amounts(1800, 1_000_000, 0)}, [Kind.REDUCTION], id="discount-alone"
        ),
    ],
)
def test_kinds(prior, wanted, kinds):
    held = post(prior, [])
    appended = post(wanted, held)
    assert [entry.kind for entry in appended] == kinds
    assert balances([*held, *appended]) == wanted


def test_every_kind_has_the_one_that_undoes_it():
    assert set(REVERSAL_OF) == set(Kind)
    assert all(REVERSAL_OF[REVERSAL_OF[kind]] is kind for kind in Kind)


@given(st.lists(wishes, max_size=6))
def test_the_books_hold_what_was_wanted_last_and_posting_twice_adds_nothing(history):
    entries: list[Entry] = []
    for wanted in history:
        before = list(entries)
        entries += post(wanted, entries)
        assert entries[: len(before)] == before
        assert post(wanted, entries) == []
        assert balances(entries) == {account: held for account, held in wanted.items() if held}
    assert all(entry.moves for entry in entries)


@given(wishes, st.randoms())
def test_the_sequence_of_prior_entries_does_not_matter(wanted, random):
    entries = post(wanted, [])
    shuffled = list(entries)
    random.shuffle(shuffled)
    assert post({}, shuffled) == post({}, entries)


@given(st.lists(wishes, max_size=4))
def test_an_entry_gives_or_takes_and_never_both(history):
    entries: list[Entry] = []
    for wanted in history:
        for entry in post(wanted, entries):
            steps = (entry.moves.amount_minor, entry.moves.share_ppm, entry.moves.discount_minor)
            gives = entry.kind in (Kind.CREDIT, Kind.INCREASE)
            assert min(steps) >= 0 if gives else max(steps) <= 0
            entries.append(entry)


def test_balances_per_creator_and_in_all():
    entries = post({CLEO: WHOLE, DEV: Amounts(5, 10, 0)}, [])
    assert per_creator(entries) == {(1, "EUR"): WHOLE, (2, "EUR"): Amounts(5, 10, 0)}
    assert total(entries) == Amounts(1805, 1_000_010, 200)
    assert total([]) == NOTHING
    assert fold(entries, lambda entry: entry.kind, lambda entry: entry.moves) == {Kind.CREDIT: total(entries)}
