"""A share of answers corrected for what is forgotten and what is named in error."""

from __future__ import annotations


def corrected_share(apparent: float, *, sensitivity: float, specificity: float) -> float:
    """The true share behind an `apparent` one (Rogan & Gladen 1978), cut to 0..1.

    sensitivity is the chance that a true case is told as one, specificity that another is told as none; all
    are fractions. Raises ValueError where the two add up to no more than chance: nothing can be told then.
    """
    skill = sensitivity + specificity - 1
    if skill <= 0:
        raise ValueError(
            f"A sensitivity of {sensitivity} and a specificity of {specificity} tell no more than chance."
        )
    return min(max((apparent + specificity - 1) / skill, 0.0), 1.0)
