"""Estimates as sentences."""

from __future__ import annotations

from plugin.language import M_, Message
from plugin.stats.survey.margins import Estimate


def orders_said(estimate: Estimate) -> Message:
    """Influenced orders in words. An interval that reaches down to nothing is not given a middle: what can be
    said is how many there are at most.
    """
    low, high = int(estimate.low), int(estimate.high)
    if estimate.no_effect_seen:
        return M_("no effect seen, at most %(most)s orders", most=high)
    return M_(
        "between %(low)s and %(high)s orders, most likely %(point)s",
        low=low,
        high=high,
        point=int(estimate.point),
    )
