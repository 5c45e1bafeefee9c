"""python -m tests.bench.survey_answers: how fast buyers' answers are stored.

shown_p50_ms shown_p95_ms      the survey is asked for: the options drawn, and the impression on disk
answer_p50_ms answer_p95_ms    an answer is sent: on disk when it is said to be (goal: under 100 at p95)

Both at 50 a second, at the address buyers' pages use.
gunicorn as the Procfile starts it, two processes. Of every two checkouts one has its order already, whose
books are then decided again within the request; the other's answer waits. By turns the answers are a channel,
a creator, and a typed name. Latencies count from the moment at which a request was due.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

import structlog
from sqlalchemy import select

from plugin.attribution.survey.settings import DEFAULT
from plugin.store.survey.answers import Answer
from plugin.store.survey.impressions import Impression
from plugin.store.survey.settings import add_settings
from tests.bench.load import Result, at_rate
from tests.bench.place import Place, place
from tests.bench.receivers import environment, wait_for
from tests.books import add_code, add_creator, hear
from tests.conftest import ROOT
from tests.devshop.stack import free_ports
from tests.order_bodies import code, order
from tests.storefront.survey.conftest import session_token

RATE = 50.0
GOAL_MS = 100.0
PROCESSES = {"WEB_CONCURRENCY": "2", "WEB_THREADS": "8"}
"""As gunicorn runs where nothing is set."""
CREATORS = 200
FIRST_ORDER = 10_001


@dataclass
class Requests:
    """Prepared requests, each sent once."""

    ready: list[bytes]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.ready)


def measure(here: Place, folder: Path, *, seconds: float, rounds: int) -> dict[str, float]:
    """Milliseconds at 50 a second, warm: medians of the rounds. Raises `RuntimeError` where a request fails
    or an answer is not in the database afterwards.
    """
    creators = [add_creator(here.database, here.ana, f"Creator Number{number}") for number in range(CREATORS)]
    for number, creator in enumerate(creators[:20]):
        add_code(here.database, here.ana, f"BENCH{number}", creator)
    with here.database.shop(here.ana) as session:
        add_settings(session, replace(DEFAULT, closer_fraction=0.0), here.now)
    count = int(RATE * seconds)
    found: dict[str, list[float]] = {name: [] for name in ("shown", "answer")}
    with _server(here, folder) as port:
        for number in range(rounds + 1):
            numbers = range(FIRST_ORDER + number * count, FIRST_ORDER + (number + 1) * count)
            for each in numbers[::2]:
                body = order(each, codes=[code(f"BENCH{each % 20}")], customer=each)
                hear(here.database, here.settings, here.ana, "orders/create", body)
            for name, ready in (("shown", _questions), ("answer", _answers)):
                requests = Requests(ready(here, numbers))
                result = at_rate(port, requests, lines=32, seconds=seconds, rate=RATE, seed=number)
                _check(name, result)
                if number:  # the first is to warm up
                    found[name].append(_milliseconds(result, 0.5))
                    found[name].append(_milliseconds(result, 0.95))
    with here.database.shop(here.ana) as session:
        stored = len(session.scalars(select(Answer.id)).all())
    if stored < count * rounds:
        raise RuntimeError(f"Only {stored} answers are in the database.")
    return {
        f"{name}_{what}_ms": round(statistics.median(values[place::2]), 2)
        for name, values in found.items()
        for place, what in enumerate(("p50", "p95"))
    }


def _questions(here: Place, numbers: range) -> list[bytes]:
    return [
        _request(
            "GET",
            "/post-purchase-survey?"
            + urlencode({"target": "thank-you", "order": each, "token": f"checkout-{each}", "first": "1"}),
            each,
        )
        for each in numbers
    ]


def _answers(here: Place, numbers: range) -> list[bytes]:
    with here.database.shop(here.ana) as session:
        shown = {
            row.order_claim: row
            for row in session.scalars(select(Impression).where(Impression.order_claim.in_(numbers)))
        }
    made = []
    for each in numbers:
        if each not in shown:
            raise RuntimeError(f"The buyer of order {each} was not asked.")
        names = [row["key"] for row in shown[each].questions["which_creator"]]
        chosen = (("friend", None), (names[0], None), ("someone_else", f"creator numbr{each % CREATORS}"))
        option, text = chosen[each % 3]
        body = {
            "impression": shown[each].key,
            "question": "first_heard",
            "option": option,
            "text": text,
            "milliseconds": 2500,
            "order": str(each),
            "token": f"checkout-{each}",
        }
        made.append(_request("POST", "/post-purchase-survey", each, json.dumps(body).encode()))
    return made


def _request(method: str, path: str, number: int, body: bytes = b"") -> bytes:
    """A request as the extension sends it, from an address of its own."""
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Authorization: Bearer {session_token(jti=f'{number}-{method}')}",
        f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextlib.contextmanager
def _server(here: Place, folder: Path) -> Iterator[int]:
    """gunicorn as the Procfile starts it; its port."""
    port = free_ports(0)
    log = folder / "survey.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [f"{sys.prefix}/bin/gunicorn", "--config", "python:plugin.server", "storefront.wsgi:app"],
            cwd=ROOT, env=environment(here, port) | PROCESSES, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    try:
        wait_for(port, process, log)
        yield port
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(15)


def _check(name: str, result: Result) -> None:
    if result.failed:
        raise RuntimeError(f"{name}: {result.unanswered} without an answer, statuses {result.statuses}.")


def _milliseconds(result: Result, share: float) -> float:
    times = sorted(result.latencies)
    return times[min(len(times) - 1, int(share * len(times)))] * 1000


def main() -> int:
    """Measure, print."""
    parser = argparse.ArgumentParser(prog="make bench-survey-answers")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=8.0, help="of each round")
    given = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="earmark-bench-") as name, place(Path(name)) as here:
        result = measure(here, Path(name), seconds=given.seconds, rounds=given.rounds)
    print(f"Load average at the end: {os.getloadavg()[0]:.1f} ({time.monotonic() - begun:.0f} s)")
    for name, value in result.items():
        told = f"   goal: under {GOAL_MS:g}  {'met' if value < GOAL_MS else 'NOT MET'}"
        goal = told if name == "answer_p95_ms" else ""
        print(f"  {name:<16}{value:>10,.2f}{goal}")
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
