"""The list of orders, and the story of one."""

import pytest

from plugin.errors import NotFoundError
from plugin.language import language_for
from plugin.services.reports.orders import OrderFilter, orders_table
from plugin.services.reports.story import order_story
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
        rows, total = orders_table(session, wanted)
    assert ([row.name for row in rows], total) == (names, len(names))


def test_filters_by_who_holds_a_part_now(database, settings, week):
    cancelled = bodies.order(1, at=moment(15), updated=moment(19), cancelled_at=moment(19).isoformat())
    hear(database, settings, week.shop, "orders/cancelled", cancelled)
    with database.shop(week.shop) as session:
        cleo, _ = orders_table(session, OrderFilter(creator_id=week.cleo, end=END))
        campaign, _ = orders_table(session, OrderFilter(campaign_id=week.campaign, end=END))
    assert [row.name for row in cleo] == ["#4", "#3"]
    assert [row.name for row in campaign] == ["#4", "#3"]


def test_a_row_says_what_the_list_shows(database, week):
    with database.shop(week.shop) as session:
        rows, total = orders_table(
            session, OrderFilter(), sort="revenue", descending=False, limit=2, offset=4
        )
        (shared,), _ = orders_table(session, OrderFilter(text="4"))
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
