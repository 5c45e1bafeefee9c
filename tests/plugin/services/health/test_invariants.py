"""Each standing check finds what was broken on purpose, in the shop where it was broken and in no other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from plugin.services.health.alerts import alerts, taken_away
from plugin.services.health.check_shop import check_shop, look_at_shop
from plugin.services.health.finding import State
from plugin.services.health.invariants import INVARIANTS
from plugin.services.health.sums import TURN, turn_of
from plugin.services.recompute_later import recompute_later
from plugin.services.reconcile_later import Reach, reconcile_later
from plugin.services.uninstall_shop import uninstall_shop
from plugin.store.deliveries import Delivery, keep_delivery
from plugin.store.entries import Entry
from plugin.store.health import app_parts, note_part, put_findings, shops_to_check
from plugin.store.installation import findings_by_state
from plugin.store.model_credits import ModelCredit
from plugin.store.orders import Order
from plugin.store.queue import enqueue
from plugin.store.reconciliations import end_reconciliation, note_reconciliation
from plugin.store.rollups.tables import SalesByDay
from plugin.store.shops import set_scopes
from plugin.store.survey.impressions import Impression
from plugin.store.tokens import AccessToken
from tests import cast
from tests import order_bodies as bodies
from tests.books import hear

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def keep(database, shop_id, name="w", topic="orders/create", **values):
    with database.everywhere() as session:
        keep_delivery(
            session, shop_id=shop_id, webhook_id=name, event_id=None, topic=topic,
            api_version=None, triggered_at=None, body=b"{}",
        )  # fmt: skip
        session.execute(
            update(Delivery).where(Delivery.webhook_id == name).values(**values or {"state": "handled"})
        )


def compared(database, shop_id, since, now, **counts):
    """A check with Shopify that has finished."""
    with database.shop(shop_id) as session:
        run_id = reconcile_later(session, Reach.HOUR, now)
        note_reconciliation(session, run_id, now, since=since.isoformat(), until=now.isoformat(), **counts)
        end_reconciliation(session, run_id, "finished", now)
        session.execute(text("delete from procrastinate_jobs"), execution_options={"scoped_by_hand": True})


def database_now(database):
    with database.everywhere() as session:
        return session.execute(text("select now()")).scalar_one()


def spoil(database, shop_id, statement):
    with database.shop(shop_id) as session:
        session.execute(statement.execution_options(synchronize_session=False))


def wrong_amount(database, shop, now):
    spoil(
        database, shop, update(Entry).where(Entry.order_id == 1).values(amount_minor=Entry.amount_minor + 1)
    )


def wrong_revenue(database, shop, now):
    spoil(database, shop, update(Order).where(Order.id == 4).values(net_minor=Order.net_minor - 1))


def model_that_says_more(database, shop, now):
    with database.shop(shop) as session:
        order = session.scalar(select(Order).where(Order.id == 1))
        entry = session.scalar(select(Entry).where(Entry.order_id == 1))
        session.add(
            ModelCredit(
                order_id=1, model="first_touch", creator_id=entry.creator_id, currency=order.currency,
                share_ppm=1, amount_minor=1, ordered_at=order.ordered_at,
            )
        )  # fmt: skip


def sum_that_grew(database, shop, now):
    spoil(database, shop, update(SalesByDay).values(revenue_minor=SalesByDay.revenue_minor + 1))


def two_wholes(database, shop, now):
    with database.shop(shop) as session:
        entry = session.scalar(select(Entry).where(Entry.order_id == 1))
        values = {column.name: getattr(entry, column.name) for column in Entry.__table__.columns}
        session.add(
            Entry(**values | {"number": 99, "amount_minor": 0, "posted_at": now - timedelta(minutes=9)})
        )


def more_than_sold(database, shop, now):
    spoil(
        database,
        shop,
        update(Entry)
        .where(Entry.order_id == 1)
        .values(amount_minor=9_999_99, posted_at=now - timedelta(minutes=9)),
    )


def due_for_an_hour(database, shop, now):
    keep(database, shop, next_try_at=database_now(database) - HOUR)


def due_for_ten_minutes(database, shop, now):
    keep(database, shop, next_try_at=database_now(database) - timedelta(minutes=10))


def held_by_the_dead(database, shop, now):
    at = database_now(database)
    keep(database, shop, next_try_at=at - timedelta(minutes=1), leased_until=at - timedelta(minutes=6))


def parked(database, shop, now):
    keep(database, shop, state="parked")


def token_gone(database, shop, now):
    with database.shop(shop) as session:
        session.delete(session.scalar(select(AccessToken)))


def token_lost(database, shop, now):
    spoil(database, shop, update(AccessToken).values(lost_reason="invalid_grant"))


def token_ended(database, shop, now):
    spoil(database, shop, update(AccessToken).values(refresh_expires_at=now - HOUR))


def refresh_failed(database, shop, now):
    spoil(database, shop, update(AccessToken).values(refreshed_at=now - 10 * DAY))


def scope_taken_back(database, shop, now):
    with database.shop(shop) as session:
        set_scopes(session, shop, ["read_orders"])


def request_undone(database, shop, now):
    keep(database, shop, topic="customers/redact", state="parked", received_at=now - 2 * DAY)


def job_failed(database, shop, now):
    with database.shop(shop) as session:
        enqueue(session, "create_codes", shop_id=shop)
        job(session, "update procrastinate_jobs set status = 'failed'")


def job_overdue(database, shop, now):
    with database.shop(shop) as session:
        enqueue(session, "create_codes", shop_id=shop)
        job(session, "update procrastinate_events set at = now() - interval '90 days'")


def job_of_the_dead(database, shop, now):
    with database.shop(shop) as session:
        enqueue(session, "create_codes", shop_id=shop)
        job(session, "update procrastinate_jobs set status = 'doing'")


def job(session, statement):
    session.execute(text(statement), execution_options={"scoped_by_hand": True})


def not_compared(database, shop, now):
    compared(database, shop, now - 6 * HOUR, now - 5 * HOUR)


def webhooks_silent(database, shop, now):
    compared(database, shop, now, now, missing=3)


def webhooks_lossy(database, shop, now):
    compared(database, shop, now, now, missing=1)
    keep(database, shop, received_at=now + timedelta(minutes=5), state="handled")


def subscription_dropped(database, shop, now):
    with database.shop(shop) as session:
        note_part(session, "subscription/ORDERS_CREATE", there=True, now=now - DAY)
        note_part(session, "subscription/ORDERS_CREATE", there=False, now=now)


def pixel_gone(database, shop, now):
    with database.shop(shop) as session:
        note_part(session, "pixel", there=True, now=now - DAY)
        note_part(session, "pixel", there=False, now=now)


def survey_stopped(database, shop, now):
    """Shown on every order, then on none of the next twenty."""
    with database.shop(shop) as session:
        session.execute(update(Order).values(channel="online", counts=True))
        order = session.scalar(select(Order).where(Order.id == 4))
        values = {column.name: getattr(order, column.name) for column in Order.__table__.columns}
        for number in range(40):
            at = now - DAY + timedelta(minutes=number)
            session.add(Order(**values | {"id": 500 + number, "ordered_at": at, "checkout_token": None}))
            if number < 20:
                session.add(
                    Impression(
                        key=f"k{number}", subject=f"order:{number}", page="thank_you", settings_version=0,
                        questions={}, named_at_once=True, language="en", shown_at=at, seen_at=at,
                    )
                )  # fmt: skip


@pytest.mark.parametrize(
    ("spoiled", "name", "state"),
    [
        pytest.param(spoiled, name, state, id=spoiled.__name__)
        for name, cases in {
            "books": {wrong_amount: "wrong", wrong_revenue: "wrong", model_that_says_more: "wrong"},
            "sums": {sum_that_grew: "wrong"},
            "credits": {two_wholes: "wrong", more_than_sold: "wrong"},
            "deliveries": {
                due_for_an_hour: "wrong",
                due_for_ten_minutes: "warning",
                held_by_the_dead: "warning",
                parked: "warning",
            },
            "access": {
                token_gone: "wrong",
                token_lost: "wrong",
                token_ended: "wrong",
                refresh_failed: "warning",
            },
            "scopes": {scope_taken_back: "wrong"},
            "compliance": {request_undone: "wrong"},
            "jobs": {job_failed: "warning", job_overdue: "wrong", job_of_the_dead: "wrong"},
            "compared": {not_compared: "warning"},
            "webhooks": {webhooks_silent: "wrong", webhooks_lossy: "warning", subscription_dropped: "wrong"},
            "pixel": {pixel_gone: "wrong"},
            "survey": {survey_stopped: "warning"},
        }.items()
        for spoiled, state in cases.items()
    ],
)
def test_what_is_broken_in_one_shop_is_found_there_alone(
    request, database, shops, finds, now, spoiled, name, state
):
    ana, ben = request.getfixturevalue("trading") if name in {"books", "credits", "sums", "survey"} else shops
    assert finds(ana, name).state in (State.WELL, State.UNKNOWN)
    spoiled(database, ana, now)
    found = finds(ana, name)
    assert found.state == state
    assert found.remedy
    assert finds(ben, name).state in (State.WELL, State.UNKNOWN)


def test_where_all_is_well_all_is_said_to_be_well(trading, finds):
    found = finds(trading[0])
    assert set(found) == set(INVARIANTS)
    assert {name for name, state in found.items() if state != "well"} == {
        "compared", "webhooks", "pixel", "survey"
    }  # fmt: skip
    assert set(found.values()) == {"well", "unknown"}


def test_a_new_shop_has_nothing_wrong_but_what_it_lacks(database, ana, ben, finds):
    found = finds(ana)
    assert {name for name, state in found.items() if state not in ("well", "unknown")} == {"access"}


def test_books_being_decided_again_are_no_alarm(database, trading, finds, now):
    ana, _ = trading
    wrong_amount(database, ana, now)
    with database.shop(ana) as session:
        recompute_later(session, "CLEO10")
    assert finds(ana, "books").state is State.UNKNOWN


def test_an_order_from_before_the_install_never_had_a_message(database, shops, finds, now):
    compared(database, shops[0], now - 30 * DAY, now, missing=60)
    assert finds(shops[0], "webhooks").state in (State.UNKNOWN, State.WELL)


def test_silence_lasts_until_a_message_comes(database, shops, finds, now):
    ana, _ = shops
    with database.shop(ana) as session:
        note_part(session, "webhooks", there=False, now=now, even_new=True)
    compared(database, ana, now, now)
    assert finds(ana, "webhooks").state is State.WRONG
    keep(database, ana, received_at=now + HOUR, state="handled")
    assert finds(ana, "webhooks", at=now + 2 * HOUR).state is State.WELL
    with database.shop(ana) as session:
        assert app_parts(session)["webhooks"].missing_since == now


def test_every_day_has_its_turn():
    first, today = date(2026, 1, 1), date(2026, 11, 22)
    start = datetime(2026, 11, 22, tzinfo=UTC)
    seen = set()
    for turn in range(120):
        begin, end = turn_of(first, today, start + turn * TURN)
        assert first <= begin <= end <= today
        seen |= {begin + timedelta(days=day) for day in range((end - begin).days + 1)}
    assert len(seen) == (today - first).days + 1


def test_a_shop_that_has_left_is_checked_for_what_it_is_still_owed(database, shops, now):
    ana, ben = shops
    request_undone(database, ana, now)
    with database.shop(ana) as session:
        uninstall_shop(session, at=now + HOUR)
    with database.everywhere() as session:
        assert shops_to_check(session, 0, 9) == [ana, ben]
    found = look_at_shop(database, ana, now)
    assert {name: finding.state.value for name, finding in found.items()} == {"compliance": "wrong"}
    keep(database, ben)
    spoil(database, ana, update(Delivery).values(state="handled"))
    with database.everywhere() as session:
        assert shops_to_check(session, 0, 9) == [ben]


def test_a_failing_delivery_that_rests_is_not_stuck(database, shops, finds):
    keep(database, shops[0], next_try_at=database_now(database) + HOUR, attempts=3)
    assert finds(shops[0], "deliveries").state is State.WELL


def test_what_is_being_written_does_not_look_half_done(database, settings, trading, finds, now):
    """One view of the database: an order that comes in while the checks run is seen whole or not at all."""
    ana, _ = trading
    body = bodies.order(77, at=now, currency="EUR", lines=[bodies.line(1, "10.00", currency="EUR")])
    hear(database, settings, ana, "orders/create", body, now)
    assert finds(ana, "books").state is State.WELL
    assert cast.ANA.currency == "EUR"


def test_trouble_of_a_shop_that_has_left_is_struck_off(database, shops, now):
    """Else the metrics would count it for ever."""
    ana, _ = shops
    row = {"invariant": "access", "state": "wrong", "sentence": "x", "details": {}, "remedy": None}
    with database.shop(ana) as session:
        put_findings(session, [row], now)
        uninstall_shop(session, at=now + HOUR)
    with database.everywhere() as session:
        assert ana in shops_to_check(session, 0, 9)
    check_shop(database, ana, now + 2 * HOUR)
    with database.everywhere() as session:
        assert ana not in shops_to_check(session, 0, 9)
        assert findings_by_state(session) == {}


def test_subscriptions_end_with_the_install_and_are_not_missed_after_the_next(database, shops, now):
    for shop in shops:
        with database.shop(shop) as session:
            note_part(session, "subscription/orders/create", there=True, now=now)
            note_part(session, "webhooks", there=False, now=now, even_new=True)
            note_part(session, "pixel", there=True, now=now)
    with database.shop(shops[0]) as session:
        uninstall_shop(session, at=now + HOUR)
    kept = []
    for shop in shops:
        with database.shop(shop) as session:
            kept.append(sorted(app_parts(session)))
    assert kept == [["pixel"], ["pixel", "subscription/orders/create", "webhooks"]]


def test_a_survey_taken_away_on_purpose_is_not_missed_at_the_next_check(database, trading, finds, now):
    for shop in trading:
        survey_stopped(database, shop, now)
        check_shop(database, shop, now)
    with database.shop(trading[0]) as session:
        taken_away(session, "survey_shown")
    for shop in trading:
        check_shop(database, shop, now + HOUR)
    assert [finds(shop, "survey").state for shop in trading] == [State.WELL, State.WARNING]
    told = []
    for shop in trading:
        with database.shop(shop) as session:
            told.append([alert.part for alert in alerts(session, now + 400 * DAY)])
    assert told == [[], ["survey_shown"]]
