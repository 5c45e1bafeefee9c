"""What a simulated shop is drawn from. Every field can be set from a command line (`add_arguments`)."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field, fields
from typing import Any


def _parameter(default: float, meaning: str) -> Any:
    return field(default=default, metadata={"meaning": meaning})


@dataclass(frozen=True, slots=True)
class ShopParameters:
    """Shares are fractions 0..1. Defaults are published values where there are any, else guesses that the
    stress runs vary (codes catch 20 to 40 % of podcast orders, about a quarter of purchases come by links,
    one question after the purchase is answered by 40 to 55 %).

    No two shops are alike in what nobody can look up (recall, kappa, false naming, who answers): each draws
    its own around the values given here. An interval that holds 90 % of such shops is worth something; one
    that was only tried on shops alike to the last digit would be too narrow for every other.
    """

    orders: int = _parameter(15_000, "orders that could be asked")
    influenced: float = _parameter(0.10, "share of orders to which a creator led the buyer")
    creators: int = _parameter(25, "creators")
    zipf: float = _parameter(1.05, "how unequal creators are: weight of the n-th is n to minus this")
    code: float = _parameter(0.25, "share of influenced orders that use the creator's code")
    link: float = _parameter(0.25, "share of influenced orders that come by the creator's link")
    together: float = _parameter(2.0, "odds ratio between using the code and coming by the link")
    crossed: float = _parameter(0.02, "share of influenced buyers' codes that are another creator's")
    leak: float = _parameter(0.008, "share of the other orders that use a leaked code")
    leaky_creators: int = _parameter(3, "creators whose codes have leaked")
    stray: float = _parameter(0.001, "share of the other orders that came by a creator's link all the same")
    response: float = _parameter(0.45, "share of orders whose buyer answers")
    response_influenced: float = _parameter(1.2, "odds ratio of answering, influenced to not")
    response_attributed: float = _parameter(1.5, "odds ratio of answering, with code or link to without")
    recall: float = _parameter(0.65, "share of influenced buyers with code or link who name their creator")
    kappa: float = _parameter(0.90, "the same for those without, relative to it")
    other: float = _parameter(0.05, "share of influenced buyers who name another creator")
    false_naming: float = _parameter(0.012, "share of the other buyers who name a creator all the same")
    listed: int = _parameter(8, "creators on the list a buyer sees")
    decoy_share: float = _parameter(0.5, "share of lists with an invented name among them")
    confused: float = _parameter(
        1.0, "how often one who confuses creators takes the decoy, relative to a name"
    )
    spread: float = _parameter(1.0, "how much shops differ among themselves in the next four; 0: not at all")
    recall_spread: float = _parameter(0.08, "standard deviation of recall from shop to shop")
    kappa_spread: float = _parameter(0.06, "standard deviation of kappa from shop to shop")
    false_naming_spread: float = _parameter(0.5, "that of the logarithm of false naming")
    response_spread: float = _parameter(0.12, "that of the logarithms of the two odds ratios of answering")
    value: float = _parameter(60.0, "mean order value, in whole units of the currency")
    value_spread: float = _parameter(0.7, "standard deviation of the logarithm of the order value")
    value_influenced: float = _parameter(0.9, "mean value of influenced orders, relative to the others")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """An option per field. One that is not given stays None: the scenario's own value holds."""
    for one in fields(ShopParameters):
        kind = int if isinstance(one.default, int) else float
        parser.add_argument(
            f"--{one.name.replace('_', '-')}",
            type=kind,
            metavar=kind.__name__,
            help=f"{one.metadata['meaning']} ({one.default} where the scenario does not say)",
        )


def given_parameters(given: argparse.Namespace) -> dict[str, float]:
    """What was set on the command line."""
    named = {one.name: getattr(given, one.name) for one in fields(ShopParameters)}
    return {name: value for name, value in named.items() if value is not None}
