"""The checker sees what it is there to see: every kind of loss and doubling, on doctored data."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from plugin.store.entries import Entry
from tests import cast
from tests.books import add_code, add_creator, hear
from tests.faults.checking import Findings, Kept, check_books_of, check_inbox, check_orders, gone
from tests.faults.history import CODES, Disorder, played
from tests.journeys.agreement import app_orders

ANA, BEN = cast.ANA.domain, cast.BEN.domain
SENT = {"one": ANA, "two": ANA, "three": BEN, "cut": BEN}
WELL = [
    Kept(ANA, "one", "handled"),
    Kept(ANA, "two", "ignored"),
    Kept(BEN, "three", "handled"),
    Kept(BEN, "cut", "parked"),
]


def counts(found: Findings) -> tuple[int, int, int]:
    return len(found.lost), len(found.doubled), len(found.wrong)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(WELL, (0, 0, 0), id="all is well"),
        pytest.param(WELL[1:], (1, 0, 0), id="one is gone"),
        pytest.param([], (4, 0, 0), id="all are gone"),
        pytest.param([*WELL, WELL[0]], (0, 1, 0), id="one is there twice"),
        pytest.param([Kept(ANA, "one", "waiting"), *WELL[1:]], (1, 0, 0), id="one waits for ever"),
        pytest.param([Kept(ANA, "one", "parked"), *WELL[1:]], (0, 0, 1), id="one is parked for nothing"),
        pytest.param([*WELL[:3], Kept(BEN, "cut", "handled")], (0, 0, 1), id="nonsense is handled"),
        pytest.param([Kept(BEN, "one", "handled"), *WELL[1:]], (0, 0, 1), id="one is with the other shop"),
        pytest.param([*WELL, Kept(ANA, "four", "handled")], (0, 0, 1), id="one that nobody sent"),
    ],
)
def test_the_inbox_is_counted_by_id(rows: list[Kept], expected: tuple[int, int, int]) -> None:
    found = check_inbox(SENT.keys(), SENT, {"cut"}, rows)
    assert counts(found) == expected, found
    assert found.none == (expected == (0, 0, 0))


def test_what_was_never_acknowledged_may_be_missing() -> None:
    assert check_inbox({"one"}, SENT, {"cut"}, WELL[:1]).none
    assert gone({"one", "two"}, {"two"}) == ["one"]


def _row(number: int, **changes: Any) -> dict[str, Any]:
    code = {"code": "CLEO", "by_app": True, "credit_minor": 900}
    row = {
        "order_id": number, "name": f"#{number}", "net_minor": 900, "counted": True,
        "codes": [code], "link": None, "link_credit_minor": 0,
    }  # fmt: skip
    return {**row, **changes}


TRUTH = {"rows": [_row(1), _row(2)]}
APP = {
    number: {"name": f"#{number}", "net_minor": 900, "counted": True, "codes": {"CLEO": 900}, "links": {}}
    for number in (1, 2)
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({}, (0, 0, 0), id="all is well"),
        pytest.param({2: None}, (1, 0, 0), id="an order is missing"),
        pytest.param({2: {"codes": {"CLEO": 1800}}}, (0, 1, 0), id="credit is doubled"),
        pytest.param({2: {"codes": {"CLEO": 900, "DEV": 900}}}, (0, 1, 0), id="another is credited, too"),
        pytest.param({2: {"codes": {}}}, (0, 0, 1), id="credit is missing"),
        pytest.param({2: {"net_minor": 1000}}, (0, 0, 1), id="a refund is missing"),
        pytest.param({2: {"counted": False}}, (0, 0, 1), id="an order does not count, though it should"),
        pytest.param({3: {**APP[1], "name": "#3"}}, (0, 0, 1), id="an order that nobody placed"),
    ],
)
def test_orders_are_compared_with_the_stand_ins(changes: dict, expected: tuple[int, int, int]) -> None:
    app = deepcopy(APP)
    for number, change in changes.items():
        if change is None:
            del app[number]
        else:
            app[number] = {**app.get(number, {}), **change}
    assert counts(check_orders(app, deepcopy(TRUTH))) == expected


def test_a_story_handled_in_order_is_right_and_a_doubled_credit_is_seen(
    database, settings, ana: int, ben: int
) -> None:
    history = played(40, rate=1000, seed=4)
    shops = {ANA: ana, BEN: ben}
    for shop in shops.values():
        for code in CODES:
            add_code(database, shop, code, add_creator(database, shop, f"Creator of {code}"))
    for message in history.messages:
        if message.webhook_id not in history.unreadable and message.topic != "orders/edited":
            hear(database, settings, shops[message.domain], message.topic, message.body)
    url = database.url()

    def look(domain: str) -> Findings:
        return check_orders(app_orders(url, domain), history.truth(domain)) + check_books_of(url, domain)

    for domain in shops:
        assert look(domain).none, look(domain)
    with database.shop(ana) as session:
        entry = (
            session.query(Entry).order_by(Entry.order_id, Entry.number).filter(Entry.amount_minor > 0).first()
        )
        order_id, number = entry.order_id, entry.number
        this = update(Entry).where(Entry.order_id == order_id, Entry.number == number)
        session.execute(this.values(amount_minor=Entry.amount_minor * 2))
    found, other = look(ANA), look(BEN)
    with database.shop(ana) as session:
        session.execute(this.values(amount_minor=Entry.amount_minor / 2))
    assert found.doubled
    # The ledger is no longer what deciding everything again gives, and the sums by day are not the ledger's.
    assert any("deciding" in row for row in found.wrong)
    assert any("sums" in row for row in found.wrong)
    assert other.none, other
    assert look(ANA).none


def test_disorder_leaves_every_delivery_that_is_not_lost() -> None:
    plain = played(200, rate=100, seed=2)
    mixed = played(
        200, rate=100, seed=2, disorder=Disorder(duplicate=0.3, reorder=0.3, delay=0.2, loss=0.1, skew=0.5)
    )
    befell = mixed.befell
    assert {"duplicate", "reorder", "delay", "loss", "skew"} == befell.keys()
    first, seen = [row.body for row in plain.messages], [row.body for row in mixed.messages]
    assert len(seen) == len(first) - befell["loss"] + befell["duplicate"]
    assert [row.due for row in plain.messages] == sorted(row.due for row in plain.messages)
    assert [row.due for row in mixed.messages] != sorted(row.due for row in mixed.messages)
    assert max(row.due for row in mixed.messages) > max(row.due for row in plain.messages)
    wrong = [
        abs(a.triggered_at - b.triggered_at)
        for a, b in zip(
            plain.messages, played(200, rate=100, seed=2, disorder=Disorder(skew=1)).messages, strict=True
        )
    ]
    assert timedelta(minutes=5) < max(wrong) < timedelta(minutes=16)
