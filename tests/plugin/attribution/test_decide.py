"""Whose order it is: every rule as a named case, and the laws that hold for every decision."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugin.attribution.decide import Outcome, decide
from plugin.attribution.policy import Policy, Tie
from plugin.attribution.revenue import Basis
from plugin.attribution.rules import (
    RULES,
    Rule,
    answering,
    counting,
    ownership,
    preceding,
    splitting,
    visiting,
)
from plugin.language import Message
from plugin.ledger.entries import WHOLE_PPM
from plugin.ledger.posting import post
from tests.plugin.attribution.facts import AT, JANUARY, goods, known, order, refund, used

CLEO, DEV, ASA = 1, 2, 3
DAY = timedelta(days=1)
CODES = [known(11, "CLEO10", CLEO), known(12, "DEV10", DEV), known(13, "SALE", None)]


def of(decision):
    """creator -> amount, as credited."""
    return {row.creator_id: row.amount_minor for row in decision.credits}


def rules(decision):
    return [reason.rule for reason in decision.reasons]


def test_a_large_order_is_split_by_the_discounts_and_not_by_rounded_shares():
    """Thirds of ten million yen: by millionths (333,333 and 666,667) the parts would be off by yen."""
    large = order(goods(price=10_000_000))
    decision = decide(large, [], [used("CLEO10", 100), used("DEV10", 200, 1)], Policy(), CODES)
    assert of(decision) == {CLEO: 3_333_333, DEV: 6_666_667}


@pytest.mark.parametrize(
    ("evidence", "codes", "credits", "outcome", "why"),
    [
        pytest.param([], CODES, {}, Outcome.NO_CODE, ["no_code"], id="no-code"),
        pytest.param(
            [used("CLEO10", 200)], CODES, {CLEO: 2000}, Outcome.CREDITED, ["one_owner", "only_code"], id="one"
        ),
        pytest.param(
            [used(" cleo10 ", 200)],
            CODES,
            {CLEO: 2000},
            Outcome.CREDITED,
            ["one_owner", "only_code"],
            id="any-case",
        ),
        pytest.param([used("WHO", 200)], CODES, {}, Outcome.UNKNOWN_CODE, ["unknown_code"], id="unknown"),
        pytest.param([used("SALE", 200)], CODES, {}, Outcome.SITEWIDE, ["sitewide"], id="sitewide"),
        pytest.param(
            [used("SALE", 900), used("CLEO10", 100, 1)],
            CODES,
            {CLEO: 2000},
            Outcome.CREDITED,
            ["one_owner", "only_code"],
            id="sitewide-beside-a-creators",
        ),
        pytest.param(
            [used("CLEO10", 300), used("DEV10", 100, 1)],
            CODES,
            {CLEO: 1500, DEV: 500},
            Outcome.CREDITED,
            ["one_owner", "split_by_discount"] * 2,
            id="two-by-discount",
        ),
        pytest.param(
            [used("CLEO10"), used("DEV10", 0, 1)],
            CODES,
            {CLEO: 1000, DEV: 1000},
            Outcome.CREDITED,
            ["one_owner", "split_equally"] * 2,
            id="two-equally-for-free-shipping",
        ),
        pytest.param(
            [used("CLEO10", 300), used("DEV10", 0, 1)],
            CODES,
            {CLEO: 2000},
            Outcome.CREDITED,
            ["one_owner", "split_by_discount"],
            id="one-gave-nothing",
        ),
        pytest.param(
            [used("CLEO10", 200)],
            [known(11, "CLEO10", CLEO, valid_until=AT - DAY)],
            {},
            Outcome.REFUSED,
            ["no_longer_valid"],
            id="expired",
        ),
        pytest.param(
            [used("CLEO10", 200)],
            [known(11, "CLEO10", CLEO, valid_from=AT + DAY)],
            {},
            Outcome.REFUSED,
            ["not_yet_valid"],
            id="too-early",
        ),
        pytest.param(
            [used("CLEO10", 200)],
            [known(11, "CLEO10", CLEO, valid_until=AT)],
            {},
            Outcome.REFUSED,
            ["no_longer_valid"],
            id="the-end-is-not-included",
        ),
        pytest.param(
            [used("CLEO10", 200)],
            [known(11, "CLEO10", CLEO, valid_from=AT)],
            {CLEO: 2000},
            Outcome.CREDITED,
            ["one_owner", "only_code"],
            id="the-beginning-is-included",
        ),
        pytest.param(
            [used("SHARED", 200)],
            [known(11, "SHARED", CLEO, valid_until=AT - DAY), known(12, "SHARED", DEV, valid_from=AT - DAY)],
            {DEV: 2000},
            Outcome.CREDITED,
            ["one_owner", "only_code"],
            id="reused-by-a-later-campaign",
        ),
        pytest.param(
            [used("SHARED", 200)],
            [known(11, "SHARED", CLEO, valid_until=AT + DAY), known(12, "SHARED", DEV, valid_from=AT + DAY)],
            {CLEO: 2000},
            Outcome.CREDITED,
            ["one_owner", "only_code"],
            id="still-the-earlier-campaigns",
        ),
        pytest.param(
            [used("SHARED", 200)],
            [known(12, "SHARED", DEV, valid_from=AT - DAY), known(11, "SHARED", CLEO)],
            {DEV: 2000},
            Outcome.CREDITED,
            ["newest_owner", "only_code"],
            id="two-at-once-the-newest",
        ),
        pytest.param(
            [used("SHARED", 200)],
            [known(11, "SHARED", CLEO), known(12, "SHARED", DEV)],
            {DEV: 2000},
            Outcome.CREDITED,
            ["newest_owner", "only_code"],
            id="begun-together-the-one-added-last",
        ),
        pytest.param(
            [used("CLEO10", 200)],
            [known(11, "CLEO10", CLEO, archived_at=AT - DAY)],
            {CLEO: 2000},
            Outcome.CREDITED,
            ["one_owner", "archived_owner", "only_code"],
            id="archived-creator",
        ),
        pytest.param(
            [used("CLEO10", 200)],
            [known(11, "CLEO10", CLEO, archived_at=AT + DAY)],
            {CLEO: 2000},
            Outcome.CREDITED,
            ["one_owner", "only_code"],
            id="archived-after-the-order",
        ),
        pytest.param(
            [used("CLEO10", 200)],
            [known(11, "CLEO10", CLEO, stands=False)],
            {},
            Outcome.UNKNOWN_CODE,
            ["not_ours"],
            id="planned-only",
        ),
        pytest.param(
            [used("CLEO10", 200, withdrawn=True)],
            CODES,
            {},
            Outcome.REFUSED,
            ["withdrawn"],
            id="taken-off-by-an-edit",
        ),
        pytest.param(
            [used("WHO", 5), used("SALE", 5, 1)],
            CODES,
            {},
            Outcome.SITEWIDE,
            ["unknown_code", "sitewide"],
            id="unknown-and-sitewide",
        ),
    ],
)
def test_rules(evidence, codes, credits, outcome, why):
    decision = decide(order(), [], evidence, Policy(), codes)
    assert (of(decision), decision.outcome, rules(decision)) == (credits, outcome, why)
    followed = {row.key for row in decision.credits}
    assert {row.evidence.key for row in decision.rejected} == {row.key for row in evidence} - followed


def test_the_oldest_campaign_wins_where_the_policy_says_so():
    codes = [known(11, "SHARED", CLEO), known(12, "SHARED", DEV, valid_from=AT - DAY)]
    decision = decide(order(), [], [used("SHARED")], Policy(tie=Tie.OLDEST), codes)
    assert (of(decision), rules(decision)) == ({CLEO: 2000}, ["oldest_owner", "only_code"])


@pytest.mark.parametrize(
    ("facts", "rule"),
    [
        pytest.param(order(test=True, cancelled_at=AT), "test_order", id="test"),
        pytest.param(order(cancelled_at=AT), "cancelled", id="cancelled"),
        pytest.param(order(voided=True), "voided", id="voided"),
    ],
)
def test_what_does_not_count_credits_nobody_and_keeps_the_evidence(facts, rule):
    decision = decide(facts, [], [used("CLEO10")], Policy(), CODES)
    assert (decision.outcome, rules(decision), of(decision)) == (Outcome.NOT_COUNTED, [rule], {})
    assert [(row.evidence.key, row.reason.rule) for row in decision.rejected] == [("cleo10", rule)]


def test_an_order_refunded_in_full_stays_an_order_worth_nothing():
    decision = decide(order(), [refund(adjustment_minor=-2000, paid=2000)], [used("CLEO10")], Policy(), CODES)
    assert [(row.share_ppm, row.amount_minor) for row in decision.credits] == [(WHOLE_PPM, 0)]


def test_the_odd_cent_goes_to_the_earlier_code():
    codes = [known(number, f"C{number}", number) for number in (1, 2, 3)]
    evidence = [used(f"C{number}", 100, 3 - number) for number in (1, 2, 3)]
    decision = decide(order(goods(price=1000)), [], evidence, Policy(), codes)
    assert of(decision) == {3: 334, 2: 333, 1: 333}
    assert sum(row.share_ppm for row in decision.credits) == WHOLE_PPM


def test_every_reason_can_be_read_by_people():
    params = {
        "code": "X",
        "creator": "Cleo",
        "count": 2,
        "from": "2026-01-01",
        "until": "2026-02-01",
        "percent": "50",
        "refused": "crawler",
        "days": 40,
        "window": 30,
    }
    for rule in RULES.values():
        assert "%(" not in Message(rule.text, params)


def test_no_two_rules_share_a_name():
    written = [
        row
        for module in (answering, counting, ownership, preceding, splitting, visiting)
        for row in vars(module).values()
        if isinstance(row, Rule)
    ]
    assert len(RULES) == len(written)


def test_a_decision_survives_being_stored():
    stored = decide(order(), [], [used("CLEO10", 300), used("WHO", 1, 1)], Policy(), CODES).as_json()
    assert stored["credits"] == [
        {
            "creator_id": CLEO,
            "campaign_id": None,
            "code_id": 11,
            "key": "cleo10",
            "share_ppm": WHOLE_PPM,
            "amount_minor": 2000,
            "discount_minor": 300,
        }
    ]
    assert stored["rejected"] == [
        {"kind": "code", "key": "who", "rule": "unknown_code", "params": {"code": "WHO"}}
    ]


texts = st.sampled_from(["CLEO10", "Dev10", "asa", "SALE", "WHO", "SHARED"])
pieces = st.lists(
    st.builds(used, texts, st.integers(0, 5_000), st.integers(0, 5), withdrawn=st.booleans()),
    max_size=6,
    unique_by=lambda row: row.key,
)
knowns = st.lists(
    st.builds(
        known,
        st.integers(1, 50),
        texts,
        st.none() | st.integers(1, 4),
        valid_from=st.sampled_from([JANUARY, AT - DAY, AT, AT + DAY]),
        valid_until=st.sampled_from([None, AT - DAY, AT, AT + DAY]),
        stands=st.booleans(),
        archived_at=st.sampled_from([None, AT - DAY]),
    ),
    max_size=10,
    unique_by=lambda code: code.id,
)
worths = st.builds(
    lambda price, off: order(goods(price=price, discount_minor=off)),
    st.integers(0, 99_999),
    st.integers(0, 900),
)
policies = st.builds(Policy, basis=st.sampled_from(list(Basis)), tie=st.sampled_from(list(Tie)))


@given(worths, pieces, policies, knowns)
def test_credits_never_exceed_the_order(facts, evidence, policy, codes):
    decision = decide(facts, [], evidence, policy, codes)
    assert sum(row.amount_minor for row in decision.credits) <= decision.revenue.net_minor
    assert sum(row.share_ppm for row in decision.credits) in (0, WHOLE_PPM)
    if decision.credits:
        assert sum(row.amount_minor for row in decision.credits) == decision.revenue.net_minor
    assert all(row.amount_minor >= 0 and row.share_ppm > 0 for row in decision.credits)
    assert (decision.outcome is Outcome.CREDITED) == bool(decision.credits)


@given(worths, pieces, policies, knowns, st.randoms())
def test_the_sequence_in_which_evidence_and_codes_come_does_not_matter(
    facts, evidence, policy, codes, random
):
    decision = decide(facts, [], evidence, policy, codes)
    mixed, shuffled = [*evidence, *evidence[:2]], list(codes)
    random.shuffle(mixed)
    random.shuffle(shuffled)
    assert decide(facts, [], mixed, policy, shuffled) == decision


@given(worths, pieces, policies, knowns)
def test_all_evidence_is_followed_or_rejected_with_a_reason(facts, evidence, policy, codes):
    decision = decide(facts, [], evidence, policy, codes)
    followed = [row.key for row in decision.credits]
    rejected = [row.evidence.key for row in decision.rejected]
    assert sorted(followed + rejected) == sorted(row.key for row in evidence)
    assert decision.reasons
    assert all(row.reason.rule in RULES for row in decision.rejected)


@given(worths, pieces, policies, knowns)
def test_posting_a_decision_twice_adds_nothing(facts, evidence, policy, codes):
    wanted = decide(facts, [], evidence, policy, codes).wanted("EUR")
    entries = post(wanted, [])
    assert post(wanted, entries) == []
