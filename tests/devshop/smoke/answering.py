"""Buyers answer the survey: at once, before their order is known, changed, repeated, from the order status
page; and somebody forges answers.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

import jwt
from sqlalchemy import text

from tests.devshop.stack import Stack
from tests.journeys.agreement import Difference, opened
from tests.journeys.shopper import Shopper

SHARE = 0.5
"""Of the buyers who are asked."""
ANSWERS = """
    select e.order_id, e.facts ->> 'answer' as answer, e.facts ->> 'channel' as channel, c.name as creator
    from evidence e
    join shops s on s.id = e.shop_id
    left join creators c on c.shop_id = e.shop_id and c.id = (e.facts ->> 'creator_id')::bigint
    where s.domain = :domain and e.kind = 'survey' and e.facts ->> 'question' = 'first_heard'
"""


@dataclass
class Answered:
    """What was said: order -> what must stand on it in the end, (answer, creator or channel); and how."""

    expected: dict[int, tuple[str, str]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def note(self, how: str) -> None:
        """Count it."""
        self.counts[how] = self.counts.get(how, 0) + 1


def answer_surveys(stack: Stack, bought: list[dict[str, Any]], *, seed: int) -> Answered:
    """Half of those who are asked answer, in every way there is."""
    dice, said = random.Random(seed), Answered()
    rows = [row for row in bought if row["checkout_token"] and not row["test"]]
    buyers: set[int] = set()
    for number, row in enumerate(rows):
        is_first = row["customer_id"] not in buyers
        buyers |= {row["customer_id"]} - {None}
        page = "order-status" if number % 9 == 0 else "thank-you"
        shopper = Shopper(stack.storefront_url(), stack.app_url, 1000 + number)
        token = session_token(shopper, row)
        asked = shopper.asked(
            token,
            target=page,
            order=row["order_id"],
            token=row["checkout_token"],
            first="1" if is_first else "0",
        )
        assert asked.status_code == 200, (asked.status_code, asked.text)
        question = asked.json()
        if not question["ask"]:
            said.note("not asked")
        elif dice.random() < SHARE:
            _answer(shopper, token, row, question, dice, said)
    _forge(stack, rows, said)
    return said


def session_token(shopper: Shopper, row: dict[str, Any]) -> str:
    """The token that the thank-you page's extension gets."""
    answer = shopper.shop.post(f"/checkouts/{row['checkout_token']}/session-token")
    token: str = answer.json()["token"]
    return token


def _answer(
    shopper: Shopper,
    token: str,
    row: dict[str, Any],
    question: dict[str, Any],
    dice: random.Random,
    said: Answered,
) -> None:
    first = question["questions"][0]
    names = [option for option in first["creators"]["roster"] or () if option]
    channels = [row["key"] for row in first["options"] if "opens" not in row and not row.get("text")]
    base = {"impression": question["impression"], "question": first["key"], "milliseconds": 2400}
    choices = [("changed", 0.1), ("repeated", 0.1), ("creator", 0.5), ("channel", 0.3)]
    how = dice.choices([name for name, _ in choices], [weight for _, weight in choices])[0]
    if how == "channel":
        option, expected = (channel := dice.choice(channels)), ("channel", channel)
    else:
        key, label, *_ = dice.choice(names)
        option, expected = key, ("creator", label)
    if how == "changed":
        _post(shopper, token, **base, option=dice.choice(channels))
    path = ["creator"] if expected[0] == "creator" else []
    for _ in range(2 if how == "repeated" else 1):
        _post(shopper, token, **base, option=option, path=path)
    said.expected[row["order_id"]] = expected
    said.note(how)


def _post(shopper: Shopper, token: str, **answer: Any) -> None:
    stored = shopper.answers(token, **answer)
    assert stored.status_code == 200, (stored.status_code, stored.text)


def _forge(stack: Stack, rows: list[dict[str, Any]], said: Answered) -> None:
    """A token of nobody's, and an answer to somebody else's order."""
    shopper = Shopper(stack.storefront_url(), stack.app_url, 9000)
    mine, others = rows[0], rows[-1]
    claims = jwt.decode(session_token(shopper, mine), options={"verify_signature": False})
    forged = jwt.encode(claims, "somebody-elses-secret-of-32-bytes!!", algorithm="HS256")
    assert shopper.asked(forged, order=mine["order_id"], token=mine["checkout_token"]).status_code == 401
    foreign = shopper.asked(session_token(shopper, mine), order=others["order_id"], token="0" * 32, first="1")
    assert foreign.status_code in (200, 403), foreign.text
    if foreign.status_code == 200 and foreign.json()["ask"]:
        question = foreign.json()
        shopper.answers(
            session_token(shopper, mine),
            impression=question["impression"],
            question="first_heard",
            option="friend",
        )
    said.note("forged")


def answers_differ(url: str, domain: str, said: Answered) -> list[Difference]:
    """Every order on which another answer stands than was given, or one that nobody gave."""
    with opened(url) as database, database.engine.connect() as connection:
        stored = {
            row.order_id: (row.answer, row.creator if row.answer == "creator" else row.channel)
            for row in connection.execute(text(ANSWERS), {"domain": domain})
        }
    return [
        Difference(str(order_id), "answer", stored.get(order_id), said.expected.get(order_id))
        for order_id in sorted(stored.keys() | said.expected.keys())
        if stored.get(order_id) != said.expected.get(order_id)
    ]
