"""The shops every estimator is judged on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.simulator.parameters import ShopParameters

SCENARIOS = {
    "base": ShopParameters(),
    "heavy_leak": replace(ShopParameters(), leak=0.04),
    "low_response": replace(ShopParameters(), response=0.18),
    "small": replace(ShopParameters(), orders=1_800),
    "no_effect": replace(ShopParameters(), influenced=0.0),
}

TRAITS = {"heavy_leak": "leak", "low_response": "response", "small": "orders", "no_effect": "influenced"}
"""What makes a scenario what it is. A parameter set for all shops leaves it alone."""


def scenario(name: str, changed: Mapping[str, float], trait: float | None = None) -> ShopParameters:
    """The shops of a scenario with these parameters changed, its own trait only by `trait`."""
    kept = {key: value for key, value in changed.items() if key != TRAITS.get(name)}
    if trait is not None:
        kept[TRAITS[name]] = trait
    return replace(SCENARIOS[name], **kept)  # type: ignore[arg-type]
