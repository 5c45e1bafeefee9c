"""Evidence from elsewhere than the order joins it whenever it comes, once, and no other order's."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from plugin.attribution.evidence import Answer, Source, SurveyEvidence, VisitEvidence
from plugin.errors import NotFoundError
from plugin.services.clear_away import clear_away
from plugin.services.give_evidence import give_evidence, give_order_evidence
from plugin.store.evidence import Evidence, evidence_of
from plugin.store.waiting_evidence import WaitingEvidence
from tests import cast
from tests import order_bodies as bodies
from tests.books import hear, visit_ref

HOUR = timedelta(hours=1)
TOKEN = "checkout-1001"
VISIT = VisitEvidence(
    Source.CHECKOUT, "cleolink01", visit_ref("cleolink01", bodies.ORDERED - HOUR), None, bodies.ORDERED - HOUR
)
ANSWER = SurveyEvidence("first_heard", Answer.CHANNEL, None, "search", bodies.ORDERED + HOUR)


@pytest.fixture
def place(database, settings, ana, ben):
    """Order 1001 comes to Ana's shop, and one of the same number and checkout to Ben's."""

    def tell(**more):
        body = bodies.order(1001, **more)
        hear(database, settings, ben, "orders/create", body)
        return hear(database, settings, ana, "orders/create", body)

    return tell


def give(database, shop, evidence, token=TOKEN, **more) -> bool:
    with database.shop(shop) as session:
        return give_evidence(session, evidence, checkout_token=token, now=cast.NOW, **more)


def known(database, shop, order_id=1001):
    with database.shop(shop) as session:
        return sorted(evidence_of(session, order_id).values(), key=lambda row: (row.kind, row.key))


def waiting(database, shop):
    with database.shop(shop) as session:
        rows = session.scalars(select(WaitingEvidence).order_by(WaitingEvidence.kind))
        return [(row.order_id, row.kind) for row in rows]


@pytest.mark.parametrize("first", ["order", "evidence"])
def test_it_joins_whether_it_comes_before_its_order_or_after(database, place, ana, ben, first):
    if first == "order":
        place()
    answers = [give(database, ana, ANSWER), give(database, ana, VISIT, order_id=1001)]
    if first == "evidence":
        assert waiting(database, ana) == [(None, "survey"), (1001, "visit")]
        place()
    assert answers == [first == "order"] * 2
    assert known(database, ana) == [ANSWER, VISIT]
    assert (waiting(database, ana), waiting(database, ben), known(database, ben)) == ([], [], [])


def test_it_never_joins_an_order_whose_number_is_not_the_one_claimed(database, place, ana):
    give(database, ana, ANSWER, order_id=1002)
    place()
    assert not give(database, ana, VISIT, order_id=1002)
    assert not give(database, ana, VISIT, token="checkout-of-nobody")
    assert known(database, ana) == []
    assert len(waiting(database, ana)) == 3


def test_of_the_same_question_the_later_answer_counts_and_the_one_given_last(database, place, ana):
    later = replace(ANSWER, answer=Answer.UNMAPPED, channel=None, occurred_at=ANSWER.occurred_at + HOUR)
    read = replace(later, answer=Answer.IGNORED)
    for answer in (later, ANSWER):
        give(database, ana, answer)
    place()
    assert known(database, ana) == [later]
    for answer in (ANSWER, read):
        give(database, ana, answer)
    assert known(database, ana) == [read]


def test_giving_it_again_changes_nothing(database, place, ana):
    place()
    with database.shop(ana) as session:
        assert give_order_evidence(session, 1001, [VISIT, ANSWER], cast.NOW)
        assert not give_order_evidence(session, 1001, [ANSWER, VISIT], cast.NOW + HOUR)
        assert {row.received_at for row in session.scalars(select(Evidence))} == {cast.NOW}
        with pytest.raises(NotFoundError):
            give_order_evidence(session, 1002, [VISIT], cast.NOW)


def test_what_the_order_says_of_itself_is_evidence_and_stays_when_a_version_is_silent(database, place, ana):
    ref = visit_ref("cleolink01", bodies.ORDERED - HOUR)
    place(
        note_attributes=[{"name": "_earmark", "value": ref}, {"name": "Gift for", "value": "Sam"}],
        landing_site="/?em=cleolink01",
    )
    assert [(row.key, row.withdrawn) for row in known(database, ana)] == [
        (f"cart:{ref}", False),
        ("landing:cleolink01", False),
    ]
    place(updated=bodies.ORDERED + HOUR)
    assert [(row.key, row.withdrawn) for row in known(database, ana)] == [
        (f"cart:{ref}", True),
        ("landing:cleolink01", False),
    ]
    assert "visit" not in place(landing_site="/?em=cleolink01")
    assert "A visit on order #1001" in place(landing_site="/?em=otherlink1")
    assert len(known(database, ana)) == 3


def test_evidence_and_order_at_the_same_moment_find_each_other(database, settings, ana):
    for number in range(2001, 2009):
        line = threading.Barrier(2)

        def run(work, line=line):
            line.wait()
            return work()

        body = bodies.order(number)
        with ThreadPoolExecutor(2) as pool:
            works = [
                pool.submit(run, lambda body=body: hear(database, settings, ana, "orders/create", body)),
                pool.submit(
                    run, lambda number=number: give(database, ana, ANSWER, token=f"checkout-{number}")
                ),
            ]
            [work.result(10) for work in works]
        assert known(database, ana, number) == [ANSWER]
    assert waiting(database, ana) == []


def test_what_waits_in_vain_is_deleted_after_thirty_days(database, ana):
    give(database, ana, ANSWER)
    clear_away(database, cast.NOW + timedelta(days=29))
    assert len(waiting(database, ana)) == 1
    clear_away(database, cast.NOW + timedelta(days=31))
    assert waiting(database, ana) == []
