"""The survey's numbers out of the tables: counted as they should be, of one shop, in one span."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from sqlalchemy import update

from plugin.attribution.survey.settings import DEFAULT
from plugin.services.buyers import buyer_key
from plugin.services.rebuild_rollups import rebuild_rollups
from plugin.services.reports.survey import survey_report
from plugin.services.reports.survey_agreement import code_disagreements
from plugin.services.reports.survey_counts import survey_counts
from plugin.services.survey.roster import Rosters
from plugin.services.survey.show_survey import Shown, show_survey
from plugin.services.survey.take_answer import take_answer
from plugin.stats.survey import Influence, NotEnough, estimate_influence
from plugin.store.orders import Order
from plugin.store.reports.survey import Asked, grouped_orders, names_listed
from plugin.store.survey.answers import Answer
from plugin.store.survey.settings import add_settings
from tests import cast
from tests import order_bodies as bodies
from tests.books import add_code, add_creator, hear
from tests.simulator.counting import count
from tests.simulator.parameters import ShopParameters
from tests.simulator.shop import simulate
from tests.survey_shop import keep_shop

ROME = ZoneInfo("Europe/Rome")
START = datetime(2026, 11, 1, tzinfo=ROME)
END = datetime(2026, 11, 15, tzinfo=ROME)
ASKED = Asked(START, END, "EUR", first_only=True)
SHOP = replace(
    ShopParameters(), orders=700, influenced=0.3, creators=6, listed=4, decoy_share=1.0, spread=0.0
)


@pytest.fixture
def simulated():
    return simulate(SHOP, np.random.default_rng(8))


@pytest.fixture
def kept(database, ana, ben, simulated):
    """Ana's shop; Ben's has one of the same kind, which must not be counted."""
    keep_shop(
        database, ben, simulate(replace(SHOP, orders=150), np.random.default_rng(9)), start=START, end=END
    )
    return keep_shop(database, ana, simulated, start=START, end=END)


def report(database, shop, start=START, end=END, currency="EUR"):
    with database.shop(shop) as session:
        return survey_report(session, start, end, currency, ROME)


def test_the_tables_are_counted_as_the_simulator_counts(database, ana, kept, simulated):
    with database.shop(ana) as session:
        found = survey_counts(grouped_orders(session, ASKED), names_listed(session, ASKED))
    wanted = count(simulated)
    number = dict(enumerate(kept.creators))
    assert sorted(found.seen, key=str) == sorted(
        (replace(row, creator=number[row.creator]) for row in wanted.seen), key=str
    )
    assert (found.unseen.orders, found.unseen.answered) == (wanted.unseen.orders, wanted.unseen.answered)
    assert dict(found.unseen.named) == {number[k]: n for k, n in wanted.unseen.named.items() if n}
    assert found.unseen.decoys_chosen == wanted.unseen.decoys_chosen
    assert found.unseen.decoy_answers == wanted.unseen.decoy_answers
    assert found.unseen.names_beside == SHOP.listed
    assert found.unseen.named_value == wanted.unseen.named_value
    assert found.unseen.named_value_squared == pytest.approx(wanted.unseen.named_value_squared)


def test_the_report_holds_the_truth(database, ana, kept, simulated):
    found = report(database, ana)
    assert isinstance(found.estimate, Influence)
    assert found.estimate.orders.interval.holds(simulated.influenced)
    assert found.attributed == count(simulated).attributed
    assert found.estimate.orders.point > found.attributed
    assert found.recaptured.low < found.recaptured.point < found.recaptured.high
    assert found.rates.eligible == found.rates.shown == SHOP.orders
    assert found.rates.answered == simulated.answered.sum()
    assert sum(row.orders for row in found.days) == SHOP.orders
    assert len(found.days) == 14
    assert {row.name for row in found.creators} <= {f"Creator {n}" for n in range(1, 7)}
    assert sum(row.share.count for row in found.channels) == simulated.answered.sum()


def test_creators_add_up_and_one_alone_is_the_same(database, ana, kept):
    found = report(database, ana)
    whole = found.estimate
    assert sum(row.orders.point for row in whole.creators) == pytest.approx(whole.orders.point, rel=0.1)
    alone = found.of_creator(kept.creators[0])
    assert found.of_creator(kept.creators[0] + 1_000) is None
    assert alone == next(row for row in whole.creators if row.creator == kept.creators[0])


def test_agreement_counts_what_buyers_with_a_code_answer(database, ana, kept, simulated):
    found = report(database, ana).agreement
    rows = {row.creator_id: row for row in found.rows}
    wanted = count(simulated).seen
    first = kept.creators[0]
    assert rows[first].answered == sum(row.answered for row in wanted if row.creator == 0)
    assert rows[first].same == sum(row.named for row in wanted if row.creator == 0)
    for row in found.rows:
        assert row.same + row.other_creator + row.coupon_site + row.else_named == row.answered
    assert sum(pair.orders for pair in found.pairs) == sum(row.other_creator for row in found.rows)


def test_a_code_tells_how_many_answers_disagree(database, ana, ben, kept, simulated):
    with database.shop(ana) as session:
        every = code_disagreements(session)
    with database.shop(ben) as session:
        assert not set(code_disagreements(session)) & set(kept.codes)
    found = every[kept.codes[0]]
    mine = (simulated.code_of == 0) & simulated.answered
    assert found.answers.answered == mine.sum()
    assert found.answers.same == (mine & (simulated.named == 0)).sum()
    assert found.disagreeing.count == found.answers.other_creator + found.answers.coupon_site
    assert set(every) <= set(kept.codes)


def test_orders_before_the_first_question_are_not_counted(database, ana, kept):
    found = report(database, ana, start=START - timedelta(days=30))
    assert found.since == START
    assert found.rates.eligible == SHOP.orders


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"channel": "pos"}, id="point of sale"),
        pytest.param({"counts": False}, id="does not count"),
        pytest.param({"currency": "SEK"}, id="another currency"),
        pytest.param({"first_order": False}, id="a later order"),
    ],
)
def test_orders_that_could_not_be_asked_are_left_out(database, ana, kept, change):
    with database.shop(ana) as session:
        session.execute(update(Order).where(Order.id <= 100).values(**change))
        rebuild_rollups(session)
    assert report(database, ana).rates.eligible == SHOP.orders - 100


def test_later_orders_count_where_they_are_asked(database, ana, kept):
    with database.shop(ana) as session:
        session.execute(update(Order).where(Order.id <= 300).values(first_order=False))
        rebuild_rollups(session)
        add_settings(session, replace(DEFAULT, first_orders_only=False), cast.NOW)
    found = report(database, ana)
    assert [(kind.first_order, kind.rates.eligible) for kind in found.kinds] == [
        (True, 400),
        (False, 300),
        (None, 0),
    ]
    assert found.counts.unseen.weighted.answered == pytest.approx(found.counts.unseen.answered, rel=0.02)


def test_answers_nobody_has_read_are_no_answers_yet(database, ana, kept):
    before = report(database, ana)
    with database.shop(ana) as session:
        session.execute(
            update(Answer).where(Answer.meaning == "channel").values(meaning="unmapped", channel=None)
        )
    found = report(database, ana)
    assert found.unread > 100
    assert found.rates == before.rates
    assert found.counts.answered == before.counts.answered - found.unread


def test_too_few_answers_say_how_many_are_needed(database, ana, kept, simulated):
    day = START + timedelta(hours=12)
    found = report(database, ana, end=day)
    assert isinstance(found.estimate, NotEnough)
    assert found.estimate.needed == 30 - found.counts.unseen.answered
    assert all(row.share.share is None for row in found.creators)
    assert isinstance(found.of_creator(kept.creators[0]), NotEnough)


def test_a_shop_that_never_asked_has_no_report(database, ana, ben):
    assert report(database, ana) is None


def test_the_place_and_the_invented_name_are_told(database, ana, kept):
    effects = report(database, ana).effects
    assert len(effects.channels.places) == 7
    assert effects.decoys.answers > 30
    assert 0 < effects.misnaming.low < effects.misnaming.point < effects.misnaming.high < 0.1


def test_estimates_of_the_report_are_those_of_its_counts(database, ana, kept):
    found = report(database, ana)
    assert found.estimate == estimate_influence(found.counts)


def test_what_buyers_really_answer_is_counted(database, settings, ana, ben):
    """Through the survey's own door: the list drawn, one name chosen, the order heard."""
    creators = [add_creator(database, ana, name) for name in ("Cleo Cloud", "Dev Dune")]
    add_code(database, ana, "CLEO10", creators[0])
    with database.shop(ana) as session:
        buyer_key(session, settings)
        add_settings(session, replace(DEFAULT, decoy=False, closer_fraction=0.0), cast.NOW)
    for number, codes in ((1, [bodies.code("CLEO10", "2.00")]), (2, [])):
        body = bodies.order(
            number, at=cast.NOW, currency="EUR", codes=codes, checkout_token=f"checkout-{number}",
            customer=5_000 + number,
            lines=[bodies.line(number, "20.00", currency="EUR", discounts={0: "2.00"} if codes else {})],
        )  # fmt: skip
        hear(database, settings, ana, "orders/create", body)
    with database.shop(ana) as session:
        for number, name in ((1, "Dev Dune"), (2, "Cleo Cloud")):
            shown = show_survey(
                session, settings, Rosters(), page="thank_you", order_id=number, customer_id=None,
                checkout_token=f"checkout-{number}", first=True, language="en", now=cast.NOW,
            )  # fmt: skip
            assert isinstance(shown, Shown), shown
            option = next(
                row.key
                for rows in shown.options.values()
                for row in rows
                if row.creator_id == creators[0 if name == "Cleo Cloud" else 1]
            )
            take_answer(
                session,
                settings,
                {"impression": shown.impression.key, "question": "first_heard", "option": option},
                cast.NOW,
            )
    found = report(database, ana, cast.NOW - timedelta(days=1), cast.NOW + timedelta(days=1))
    assert (found.rates.eligible, found.rates.shown, found.rates.answered) == (2, 2, 2)
    assert found.attributed == 1
    assert [(pair.holder, pair.named, pair.orders) for pair in found.agreement.pairs] == [
        ("Cleo Cloud", "Dev Dune", 1)
    ]
    assert dict(found.counts.unseen.named) == {creators[0]: 1}
    assert set(found.counts.unseen.listed) == set(creators)
    assert [row.key for row in found.channels] == ["creator"]
