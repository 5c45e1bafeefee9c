"""The list of orders, and the story of one."""

import pytest

from plugin.errors import NotFoundError
from plugin.language import language_for
from plugin.services.reports.orders import OrderFilter, orders_by_time, orders_table
from plugin.services.reports.story import order_story
from plugin.store.reports.orders import count_orders, orders_listed
from tests import order_bodies as bodies
from tests.books import hear
from tests.plugin.services.reports.conftest import END, ROME, START, moment


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        pytest.param(OrderFilter(), ["#6", "#5", "#4", "#3", "#2", "#1"], id="all-newest-first"),
        pytest.param(OrderFilter(start=START, end=END), ["#5", "#4", "#3", "#2", "#1"], id="span"),
        pytest.param(OrderFilter(outcome="credited"), ["#6", "#4", "#3", "#1"], id="credited"),
        pytest.param(OrderFilter(outcome="unknown_code"), ["#5"], id="unknown-code"),
        pytest.param(OrderFilter(outcome="no_code"), ["#2"], id="no-code"),
        pytest.param(OrderFilter(channel="pos"), ["#3"], id="channel"),
        pytest.param(OrderFilter(text="4"), ["#4"], id="name-without-hash"),
        pytest.param(OrderFilter(text="#4"), ["#4"], id="name"),
        pytest.param(OrderFilter(text=" nobodys"), ["#5"], id="code-in-any-case"),
        pytest.param(OrderFilter(text="nothing"), [], id="nothing"),
    ],
)
def test_filters(database, week, wanted, names):
    with database.shop(week.shop) as session:
        found = orders_table(session, wanted)
        by_time = list(orders_by_time(session, wanted))
    assert ([row.name for row in found.rows], found.total, found.whole) == (names, len(names), True)
    assert by_time == found.rows


@pytest.mark.parametrize(
    ("wanted", "fit"),
    [
        pytest.param(OrderFilter(), 2, id="all"),
        pytest.param(OrderFilter(outcome="credited"), 2, id="by-outcome"),
        pytest.param(OrderFilter(text="cleo10"), 2, id="by-code"),
        pytest.param(OrderFilter(text="cleo10", outcome="no_code"), 0, id="by-code-and-what-it-cannot-be"),
    ],
)
def test_a_long_list_is_looked_through_so_far_and_says_so(database, week, wanted, fit):
    with database.shop(week.shop) as session:
        everything = orders_table(session, wanted).rows
        assert count_orders(session, wanted, most=2) == (fit, False)
        newest = orders_listed(session, wanted, sort="discount", descending=False, limit=9, most=2)
        oldest = orders_listed(session, wanted, descending=False, limit=9, most=2)
    names = [row.name for row in everything]
    assert {row.name for row in newest} == set(names[:2])
    assert [row.name for row in oldest] == names[::-1][:2]


@pytest.mark.parametrize("newest", [True, False])
def test_a_file_is_read_some_at_a_time(database, week, monkeypatch, newest):
    monkeypatch.setattr("plugin.store.reports.orders.AT_A_TIME", 2)
    with database.shop(week.shop) as session:
        whole = [row.name for row in orders_table(session, OrderFilter()).rows]
        read = [row.name for row in orders_by_time(session, OrderFilter(), newest=newest)]
        credited = [row.name for row in orders_by_time(session, OrderFilter(outcome="credited"))]
    assert read == (whole if newest else whole[::-1])
    assert credited == [name for name in whole if name in credited]
    assert len(credited) > 2


def test_filters_by_who_holds_a_part_now(database, settings, week):
    cancelled = bodies.order(1, at=moment(15), updated=moment(19), cancelled_at=moment(19).isoformat())
    hear(database, settings, week.shop, "orders/cancelled", cancelled)
    with database.shop(week.shop) as session:
        cleo = orders_table(session, OrderFilter(creator_id=week.cleo, end=END))
        both = orders_table(session, OrderFilter(creator_id=week.cleo, text="dev10"))
    assert [row.name for row in cleo.rows] == ["#4", "#3"]
    assert [row.name for row in both.rows] == ["#4"]


def test_a_row_says_what_the_list_shows(database, week):
    with database.shop(week.shop) as session:
        rows, total, _ = orders_table(
            session, OrderFilter(), sort="revenue", descending=False, limit=2, offset=4
        )
        (shared,), _, _ = orders_table(session, OrderFilter(text="4"))
    assert (total, [row.name for row in rows]) == (6, ["#2", "#6"])
    assert (shared.codes, shared.net_minor, shared.first_order) == (("CLEO10", "DEV10"), 3000, True)
    assert [(part.name, part.amount_minor, part.share) for part in shared.parts] == [
        ("Cleo Cloud", 1500, 0.5),
        ("Dev Dune", 1500, 0.5),
    ]


def test_the_story_explains_itself_in_the_readers_language(database, settings, week):
    later = moment(18)
    refund = bodies.refund(901, 4, adjustments=[bodies.adjustment("refund_discrepancy", "-10.00")], at=later)
    hear(database, settings, week.shop, "refunds/create", refund, later)
    with database.shop(week.shop) as session:
        story = order_story(session, 4, ROME)
    english = language_for("en", timezone="Europe/Rome")
    assert [english.text(reason) for reason in story.decisions[-1].reasons] == [
        "Code CLEO10 is Cleo Cloud's.",
        "2 creators' codes share the order by the discount each gave; code CLEO10 gets 50%.",
        "Code DEV10 is Dev Dune's.",
        "2 creators' codes share the order by the discount each gave; code DEV10 gets 50%.",
    ]
    assert [(row.kind, row.creator, row.amount_minor, row.cause) for row in story.entries] == [
        ("credit", "Cleo Cloud", 1500, "order"),
        ("credit", "Dev Dune", 1500, "order"),
        ("reduction", "Cleo Cloud", -500, "refund"),
        ("reduction", "Dev Dune", -500, "refund"),
    ]
    assert [moment.what for moment in story.timeline] == [
        "placed", "decided", "posted", "posted", "refunded", "decided", "posted", "posted",
    ]  # fmt: skip
    assert [row.rejected for row in story.evidence] == [None, None]


def test_the_story_says_why_evidence_was_rejected(database, week):
    with database.shop(week.shop) as session:
        story = order_story(session, 5, ROME)
    (evidence,) = story.evidence
    assert evidence.code == "NOBODYS"
    assert str(evidence.rejected).startswith("Code NOBODYS is not known to Earmark.")


def test_another_shops_order_is_not_found(database, settings, week, ben):
    hear(database, settings, ben, "orders/create", bodies.order(777))
    with database.shop(week.shop) as session, pytest.raises(NotFoundError):
        order_story(session, 777, ROME)
