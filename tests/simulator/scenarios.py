"""The shops every estimator is judged on."""

from __future__ import annotations

from dataclasses import replace

from tests.simulator.parameters import ShopParameters

SCENARIOS = {
    "base": ShopParameters(),
    "heavy_leak": replace(ShopParameters(), leak=0.04),
    "low_response": replace(ShopParameters(), response=0.18),
    "small": replace(ShopParameters(), orders=1_800),
    "no_effect": replace(ShopParameters(), influenced=0.0),
}
