"""python -m tests.bench.receiving: durable acknowledgements per second, ours beside Node's.

One processor core for the receiver; the other for the client and PostgreSQL, whose work per request is the
smaller the better a receiver batches. Every request carries an order of 11 KB with its HMAC and a fresh
webhook id; PostgreSQL has fsync and synchronous_commit on. The peers insert per request into the same table.
All run in turn, several rounds, the order changing; medians count. A table for people, then one JSON line:

asgi_rps flask_rps express_rps fastify_rps            medians of the rounds
asgi_vs_express asgi_vs_fastify flask_vs_express      their ratios, which hold on a noisy machine
p99_ms_at_741 max_ms_at_741                           the ASGI door at all of Shopify's order peak of 2025
acknowledged kept                                     by both doors: answers 200, and rows in the inbox after
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from sqlalchemy import text

from tests.bench.load import Messages, Result, at_rate, saturate
from tests.bench.ordering import bodies
from tests.bench.place import Place, place
from tests.bench.receivers import NAMES, OURS, Receiver, fetch_peers, receiver
from tests.webhooks.conftest import signed_headers

BODY_BYTES = 11_200
BODIES = 200
LINES = 32
RATE = 741.0
GOALS = {
    "asgi_vs_express": (1.5, "at least"),
    "asgi_vs_fastify": (1.2, "at least"),
    "flask_vs_express": (0.7, "at least"),
    "p99_ms_at_741": (25.0, "under"),
    "max_ms_at_741": (250.0, "under"),
}


def orders() -> list[bytes]:
    """Order bodies of the stand-in, with lines added until they have the size of a real shop's."""
    rng = random.Random(7)
    found = []
    for body in bodies(BODIES):
        order = json.loads(body)
        lines = list(order["line_items"])
        while len(json.dumps(order)) < BODY_BYTES:
            line = rng.choice(lines)
            order["line_items"].append({**line, "id": rng.getrandbits(43), "sku": f"{rng.getrandbits(48):x}"})
        found.append(json.dumps(order).encode())
    return found


def requests(found: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Each body's request up to the webhook id, and from there."""
    heads, tails = [], []
    for body in found:
        headers = {
            "Host": "127.0.0.1",
            **signed_headers(body),
            "Content-Length": str(len(body)),
            "User-Agent": "Shopify-Captain-Hook",
            "Accept": "*/*",
        }
        del headers["X-Shopify-Webhook-Id"]
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        heads.append(f"POST /webhooks HTTP/1.1\r\n{lines}X-Shopify-Webhook-Id: ".encode())
        tails.append(b"\r\n\r\n" + body)
    return heads, tails


class Bench:
    """The running receivers, and what was measured."""

    def __init__(self, here: Place, running: dict[str, Receiver]) -> None:
        self.here = here
        self.running = running
        self.heads, self.tails = requests(orders())
        self.rates: dict[str, list[float]] = {name: [] for name in running}
        self.load: dict[str, list[float]] = {name: [] for name in running}
        self.acknowledged = dict.fromkeys(running, 0)
        self.kept = dict.fromkeys(running, 0)
        self.failed = dict.fromkeys(running, 0)
        self.runs = 0

    def _messages(self) -> Messages:
        self.runs += 1
        return Messages(self.heads, self.tails, f"bench-{self.runs}")

    def _counted(self, name: str, result: Result) -> Result:
        """Count the inbox against the answers, then empty it, so that everybody begins alike."""
        with self.here.database.engine.begin() as connection:
            self.kept[name] += connection.execute(text("select count(*) from deliveries")).scalar_one()
            connection.execute(text("truncate deliveries"))
        with self.here.database.engine.connect().execution_options(
            isolation_level="AUTOCOMMIT"
        ) as connection:
            connection.execute(text("checkpoint"))
        self.acknowledged[name] += result.acknowledged
        self.failed[name] += result.failed
        return result

    def round(self, number: int, seconds: float) -> None:
        """Everybody once, another first each time; the first round is preceded by a warm-up."""
        names = list(self.running)
        for name in names[number % len(names) :] + names[: number % len(names)]:
            server = self.running[name]
            self._counted(name, saturate(server.port, self._messages(), lines=LINES, seconds=0.5))
            before = server.cpu_seconds()
            result = saturate(server.port, self._messages(), lines=LINES, seconds=seconds)
            self.load[name].append((server.cpu_seconds() - before) / result.seconds)
            self._counted(name, result)
            self.rates[name].append(result.acknowledged / result.seconds)

    def latency(self, name: str, seconds: float) -> Result:
        """At Shopify's peak rate."""
        port = self.running[name].port
        return self._counted(name, at_rate(port, self._messages(), lines=64, seconds=seconds, rate=RATE))


def split_cores() -> int | None:
    """Keep this process and what it starts on one core and return another for the receivers; None where there
    is only one.
    """
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        print("One core only: client, PostgreSQL and receiver share it.", file=sys.stderr)
        return None
    os.sched_setaffinity(0, {cores[1]})
    return cores[0]


def milliseconds(result: Result, share: float) -> float:
    """The latency that `share` of the requests did not exceed."""
    times = sorted(result.latencies)
    return round(times[min(len(times) - 1, int(share * len(times)))] * 1000, 1)


def main() -> int:
    """Measure, print; 1 where a request failed or an acknowledged one is not in the inbox."""
    parser = argparse.ArgumentParser(prog="make bench-receiver")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=3.0, help="of each measurement")
    parser.add_argument("--latency-seconds", type=float, default=15.0)
    given = parser.parse_args()
    fetch_peers()
    core = split_cores()
    with tempfile.TemporaryDirectory(prefix="earmark-bench-") as name, ExitStack() as stack:
        folder = Path(name)
        here = stack.enter_context(place(folder))
        running = {name: stack.enter_context(receiver(name, here, folder, core)) for name in NAMES}
        bench = Bench(here, running)
        settings = settings_of(here)
        for number in range(given.rounds):
            bench.round(number, given.seconds)
        at_peak = {name: bench.latency(name, given.latency_seconds) for name in NAMES}
    return report(bench, at_peak, settings)


def settings_of(here: Place) -> str:
    """What makes PostgreSQL's commit durable here, as it says itself."""
    with here.database.engine.connect() as connection:
        found = {
            name: connection.execute(text(f"show {name}")).scalar_one()
            for name in ("server_version", "fsync", "synchronous_commit", "full_page_writes")
        }
    if (found["fsync"], found["synchronous_commit"]) != ("on", "on"):
        raise RuntimeError(f"PostgreSQL is not durable here: {found}. The numbers would mean nothing.")
    return ", ".join(f"{name} {value}" for name, value in found.items())


def report(bench: Bench, at_peak: dict[str, Result], settings: str) -> int:
    """Print the table, the goals and the JSON line."""
    rps = {name: statistics.median(rates) for name, rates in bench.rates.items()}
    print(f"PostgreSQL: {settings}. Load average at the end: {os.getloadavg()[0]:.1f}")
    print(f"{'':<9}{'per second (each round)':<42}{'median':>8}{'cpu':>6}", end="")
    print(f"   at {RATE:.0f}/s: p50    p99    max ms  failed")
    for name in bench.running:
        rates = " ".join(f"{rate:,.0f}" for rate in bench.rates[name])
        peak = at_peak[name]
        times = "".join(f"{milliseconds(peak, share):>7.1f}" for share in (0.5, 0.99, 1.0))
        print(
            f"{name:<9}{rates:<42}{rps[name]:>8,.0f}{statistics.median(bench.load[name]):>6.2f}{'':>9}{times}"
            f"{bench.failed[name]:>9}"
        )
    result = {
        **{f"{name}_rps": round(rps[name]) for name in NAMES},
        "asgi_vs_express": round(rps["asgi"] / rps["express"], 2),
        "asgi_vs_fastify": round(rps["asgi"] / rps["fastify"], 2),
        "flask_vs_express": round(rps["flask"] / rps["express"], 2),
        "p99_ms_at_741": milliseconds(at_peak["asgi"], 0.99),
        "max_ms_at_741": milliseconds(at_peak["asgi"], 1.0),
        "acknowledged": sum(bench.acknowledged[name] for name in OURS),
        "kept": sum(bench.kept[name] for name in OURS),
    }
    for name, (goal, how) in GOALS.items():
        met = result[name] >= goal if how == "at least" else result[name] < goal
        print(f"  {name:<18}{result[name]:>8}  goal: {how} {goal:g}  {'met' if met else 'NOT MET'}")
    sound = result["acknowledged"] == result["kept"] and not any(bench.failed.values())
    print(f"  {'inbox':<18}{'counts' if sound else 'DOES NOT COUNT'}: {result['kept']} rows kept of "
          f"{result['acknowledged']} acknowledged")  # fmt: skip
    print(json.dumps(result))
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
