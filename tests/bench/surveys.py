"""python -m tests.bench.surveys: how right the survey's numbers are, on shops whose truth is known.

coverage          of the shops, how many 90 % intervals hold the true influenced orders (0.82 to 0.98)
median_bias       median relative error of the point estimate (within 0.08)
rmse              root of the mean squared relative error
width             median width of the interval over the truth
share_of_orders   where there is no effect: the point estimate over all orders (at most 0.015)

Every parameter of the shops can be set: --response 0.3 --recall 0.5 ... holds for all scenarios but the one
whose trait it is (low_response stays low); that one has an option of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from tests.simulator.judging import Verdict, judge
from tests.simulator.parameters import add_arguments, given_parameters
from tests.simulator.scenarios import SCENARIOS, scenario

COLUMNS = (
    "scenario         shops  coverage  median bias    RMSE  median width"
    "  creators: coverage, error  revenue: coverage, bias"
)


def main() -> int:
    """Measure, print."""
    parser = argparse.ArgumentParser(
        prog="make bench-survey", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=20_261_122, help="of the shops (%(default)s)")
    parser.add_argument("--shops", type=int, default=120, help="shops per scenario (%(default)s)")
    parser.add_argument(
        "--scenarios",
        nargs="+",
        choices=sorted(SCENARIOS),
        default=list(SCENARIOS),
        help="which to run (all)",
    )
    parser.add_argument("--heavy-leak", type=float, help="leak of the scenario heavy_leak")
    parser.add_argument("--low-response", type=float, help="response of the scenario low_response")
    parser.add_argument("--small-orders", type=int, help="orders of the scenario small")
    add_arguments(parser)
    given = parser.parse_args()
    if given.shops < 1:
        parser.error("--shops: at least one shop is needed")
    changed = given_parameters(given)
    traits = {"heavy_leak": given.heavy_leak, "low_response": given.low_response, "small": given.small_orders}
    print(COLUMNS)
    started, verdicts = time.monotonic(), {}
    # Not forked: a process forked beside numpy's threads can stand still.
    workers = min(os.cpu_count() or 1, given.shops)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        for name in given.scenarios:
            shop = scenario(name, changed, traits.get(name))
            verdicts[name] = judge(shop, shops=given.shops, seed=given.seed, pool=pool)
            print(_line(name, verdicts[name]), flush=True)
    print(f"({time.monotonic() - started:.0f} s)")
    print(json.dumps({"scenarios": {name: _numbers(verdict) for name, verdict in verdicts.items()}}))
    return 0


def _line(name: str, found: Verdict) -> str:
    start = f"{name:<15}{found.shops:>7}{found.coverage:>10.1%}"
    if found.median_bias is None or found.rmse is None or found.width is None:
        return (
            f"{start}   point {found.share_of_orders:.2%} of orders (largest {found.most_of_orders:.2%}), "
            f"“no effect seen” in {found.no_effect_seen:.0%} of shops"
        )
    line = f"{start}{found.median_bias:>+13.1%}{found.rmse:>8.1%}{found.width:>14.0%}"
    if found.creator_coverage is not None and found.creator_error is not None:
        line += f"{found.creator_coverage:>20.1%},{found.creator_error:>6.0%}"
    return f"{line}{found.revenue_coverage:>18.1%},{found.revenue_bias or 0:>+6.1%}"


def _numbers(found: Verdict) -> dict[str, float | None]:
    numbers: dict[str, float | None] = {"shops": found.shops, "coverage": round(found.coverage, 4)}
    if found.median_bias is None:
        return numbers | {
            "share_of_orders": round(found.share_of_orders, 5),
            "most_of_orders": round(found.most_of_orders, 5),
            "no_effect_seen": round(found.no_effect_seen, 4),
        }
    return numbers | {
        name: _rounded(getattr(found, name))
        for name in (
            "median_bias",
            "rmse",
            "width",
            "creator_coverage",
            "creator_error",
            "revenue_coverage",
            "revenue_bias",
        )
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


if __name__ == "__main__":
    sys.exit(main())
