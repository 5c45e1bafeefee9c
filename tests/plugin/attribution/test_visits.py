"""Visits and answers in deciding: which count, who goes first, and what is said of the others."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from plugin.attribution.decide import Outcome, decide
from plugin.attribution.evidence import Answer, Source, SurveyEvidence, VisitEvidence
from plugin.attribution.links import KnownLink
from plugin.attribution.models import Touch
from plugin.attribution.policy import Policy, Precedence
from plugin.ledger.entries import WHOLE_PPM
from tests.plugin.attribution.facts import AT, goods, known, order, used

CLEO, DEV, ASA = 1, 2, 3
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CODES = [known(11, "CLEO10", CLEO, campaign_id=7), known(12, "DEV10", DEV), known(13, "SALE", None)]
LINKS = [
    KnownLink(21, "cleolink01", CLEO, 7, "bio"),
    KnownLink(22, "devslink02", DEV, 8, "story"),
    KnownLink(23, "asavideo03", ASA, None, "video", window_days=90),
    KnownLink(24, "gonelink04", DEV, None, "bio", archived_at=AT - 2 * DAY),
]


def visit(link, ago=HOUR, source=Source.CART, name="a", **more):
    """A visit by that link so long before the order; `name` tells visits apart, None: no reference."""
    ref = None if name is None else f"{link}.{name}"
    return VisitEvidence(source, link, ref, more.pop("creator", None), AT - ago, **more)


def says(answer=Answer.CREATOR, creator=None, channel=None):
    return SurveyEvidence("first_heard", answer, creator, channel, AT + HOUR)


def of(decision):
    return {row.creator_id: row.amount_minor for row in decision.credits}


def decided(*evidence, policy=None, net=2000, **more):
    return decide(order(goods(price=net), **more), [], evidence, policy or Policy(), CODES, links=LINKS)


def why_not(decision):
    return {row.evidence.key: row.reason.rule for row in decision.rejected}


CLEO_CODE, DEV_CODE = used("CLEO10", 200), used("DEV10", 100, 1)


@pytest.mark.parametrize(
    ("evidence", "credits", "outcome", "rejected"),
    [
        pytest.param([visit("cleolink01")], {CLEO: 2000}, Outcome.CREDITED, {}, id="a-visit"),
        pytest.param(
            [visit("cleolink01", 3 * DAY), visit("devslink02", DAY)],
            {DEV: 2000},
            Outcome.CREDITED,
            {"cart:cleolink01.a": "earlier_visit"},
            id="the-last-visit",
        ),
        pytest.param(
            [visit("cleolink01", 31 * DAY)],
            {},
            Outcome.REFUSED,
            {"cart:cleolink01.a": "visit_too_old"},
            id="too-old",
        ),
        pytest.param([visit("cleolink01", 30 * DAY)], {CLEO: 2000}, Outcome.CREDITED, {}, id="just-in-time"),
        pytest.param([visit("asavideo03", 80 * DAY)], {ASA: 2000}, Outcome.CREDITED, {}, id="own-window"),
        pytest.param(
            [visit("cleolink01", -HOUR)],
            {},
            Outcome.REFUSED,
            {"cart:cleolink01.a": "visit_after_order"},
            id="after-the-order",
        ),
        pytest.param(
            [visit("cleolink01", refused="crawler")],
            {},
            Outcome.REFUSED,
            {"cart:cleolink01.a": "no_person"},
            id="a-crawler",
        ),
        pytest.param(
            [visit("cleolink01", withdrawn=True)],
            {},
            Outcome.REFUSED,
            {"cart:cleolink01.a": "withdrawn_visit"},
            id="taken-off",
        ),
        pytest.param(
            [visit("nobodyslnk")],
            {},
            Outcome.UNKNOWN_LINK,
            {"cart:nobodyslnk.a": "unknown_link"},
            id="unknown-link",
        ),
        pytest.param(
            [visit(None, source=Source.REFERRER, name=None, creator=DEV)],
            {DEV: 2000},
            Outcome.CREDITED,
            {},
            id="own-site",
        ),
        pytest.param(
            [visit("cleolink01"), used("SALE", 100), used("WHO", 1, 1)],
            {CLEO: 2000},
            Outcome.CREDITED,
            {"sale": "sitewide", "who": "unknown_code"},
            id="a-code-of-nobody-decides-nothing",
        ),
        pytest.param(
            [says(creator=DEV)], {}, Outcome.NO_CODE, {"first_heard": "introducer"}, id="an-answer-alone"
        ),
        pytest.param(
            [visit("cleolink01"), says(Answer.CHANNEL, channel="coupon_site")],
            {CLEO: 2000},
            Outcome.CREDITED,
            {"first_heard": "other_channel"},
            id="an-answer-moves-nothing",
        ),
        pytest.param([says(Answer.DECOY)], {}, Outcome.NO_CODE, {"first_heard": "decoy"}, id="a-decoy"),
    ],
)
def test_which_visits_count(evidence, credits, outcome, rejected):
    decision = decided(*evidence)
    assert (of(decision), decision.outcome, why_not(decision)) == (credits, outcome, rejected)


@pytest.mark.parametrize(
    ("precedence", "evidence", "credits", "rejected"),
    [
        pytest.param(
            "code",
            [CLEO_CODE, visit("devslink02")],
            {CLEO: 2001},
            {"cart:devslink02.a": "code_decided"},
            id="code",
        ),
        pytest.param(
            "link", [CLEO_CODE, visit("devslink02")], {DEV: 2001}, {"cleo10": "visit_decided"}, id="link"
        ),
        pytest.param("split", [CLEO_CODE, visit("devslink02")], {CLEO: 1001, DEV: 1000}, {}, id="split"),
        pytest.param(
            "split",
            [CLEO_CODE, DEV_CODE, visit("asavideo03")],
            {CLEO: 667, DEV: 334, ASA: 1000},
            {},
            id="two-codes-share-their-half",
        ),
        pytest.param(
            "split",
            [CLEO_CODE, visit("cleolink01"), visit("devslink02", DAY)],
            {CLEO: 2001},
            {"cart:devslink02.a": "code_decided"},
            id="split-with-oneself",
        ),
        pytest.param(
            "link",
            [CLEO_CODE, DEV_CODE, visit("devslink02"), visit("asavideo03", DAY)],
            {DEV: 2001},
            {"cleo10": "visit_decided", "cart:asavideo03.a": "earlier_visit"},
            id="link-with-own-code",
        ),
        *[
            pytest.param(precedence, [CLEO_CODE], {CLEO: 2001}, {}, id=f"{precedence}-code-alone")
            for precedence in Precedence
        ],
        *[
            pytest.param(precedence, [visit("devslink02")], {DEV: 2001}, {}, id=f"{precedence}-visit-alone")
            for precedence in Precedence
        ],
    ],
)
def test_who_goes_first(precedence, evidence, credits, rejected):
    decision = decided(*evidence, policy=Policy(precedence=Precedence(precedence)), net=2001)
    assert (of(decision), why_not(decision)) == (credits, rejected)
    assert sum(row.share_ppm for row in decision.credits) == WHOLE_PPM


def test_a_code_and_a_link_of_the_same_creator_are_one_credit_that_names_both():
    [credit] = decided(CLEO_CODE, visit("cleolink01")).credits
    assert (credit.code_id, credit.link_id, credit.campaign_id, credit.discount_minor) == (11, 21, 7, 200)
    [credit] = decided(visit("devslink02")).credits
    assert (credit.code_id, credit.link_id, credit.campaign_id, credit.key) == (
        None,
        22,
        8,
        "cart:devslink02.a",
    )


def test_evidence_of_the_same_visit_is_one_touch_and_the_strongest_says_when():
    cart = visit("cleolink01", 5 * DAY)
    again = [
        visit("cleolink01", 4 * DAY, Source.CHECKOUT),
        visit("cleolink01", 5 * DAY + HOUR, Source.JOURNEY, None),
        visit(None, 5 * DAY, Source.REFERRER, None, creator=CLEO),
    ]
    decision = decided(cart, *again, visit("cleolink01", DAY, Source.JOURNEY, None))
    assert decision.touches == (Touch(CLEO, AT - 5 * DAY), Touch(CLEO, AT - DAY))
    assert decision.rejected == ()


def test_one_refusal_refuses_all_evidence_of_the_visit():
    decision = decided(visit("cleolink01"), visit("cleolink01", source=Source.CHECKOUT, refused="crawler"))
    assert set(why_not(decision).values()) == {"no_person"}
    assert decision.credits == ()


def test_a_landing_page_that_names_the_link_alone_comes_before_a_later_click():
    landing = visit("cleolink01", timedelta(minutes=30), Source.LANDING, None)
    assert of(decided(landing, visit("devslink02", timedelta(minutes=10)))) == {DEV: 2000}
    assert of(decided(landing, visit("devslink02", 20 * DAY))) == {CLEO: 2000}


def test_an_archived_creators_link_still_counts_and_says_so():
    decision = decided(visit("gonelink04"))
    assert of(decision) == {DEV: 2000}
    assert [reason.rule for reason in decision.reasons] == ["last_visit", "archived_visit"]


def test_who_made_them_buy_today_introduced_nobody():
    today = SurveyEvidence("why_today", Answer.CREATOR, DEV, None, AT + HOUR)
    decision = decided(CLEO_CODE, says(creator=ASA), today)
    assert decision.introducers == (ASA,)
    assert why_not(decision) == {"first_heard": "introducer", "why_today": "reason_today"}


def test_an_order_that_does_not_count_has_no_touch():
    decision = decided(CLEO_CODE, visit("devslink02"), says(creator=ASA), test=True)
    assert (decision.touches, decision.introducers, decision.differences(Policy())) == ((), (), ())
    assert set(why_not(decision).values()) == {"test_order"}


evidence_drawn = st.lists(
    st.one_of(
        st.sampled_from([CLEO_CODE, DEV_CODE, used("SALE", 5, 2), replace(CLEO_CODE, withdrawn=True)]),
        st.builds(
            visit,
            st.sampled_from([*(link.key for link in LINKS), "nobodyslnk"]),
            st.integers(-2, 100 * 24).map(lambda hours: timedelta(hours=hours)),
            st.sampled_from([source for source in Source if source is not Source.REFERRER]),
            st.sampled_from(["a", "b", None]),
            refused=st.sampled_from([None, None, None, "crawler"]),
        ),
        st.builds(says, creator=st.sampled_from([CLEO, DEV, ASA])),
    ),
    max_size=8,
    unique_by=lambda row: (row.kind, row.key),
)


@given(
    evidence_drawn,
    st.sampled_from(list(Precedence)),
    st.integers(0, 10**9),
    st.integers(1, 365),
    st.randoms(use_true_random=False),
)
def test_the_order_of_evidence_does_not_matter_and_credits_never_exceed_the_order(
    evidence, precedence, net, window, dice
):
    policy = Policy(precedence=precedence, window_days=window)
    decision = decided(*evidence, policy=policy, net=net)
    shuffled = list(evidence)
    dice.shuffle(shuffled)
    assert decided(*shuffled, policy=policy, net=net) == decision
    credited = bool(decision.credits)
    assert sum(row.amount_minor for row in decision.credits) == (net if credited else 0)
    assert sum(row.share_ppm for row in decision.credits) == (WHOLE_PPM if credited else 0)
    assert credited == bool(decision.touches) == (decision.outcome is Outcome.CREDITED)
    followed = {row.key for row in decision.credits}
    assert followed.isdisjoint(row.evidence.key for row in decision.rejected)
    told = {row.evidence for row in decision.rejected}
    assert len(told) == len(decision.rejected) <= len(evidence)
    assert all(row in told for row in evidence if isinstance(row, SurveyEvidence))
    without = [row for row in evidence if not isinstance(row, SurveyEvidence)]
    assert decided(*without, policy=policy, net=net).credits == decision.credits
