"""The past of the demo's shop: visits, what the pixel saw and what buyers answered, each told to the app's
own services with the moment it happened, because the front door has no way to say "five weeks ago".
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import create_engine, text

from plugin.attribution.survey.asking import NotAsked
from plugin.attribution.visit_reference import new_reference
from plugin.services.group_thread import group_thread
from plugin.services.record_visit import seen_visit
from plugin.services.survey.roster import Rosters
from plugin.services.survey.show_survey import Shown, show_survey
from plugin.services.survey.take_answer import take_answer
from plugin.services.visits.shopper_events import told_events
from plugin.settings import Settings
from plugin.store.database import Database
from plugin.store.embedded import driver_url
from plugin.store.inbox_writer import Arrival
from tests.devshop.stack import Stack
from tests.journeys.links import ShownLink

LOOKERS = 9
"""People who follow a link and buy nothing, for each who buys."""
BOTS = ("Googlebot/2.1 (+http://www.google.com/bot.html)", "facebookexternalhit/1.1", "python-requests/2.32")
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_{0} like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.{0} Mobile/15E{1:05d} Safari/604.1"
)
DESK = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/1{0}.0.{1}.0 Safari/537.36"
)
STEPS = (
    ("page_viewed", 1.0),
    ("product_viewed", 0.55),
    ("product_added_to_cart", 0.3),
    ("checkout_started", 0.4),
)
"""How many of those who came so far go on, of people who do not buy in the end."""
RESPONSE, RECALL = 0.45, 0.65
HEARD = ("ad", "friend", "search", "podcast", "press", "coupon_site", "forgot")


def backdate(stack: Stack, domain: str, *, weeks: int) -> None:
    """Let the creators and their links have been in the shop for so long."""
    engine = create_engine(driver_url(stack.env["DATABASE_URL"]))
    with engine.begin() as connection:
        for table in ("creators", "links"):
            connection.execute(
                text(
                    f"update {table} set created_at = created_at - make_interval(weeks => :weeks)"  # noqa: S608
                    " where shop_id = (select id from shops where domain = :domain)"
                ),
                {"weeks": weeks, "domain": domain},
            )
    engine.dispose()


@dataclass
class Past:
    """What telling the past needs."""

    settings: Settings
    domain: str
    dice: random.Random
    people: int = 0

    def agent(self) -> dict[str, str]:
        """The headers of somebody new: nobody is taken for somebody else's second visit."""
        self.people += 1
        agent = (PHONE if self.dice.random() < 0.8 else DESK).format(self.people % 9, self.people)
        return {"User-Agent": agent, "Referer": self.dice.choice(("https://www.instagram.com/", ""))}

    def visit(self, ref: str, at: datetime, headers: dict[str, str], kind: str) -> Arrival:
        """Our own address on the shop's domain was asked for."""
        seen = seen_visit(
            self.settings,
            domain=self.domain,
            ref=ref,
            method="GET",
            headers=headers,
            peer=f"192.0.2.{self.people % 250}",
            now=at,
            landing_kind=kind,
        )
        return seen.arrival

    def events(
        self, ref: str, at: datetime, headers: dict[str, str], kinds: list[str], **more: Any
    ) -> Arrival:
        """The pixel saw these steps, a minute apart."""
        rows = [
            {"id": f"demo-{ref}-{kind}", "kind": kind, "ref": ref, "consent": "granted"}
            | {"at": at + timedelta(minutes=number)}
            | (more if kind.startswith("checkout") else {})
            for number, kind in enumerate(kinds)
        ]
        return told_events(
            self.settings,
            domain=self.domain,
            events=rows,
            headers=headers,
            address=f"192.0.2.{self.people % 250}",
            now=at + timedelta(minutes=len(kinds)),
        )


def visits(
    stack: Stack,
    domain: str,
    links: list[ShownLink],
    bought: list[dict[str, Any]],
    *,
    since: datetime,
    until: datetime,
) -> None:
    """Tell the app of every visit: of those who bought, of those who looked, and of programs."""
    past = Past(Settings.from_env(stack.env), domain, random.Random(3))
    kinds = {"Winter Warmers": "picks", "Tea Time": "product"}
    by_key = {link.key: kinds.get(link.campaign, "welcome") for link in links}
    clicks = [row for row in bought if row["click"]]
    told = list(_buyers(past, clicks, by_key)) + list(_lookers(past, clicks, by_key, since, until))
    thread = group_thread(stack.env["DATABASE_URL"])
    with ThreadPoolExecutor(32) as pool:
        list(pool.map(thread.keep, told))


def _buyers(past: Past, clicks: list[dict[str, Any]], kinds: dict[str, str]) -> Iterator[Arrival]:
    for row in clicks:
        click, headers = row["click"], past.agent()
        came, bought = datetime.fromisoformat(click["at"]), datetime.fromisoformat(row["at"])
        yield past.visit(click["ref"], came, headers, kinds[click["key"]])
        yield past.events(
            click["ref"], came, headers, ["page_viewed", "product_viewed", "product_added_to_cart"]
        )
        paid = ["checkout_started", "checkout_completed"]
        yield past.events(
            click["ref"], bought, headers, paid, checkout=row["checkout_token"], order=row["order_id"]
        )


def _lookers(
    past: Past, clicks: list[dict[str, Any]], kinds: dict[str, str], since: datetime, until: datetime
) -> Iterator[Arrival]:
    for row in clicks:
        for _ in range(past.dice.randint(LOOKERS - 3, LOOKERS + 3)):
            key, headers = row["click"]["key"], past.agent()
            if past.dice.random() < 0.07:
                headers = {"User-Agent": past.dice.choice(BOTS)}
            near = datetime.fromisoformat(row["at"]) + timedelta(hours=past.dice.gauss(-12, 30))
            at = min(max(near, since), until - timedelta(minutes=10))
            ref = new_reference(key, at)
            yield past.visit(ref, at, headers, kinds[key])
            if "Mozilla" in headers["User-Agent"]:
                yield past.events(ref, at, headers, _steps(past.dice))


def _steps(dice: random.Random) -> list[str]:
    steps = []
    for kind, share in STEPS:
        if dice.random() >= share:
            break
        steps.append(kind)
    return [*steps, "newsletter"] if dice.random() < 0.03 else steps or ["page_viewed"]


def answers(stack: Stack, domain: str, links: list[ShownLink], bought: list[dict[str, Any]]) -> None:
    """Let some buyers answer the survey, a minute after they bought."""
    settings, dice, rosters = Settings.from_env(stack.env), random.Random(4), Rosters()
    creator_of = {link.key: link.creator for link in links}
    by_code = {link.code.upper(): link.creator for link in links if link.code}
    database = Database(create_engine(driver_url(stack.env["DATABASE_URL"])))
    with database.everywhere() as session:
        found = text("select id from shops where domain = :domain")
        shop_id = session.execute(found, {"domain": domain}).scalar_one()
    seen: set[int] = set()
    for row in sorted(bought, key=lambda row: row["at"]):
        is_first = row["customer_id"] not in seen
        seen |= {row["customer_id"]} - {None}
        if row["test"] or not row["checkout_token"]:
            continue
        at = datetime.fromisoformat(row["at"]) + timedelta(minutes=1)
        with database.shop(shop_id) as session:
            shown = show_survey(
                session,
                settings,
                rosters,
                page="thank_you",
                order_id=row["order_id"],
                checkout_token=row["checkout_token"],
                customer_id=None,
                first=is_first,
                language="en",
                now=at,
            )
            if isinstance(shown, NotAsked) or dice.random() >= RESPONSE:
                continue
            codes = [by_code.get(code.upper()) for code in row["codes"]]
            heard = next((name for name in codes if name), None)
            if row["click"] and heard is None:
                heard = creator_of[row["click"]["key"]]
            answer = _said(shown, heard, list(creator_of.values()), dice)
            payload = answer | {"impression": shown.impression.key, "question": "first_heard"}
            take_answer(session, settings, payload, at + timedelta(seconds=20), rosters=rosters)
    database.engine.dispose()


def _said(shown: Shown, heard: str | None, creators: list[str], dice: random.Random) -> dict[str, Any]:
    """What a buyer says who came by `heard` (None: by nobody; a creator moved three in ten of them)."""
    options = {row.creator_id: key for key, row in _by_key(shown).items()}
    names = {row.creator_id: row.name for row in shown.roster.creators}
    moved = heard or (dice.choice(creators) if dice.random() < 0.3 else None)
    milliseconds = int(dice.lognormvariate(8.3, 0.5))
    if moved is not None and dice.random() < RECALL:
        listed = next((options[key] for key in options if names.get(key) == moved), None)
        way: dict[str, Any] = (
            {"option": listed} if listed else {"option": "someone_else", "text": _typed(moved, dice)}
        )
        return way | {"path": ["creator"], "milliseconds": milliseconds}
    if dice.random() < 0.012:
        decoy = next((row.key for row in _every(shown) if row.kind == "decoy"), None)
        if decoy is not None:
            return {"option": decoy, "path": ["creator"], "milliseconds": milliseconds}
    return {"option": dice.choice(HEARD), "milliseconds": milliseconds}


def _by_key(shown: Shown) -> dict[str, Any]:
    return {row.key: row for row in _every(shown) if row.kind == "creator"}


def _every(shown: Shown) -> Iterator[Any]:
    for rows in shown.options.values():
        yield from rows


def _typed(name: str, dice: random.Random) -> str:
    """A name as a thumb types it."""
    ways: tuple[Callable[[str], str], ...] = (
        str.lower,
        lambda text: text.replace(" ", ""),
        lambda text: text.split()[0],
        lambda text: text[:-1],
        lambda text: f"that video by {text}",
    )
    return dice.choice(ways)(name)
