"""Landing pages and the pixel's collector under load, beside a static file of the same gunicorn."""

from __future__ import annotations

import contextlib
import os
import signal
import statistics
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import text

from plugin.language import language_for
from plugin.services.landing.render import Pick, Picks, picks_liquid
from tests.bench.load import Result, at_rate, saturate
from tests.bench.place import Place
from tests.bench.receivers import environment, wait_for
from tests.bench.storefront.requests import Requests, files, landings, messages
from tests.conftest import ROOT
from tests.devshop.stack import free_ports
from tests.storefront.landing import make_landing

RATE = 200.0
CREATORS = 20
PRODUCTS = [
    {"gid": f"gid://shopify/Product/{number}", "handle": f"product-{number}", "title": f"Product {number}"}
    for number in range(12)
]
INTRODUCTION = "What stands on my table, and why I would buy all of it again.\n\n" * 4
NAMES = ("landing", "static", "collector")
LINES = 16
PREPARED = 4_000
SERVED = "tests.bench.storefront.app:app"


def measure(here: Place, folder: Path, *, rounds: int = 3, seconds: float = 4.0) -> dict[str, float]:
    """Requests per second at most, and milliseconds at 200 a second, warm: medians of the rounds.

    landing is by turns the short link's address and the page of picks; every request carries a visit that is
    durable before the answer. Raises `RuntimeError` where a request fails.
    """
    keys, slugs = zip(*(_landing(here, number) for number in range(CREATORS)), strict=True)
    page = folder / "page.html"
    page.write_text(_page(), encoding="utf-8")
    rates: dict[str, list[float]] = {name: [] for name in NAMES}
    p50: dict[str, list[float]] = {name: [] for name in NAMES}
    p99: dict[str, list[float]] = {name: [] for name in NAMES}
    with _server(here, folder, page) as port:
        for number in range(rounds):
            # Another first each time, and fresh signatures: they hold for ninety seconds.
            for name in NAMES[number % 3 :] + NAMES[: number % 3]:
                ready = _requests(here, name, list(keys), list(slugs))
                _sound(name, saturate(port, ready, lines=LINES, seconds=1.0))
                most = _sound(name, saturate(port, ready, lines=LINES, seconds=seconds / 2))
                rates[name].append(most.acknowledged / most.seconds)
                ready = _requests(here, name, list(keys), list(slugs))
                calm = _sound(name, at_rate(port, ready, lines=32, seconds=seconds, rate=RATE, seed=number))
                p50[name].append(_milliseconds(calm, 0.5))
                p99[name].append(_milliseconds(calm, 0.99))
                _empty(here)
    return {
        f"{name}_{what}": round(statistics.median(values[name]), digits)
        for name in NAMES
        for what, values, digits in (("rps", rates, 0), ("p50_ms", p50, 2), ("p99_ms", p99, 2))
    }


def _landing(here: Place, number: int) -> tuple[str, str]:
    """A creator's live page of picks in Ana's shop: (link key, slug)."""
    key, slug = f"bench{number:05d}", f"bench-{number}"
    make_landing(
        here.database, here.ana, key=key, slug=slug, code=f"BENCH{number}", creator=f"Creator {number}",
        kind="picks", introduction=INTRODUCTION, products=PRODUCTS,
    )  # fmt: skip
    return key, slug


def _page() -> str:
    language = language_for("en")
    products = tuple(Pick(row["handle"], row["title"]) for row in PRODUCTS)
    return picks_liquid(
        Picks(
            language, "en", "/apps/earmark/p/x", "Creator", "", INTRODUCTION, None, "10% off", "X", products
        )
    )


def _requests(here: Place, name: str, keys: list[str], slugs: list[str]) -> Requests:
    if name == "landing":
        return landings(keys, slugs, PREPARED)
    return messages(here.settings, keys, PREPARED) if name == "collector" else files()


@contextlib.contextmanager
def _server(here: Place, folder: Path, page: Path) -> Iterator[int]:
    """gunicorn as the Procfile starts it, one process on one core; its port."""
    port = free_ports(0)
    log = folder / "storefront.log"
    cores = sorted(os.sched_getaffinity(0))
    with log.open("ab") as output:
        process = subprocess.Popen(
            [f"{sys.prefix}/bin/gunicorn", "--config", "python:plugin.server", SERVED],
            cwd=ROOT,
            env=environment(here, port) | {"EARMARK_BENCH_FILE": str(page), "WEB_THREADS": "8"},
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    if len(cores) > 1:  # at once, before it has children: they inherit it
        os.sched_setaffinity(process.pid, {cores[0]})
        os.sched_setaffinity(0, set(cores[1:]))
    try:
        wait_for(port, process, log)
        yield port
    finally:
        os.sched_setaffinity(0, set(cores))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _sound(name: str, result: Result) -> Result:
    good = result.statuses.get(200, 0) + result.statuses.get(204, 0)
    if result.unanswered or good != sum(result.statuses.values()):
        raise RuntimeError(f"{name}: {result.unanswered} without an answer, statuses {result.statuses}.")
    result.statuses = {200: good}
    return result


def _milliseconds(result: Result, share: float) -> float:
    times = sorted(result.latencies)
    return times[min(len(times) - 1, int(share * len(times)))] * 1000


def _empty(here: Place) -> None:
    with here.database.engine.begin() as connection:
        connection.execute(text("truncate deliveries, kept_webhooks"))
