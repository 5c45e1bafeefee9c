"""One shop, order by order: who was led by whom, what was seen of it, and what the buyer answered."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tests.simulator.answers import NOBODY, Lists, answer, lists_shown
from tests.simulator.parameters import ShopParameters

NONE = -1


@dataclass(frozen=True, slots=True)
class SimulatedShop:
    """Arrays over the orders; creators are numbered from 0, NONE (-1) is no creator.

    `led_by` is the truth. `code_of` and `link_of` are whose code was used and whose link was followed.
    `named` is the creator named in the answer: NOBODY where the answer named none, DECOY for the invented
    name; it means nothing where `answered` is false. `values` are minor units. `lists` are the lists of those
    who answered, in the order of the orders.
    """

    creators: int
    led_by: NDArray[np.int64]
    code_of: NDArray[np.int64]
    link_of: NDArray[np.int64]
    answered: NDArray[np.bool_]
    named: NDArray[np.int64]
    values: NDArray[np.int64]
    lists: Lists

    @property
    def influenced(self) -> int:
        """The truth: orders to which a creator led the buyer."""
        return int((self.led_by != NONE).sum())

    @property
    def influenced_value(self) -> int:
        """The truth in minor units."""
        return int(self.values[self.led_by != NONE].sum())

    def influenced_by_creator(self) -> NDArray[np.int64]:
        """The truth, creator by creator."""
        return np.bincount(self.led_by[self.led_by != NONE], minlength=self.creators)


def simulate(given: ShopParameters, rng: np.random.Generator) -> SimulatedShop:
    """Draw one shop."""
    given = own_values(given, rng)
    count, creators = given.orders, given.creators
    weights = (np.arange(creators) + 1.0) ** -given.zipf
    weights /= weights.sum()
    led = rng.random(count) < given.influenced
    led_by = np.where(led, rng.choice(creators, count, p=weights), NONE)
    code_of, link_of = _traces(given, led_by, rng)
    attributed = (code_of != NONE) | (link_of != NONE)
    odds = given.response_influenced**led * given.response_attributed**attributed
    answered = rng.random(count) < _response(odds, given.response)
    lists = lists_shown(given, weights, int(answered.sum()), rng)
    named = np.full(count, NOBODY)
    named[answered] = answer(
        given,
        led_by[answered],
        np.where(attributed, given.recall, given.recall * given.kappa)[answered],
        lists,
        rng,
    )
    spread = given.value_spread
    values = given.value * np.exp(rng.normal(-spread * spread / 2, spread, count)) * 100
    values = np.where(led, values * given.value_influenced, values).astype(np.int64)
    return SimulatedShop(creators, led_by, code_of, link_of, answered, named, values, lists)


def own_values(given: ShopParameters, rng: np.random.Generator) -> ShopParameters:
    """The parameters of one shop: what differs from shop to shop is drawn around `given`."""
    own = given.spread * rng.normal(size=5)
    return replace(
        given,
        recall=float(np.clip(given.recall + own[0] * given.recall_spread, 0.05, 0.95)),
        kappa=float(np.clip(given.kappa + own[1] * given.kappa_spread, 0.3, 1.05)),
        false_naming=given.false_naming * float(np.exp(own[2] * given.false_naming_spread)),
        response_influenced=given.response_influenced * float(np.exp(own[3] * given.response_spread)),
        response_attributed=given.response_attributed * float(np.exp(own[4] * given.response_spread)),
    )


def _traces(
    given: ShopParameters, led_by: NDArray[np.int64], rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    count = len(led_by)
    both = joint_share(given.code, given.link, given.together)
    chance = rng.random(count)
    led = led_by != NONE
    by_code = led & (chance < given.code)
    by_link = led & ((chance < both) | ((chance >= given.code) & (chance < given.code + given.link - both)))
    code_of = np.where(by_code, led_by, NONE)
    crossed = by_code & (rng.random(count) < given.crossed)
    code_of[crossed] = rng.integers(given.creators, size=int(crossed.sum()))
    link_of = np.where(by_link, led_by, NONE)
    leaked = ~led & (rng.random(count) < given.leak)
    leaky = rng.permutation(given.creators)[: given.leaky_creators]
    if len(leaky):
        code_of[leaked] = rng.choice(leaky, int(leaked.sum()))
    strayed = ~led & (rng.random(count) < given.stray)
    link_of[strayed] = rng.integers(given.creators, size=int(strayed.sum()))
    return code_of, link_of


def joint_share(first: float, second: float, odds_ratio: float) -> float:
    """P(both) for two events with these shares and this odds ratio (Plackett 1965)."""
    if odds_ratio == 1:
        return first * second
    total = 1 + (first + second) * (odds_ratio - 1)
    root = np.sqrt(total**2 - 4 * odds_ratio * (odds_ratio - 1) * first * second)
    return float((total - root) / (2 * (odds_ratio - 1)))


def _response(odds: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """Each order's chance of an answer, such that `share` of all orders is answered on average."""
    kinds, which, counts = np.unique(odds, return_inverse=True, return_counts=True)
    low, high = 1e-6, 1e6
    for _ in range(60):
        middle = np.sqrt(low * high)
        chance = middle * kinds / (1 + middle * kinds)
        low, high = (middle, high) if np.average(chance, weights=counts) < share else (low, middle)
    result: NDArray[np.float64] = chance[which]
    return result
