"""Measurement models side by side: what each would credit for an order, beside what the policy does.

Each model gives weights to touches; `credits` turns them into shares and money, exact to the minor unit. The
policy's own credit is in the books; the others are kept as their differences from it (`differences`).
Formulas as commonly given for multi-touch attribution: first, last, linear, position 40/20/40, time decay
with a half-life of seven days.
"""

from plugin.attribution.models.credits import Difference, Model, Part, credits, differences
from plugin.attribution.models.touch import Touch

__all__ = ["Difference", "Model", "Part", "Touch", "credits", "differences"]
